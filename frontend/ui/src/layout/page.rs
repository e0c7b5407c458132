use web_sys::HtmlElement;
use yew::prelude::*;

use crate::use_words;

#[derive(Properties, PartialEq)]
pub struct PageProps {
    pub masthead: Html,
    pub sidebar: Html,
    pub children: Html,
}

/// The frame around every page: skip link, bar on top, navigation aside, content.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let words = use_words();
    let main = use_node_ref();
    // A fragment link would be a navigation to the router; moving the focus says the same.
    let skip = {
        let main = main.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            if let Some(main) = main.cast::<HtmlElement>() {
                let _hidden = main.focus();
            }
        })
    };
    html! {
        <div class="hf-page">
            <div class="pf-v6-c-skip-to-content">
                <a class="pf-v6-c-button pf-m-primary" href="#main" onclick={skip}>
                    <span class="pf-v6-c-button__text">{ &words.skip_to_content }</span>
                </a>
            </div>
            { props.masthead.clone() }
            { props.sidebar.clone() }
            <main ref={main} class="hf-main" id="main" tabindex="-1">
                <div class="hf-main__body">{ props.children.clone() }</div>
            </main>
        </div>
    }
}
