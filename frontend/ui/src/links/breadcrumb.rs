use yew::prelude::*;

use crate::{Anchor, Icon, IconName, use_words};

/// A page above the present one.
#[derive(Debug, Clone, PartialEq)]
pub struct Crumb {
    pub label: AttrValue,
    pub href: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct BreadcrumbProps {
    pub crumbs: Vec<Crumb>,
}

/// The way back up. The present page is not repeated: its heading stands below.
#[component]
pub fn Breadcrumb(props: &BreadcrumbProps) -> Html {
    let words = use_words();
    html! {
        <nav class="pf-v6-c-breadcrumb" aria-label={words.breadcrumb.clone()}>
            <ol class="pf-v6-c-breadcrumb__list" role="list">
                { for props.crumbs.iter().enumerate().map(item) }
            </ol>
        </nav>
    }
}

fn item((index, crumb): (usize, &Crumb)) -> Html {
    html! {
        <li class="pf-v6-c-breadcrumb__item" key={index}>
            if index > 0 {
                <span class="pf-v6-c-breadcrumb__item-divider"><Icon name={IconName::ChevronRight} /></span>
            }
            <Anchor class="pf-v6-c-breadcrumb__link" href={crumb.href.clone()}>{ &crumb.label }</Anchor>
        </li>
    }
}
