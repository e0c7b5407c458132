use yew::prelude::*;

/// How a link inside the application is followed; the application's router stands behind it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Navigation(pub Callback<AttrValue>);

impl Navigation {
    /// Goes to a path of the application.
    pub fn go(&self, href: impl Into<AttrValue>) {
        self.0.emit(href.into());
    }
}

/// The application's way of following links.
#[hook]
pub fn use_navigation() -> Navigation {
    use_context::<Navigation>().unwrap_or_default()
}

#[derive(Properties, PartialEq)]
pub struct AnchorProps {
    /// A path of the application, with its query.
    pub href: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub aria_current: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub children: Html,
}

/// A link inside the application. A plain click stays in the page; with a modifier key the browser opens its tab.
#[component]
pub fn Anchor(props: &AnchorProps) -> Html {
    let navigation = use_navigation();
    let onclick = {
        let href = props.href.clone();
        Callback::from(move |event: MouseEvent| {
            let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
            if !modified && event.button() == 0 {
                event.prevent_default();
                navigation.go(href.clone());
            }
        })
    };
    html! {
        <a
            href={props.href.clone()}
            class={props.class.clone()}
            aria-current={props.aria_current.clone()}
            aria-label={props.aria_label.clone()}
            title={props.title.clone()}
            {onclick}
        >
            { props.children.clone() }
        </a>
    }
}
