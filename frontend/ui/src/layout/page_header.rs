use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{Breadcrumb, Crumb};

#[derive(Properties, PartialEq)]
pub struct PageHeaderProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub subtitle: Html,
    #[prop_or_default]
    pub crumbs: Vec<Crumb>,
    #[prop_or_default]
    pub actions: Html,
}

/// The page's one heading. It takes the focus when the page is entered, so that a screen reader reads where one is.
#[component]
pub fn PageHeader(props: &PageHeaderProps) -> Html {
    let heading = use_node_ref();
    {
        let heading = heading.clone();
        use_effect_with((), move |()| {
            if let Some(heading) = heading.cast::<HtmlElement>() {
                let _hidden = heading.focus();
            }
        });
    }
    html! {
        <header class="hf-page-header">
            if !props.crumbs.is_empty() {
                <Breadcrumb crumbs={props.crumbs.clone()} />
            }
            <div class="hf-page-header__row">
                <div class="hf-page-header__text">
                    <h1 class="hf-page-header__title" ref={heading} tabindex="-1">{ &props.title }</h1>
                    if props.subtitle != Html::default() {
                        <div class="hf-page-header__subtitle">{ props.subtitle.clone() }</div>
                    }
                </div>
                if props.actions != Html::default() {
                    <div class="hf-page-header__actions">{ props.actions.clone() }</div>
                }
            </div>
        </header>
    }
}
