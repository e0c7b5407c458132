use yew::prelude::*;

use crate::{Anchor, Button, IconName, Look, use_words};

#[derive(Properties, PartialEq)]
pub struct MastheadProps {
    pub brand: Html,
    pub home: AttrValue,
    /// What stands between the brand and the tools: the operation.
    #[prop_or_default]
    pub context: Html,
    pub tools: Html,
    pub is_nav_open: bool,
    pub on_nav_toggle: Callback<()>,
}

/// The bar on top of every page.
#[component]
pub fn Masthead(props: &MastheadProps) -> Html {
    let words = use_words();
    html! {
        <header class="hf-masthead">
            <span class="hf-masthead__toggle">
                <Button
                    look={Look::Plain}
                    icon={if props.is_nav_open { IconName::Close } else { IconName::Menu }}
                    aria_label={words.navigation.clone()}
                    aria_expanded={if props.is_nav_open { "true" } else { "false" }}
                    aria_controls="navigation"
                    onclick={props.on_nav_toggle.reform(|_| ())}
                />
            </span>
            <Anchor class="hf-masthead__brand" href={props.home.clone()}>{ props.brand.clone() }</Anchor>
            <div class="hf-masthead__context">{ props.context.clone() }</div>
            <div class="hf-masthead__tools">{ props.tools.clone() }</div>
        </header>
    }
}
