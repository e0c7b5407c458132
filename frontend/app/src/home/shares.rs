use api_types::{households::HouseholdFilter, summary::Summary};
use ui::{Anchor, Card};
use yew::prelude::*;

use crate::{
    households::Categories,
    route::Route,
    t,
    text::{Text, figure},
};

struct Share {
    name: AttrValue,
    count: i64,
    /// Part of `count` that still needs a hand.
    open: Option<AttrValue>,
    href: AttrValue,
}

/// Workers by category and households by town; each line opens its rows.
pub fn show(text: &Text, summary: &Summary, categories: &Categories) -> Html {
    let by_category = summary.workers_by_category.iter().map(|share| {
        let code = share.category.clone().unwrap_or_else(|| "none".to_owned());
        let name = share
            .category
            .as_deref()
            .map_or_else(|| t!(text, "category-none"), |code| categories.name(text, code));
        let filter = HouseholdFilter { category: Some(code), ..HouseholdFilter::default() };
        Share { name, count: share.workers, open: None, href: Route::Households.href_with(&filter) }
    });
    let by_town = summary.households_by_town.iter().map(|share| {
        let filter = HouseholdFilter { area_id: share.area_id, ..HouseholdFilter::default() };
        let open = (share.without_owner > 0)
            .then(|| t!(text, "home-town-without-owner", count = share.without_owner));
        let name = if share.area_id.is_some() {
            AttrValue::from(share.name.clone())
        } else {
            t!(text, "home-town-unknown")
        };
        Share { name, count: share.households, open, href: Route::Households.href_with(&filter) }
    });
    html! {
        <div class="hf-home__shares">
            <Card title={t!(text, "home-by-category")}>{ bars(&by_category.collect::<Vec<_>>()) }</Card>
            <Card title={t!(text, "home-by-town")}>{ bars(&by_town.collect::<Vec<_>>()) }</Card>
        </div>
    }
}

/// Names with bars as long as their share of the largest; the number says the same in words.
fn bars(shares: &[Share]) -> Html {
    let most = shares.iter().map(|share| share.count).max().unwrap_or_default().max(1);
    let line = |share: &Share| {
        html! {
            <li key={share.name.to_string()} class="hf-bar">
                <Anchor class="hf-bar__name" href={share.href.clone()}>{ &share.name }</Anchor>
                <svg class="hf-bar__track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="hf-bar__fill" width={(share.count * 100 / most).to_string()} height="8" rx="1" />
                </svg>
                <span class="hf-bar__count">{ figure(share.count) }</span>
                <span class="hf-bar__open hf-quiet">{ share.open.clone().unwrap_or_default() }</span>
            </li>
        }
    };
    html! { <ul class="hf-bars">{ for shares.iter().map(line) }</ul> }
}
