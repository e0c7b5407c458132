use ui::{Crumb, PageHeader};
use yew::prelude::*;

use crate::{t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct ScreenProps {
    /// The page's heading and the browser tab's name.
    pub title: AttrValue,
    #[prop_or_default]
    pub subtitle: Html,
    #[prop_or_default]
    pub crumbs: Vec<Crumb>,
    #[prop_or_default]
    pub actions: Html,
    #[prop_or_default]
    pub children: Html,
}

/// A page of the application: heading, and the tab's name to match.
#[component]
pub fn Screen(props: &ScreenProps) -> Html {
    use_title(props.title.clone());
    html! {
        <>
            <PageHeader
                title={props.title.clone()}
                subtitle={props.subtitle.clone()}
                crumbs={props.crumbs.clone()}
                actions={props.actions.clone()}
            />
            { props.children.clone() }
        </>
    }
}

/// Names the browser's tab.
#[hook]
pub fn use_title(title: AttrValue) {
    let text = use_text();
    let product = t!(text, "product");
    use_effect_with((title, product), |(title, product)| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&format!("{title} · {product}"));
        }
    });
}
