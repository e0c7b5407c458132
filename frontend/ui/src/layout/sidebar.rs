use yew::prelude::*;

use crate::{Anchor, Icon, IconName, Press, use_words};

/// A place in the navigation.
#[derive(Debug, Clone, PartialEq)]
pub struct NavItem {
    pub label: AttrValue,
    pub href: AttrValue,
    pub icon: IconName,
    pub is_current: bool,
    /// How many things wait there.
    pub count: Option<AttrValue>,
}

#[derive(Properties, PartialEq)]
pub struct SidebarProps {
    pub items: Vec<NavItem>,
    /// Matters on narrow screens, where the navigation lies over the page.
    pub is_open: bool,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub footer: Html,
}

/// The navigation: beside the page where there is room, over it on a phone.
#[component]
pub fn Sidebar(props: &SidebarProps) -> Html {
    let words = use_words();
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if Press::of(&event) == Some(Press::Escape) {
                on_close.emit(());
            }
        })
    };
    let class = classes!("hf-sidebar", props.is_open.then_some("hf-sidebar--open"));
    html! {
        <>
            if props.is_open {
                <div class="hf-sidebar__backdrop" onclick={props.on_close.reform(|_| ())} />
            }
            <nav {class} id="navigation" aria-label={words.navigation.clone()} {onkeydown}>
                <ul class="hf-nav" role="list">{ for props.items.iter().map(item) }</ul>
                <div class="hf-sidebar__footer">{ props.footer.clone() }</div>
            </nav>
        </>
    }
}

fn item(item: &NavItem) -> Html {
    let class = classes!("hf-nav__link", item.is_current.then_some("hf-nav__link--current"));
    let aria_current = item.is_current.then_some(AttrValue::Static("page"));
    html! {
        <li key={item.href.to_string()}>
            <Anchor {class} href={item.href.clone()} {aria_current}>
                <Icon name={item.icon} />
                <span>{ &item.label }</span>
                if let Some(count) = &item.count {
                    <span class="hf-nav__count">{ count }</span>
                }
            </Anchor>
        </li>
    }
}
