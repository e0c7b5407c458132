use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use crate::{Button, IconName, Look, use_id, use_words};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DialogWidth {
    Small,
    #[default]
    Medium,
    Large,
}

impl DialogWidth {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Small => Some("hf-dialog--small"),
            Self::Medium => None,
            Self::Large => Some("hf-dialog--large"),
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub width: DialogWidth,
    /// The reader closed it: by Escape, by the cross, or by a button of the page's own.
    pub on_close: Callback<()>,
    /// Buttons, the one that goes on first.
    #[prop_or_default]
    pub footer: Html,
    pub children: Html,
}

/// A dialog on the browser's own `<dialog>`: the page behind is inert, the focus stays inside, Escape closes, and the
/// focus returns to where it was. It is open for as long as it is rendered.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let words = use_words();
    let node = use_node_ref();
    let title_id = use_id();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let came_from = focused();
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = dialog.as_ref().filter(|dialog| !dialog.open()) {
                let _detached = dialog.show_modal();
                let _nothing_to_focus = focus_first(dialog);
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                // The page may replace the focused element in the same turn; it has its last word first.
                Timeout::new(0, move || return_focus(came_from)).forget();
            }
        });
    }
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        })
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog
            ref={node}
            class={classes!("hf-dialog", props.width.class())}
            aria-labelledby={title_id.clone()}
            {oncancel}
        >
            <header class="hf-dialog__header">
                <h2 class="hf-dialog__title" id={title_id}>{ &props.title }</h2>
                <Button look={Look::Plain} icon={IconName::Close} aria_label={words.close.clone()} onclick={close} />
            </header>
            <div class="hf-dialog__body">{ props.children.clone() }</div>
            if props.footer != Html::default() {
                <footer class="hf-dialog__footer">{ props.footer.clone() }</footer>
            }
        </dialog>
    }
}

/// The first field, else the first button below: not the cross that happens to stand first.
fn focus_first(dialog: &HtmlDialogElement) -> Option<()> {
    const FIRST: [&str; 2] = [
        ".hf-dialog__body :is(input, select, textarea):not(:disabled)",
        ".hf-dialog__footer button:not(:disabled)",
    ];
    let first = FIRST.iter().find_map(|selector| dialog.query_selector(selector).ok()?)?;
    first.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

fn return_focus(element: Option<HtmlElement>) {
    if let Some(element) = element.filter(|element| element.is_connected()) {
        let _hidden = element.focus();
    }
}
