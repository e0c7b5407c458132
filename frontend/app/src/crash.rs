//! A defect of ours must not leave a dead page: it says so in both languages and offers to load again. Drafts are kept.

use std::panic::PanicHookInfo;

use web_sys::{Document, Element};

const LINES: [(&str, &str); 2] = [
    ("zh-CN", "页面出错了，需要重新打开。未保存的填写内容已保留在本机。"),
    (
        "en",
        "Something went wrong on this page and it has to be opened again. What you were typing is kept on this device.",
    ),
];

pub fn show_panics() {
    yew::set_custom_panic_hook(Box::new(|info: &PanicHookInfo<'_>| {
        web_sys::console::error_1(&info.to_string().into());
        let _page_is_gone = show();
    }));
}

fn show() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let page = document.create_element("div").ok()?;
    page.set_class_name("hf-crash");
    page.set_attribute("role", "alert").ok()?;
    for (language, text) in LINES {
        let line = element(&document, "p", Some(language), text)?;
        page.append_child(&line).ok()?;
    }
    let again = element(&document, "a", None, "重新打开 · Open again")?;
    again.set_class_name("pf-v6-c-button pf-m-primary");
    again.set_attribute("href", "").ok()?;
    page.append_child(&again).ok()?;
    document.body()?.append_child(&page).ok().map(drop)
}

fn element(document: &Document, tag: &str, language: Option<&str>, text: &str) -> Option<Element> {
    let element = document.create_element(tag).ok()?;
    if let Some(language) = language {
        element.set_attribute("lang", language).ok()?;
    }
    element.set_text_content(Some(text));
    Some(element)
}
