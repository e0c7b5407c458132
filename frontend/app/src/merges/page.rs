use std::{fmt::Display, future::Future};

use client::{Api, Failure, Remote, Versioned, use_mutation, use_query};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ui::{Card, Crumb, Skeleton, Toast, use_navigation, use_toasts};
use yew::prelude::*;

use super::compare::{Chosen, Comparison, Entry, Fact};
use crate::{
    failures::FailureState,
    filters::use_filters,
    route::Route,
    screen::Screen,
    t,
    text::{Text, use_text},
};

/// What two entries of one kind are when they are merged.
pub trait Kind: 'static {
    type Id: Copy + PartialEq + Display + Serialize + DeserializeOwned + 'static;
    type Value: PartialEq + 'static;

    fn title(text: &Text) -> AttrValue;
    fn fetch(api: Api, id: Self::Id) -> impl Future<Output = Result<Versioned<Self::Value>, Failure>>;
    /// Lets `loser` become part of `winner`, of which `etag` was read.
    fn merge(
        api: Api,
        winner: Self::Id,
        etag: String,
        loser: Self::Id,
        chosen: Chosen,
    ) -> impl Future<Output = Result<Versioned<Self::Value>, Failure>>;
    /// The page on which another becomes part of this one.
    fn route(winner: Self::Id) -> Route;
    /// The page that shows it.
    fn page(value: &Self::Value) -> AttrValue;
    fn entry(text: &Text, value: &Self::Value) -> Entry;
    fn facts(text: &Text, winner: &Self::Value, loser: &Self::Value) -> Vec<Fact>;
    /// What will be afterwards.
    fn result(text: &Text, winner: &Self::Value, loser: &Self::Value) -> Vec<String>;
    /// Where the other is looked for.
    fn search(
        text: &Text,
        winner: Self::Id,
        value: &Self::Value,
        on_pick: Callback<Option<Self::Id>>,
    ) -> Html;
}

/// The other, in the page's address.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Other<I> {
    #[serde(default = "nobody", skip_serializing_if = "Option::is_none")]
    pub with: Option<I>,
}

impl<I> Default for Other<I> {
    fn default() -> Self {
        Self { with: None }
    }
}

const fn nobody<I>() -> Option<I> {
    None
}

#[derive(Properties, PartialEq)]
pub struct MergePageProps<I: PartialEq> {
    pub id: I,
}

/// Another becomes part of this one.
#[component]
pub fn MergePage<K: Kind>(props: &MergePageProps<K::Id>) -> Html {
    let (text, toasts, navigation) = (use_text(), use_toasts(), use_navigation());
    let address = use_filters::<Other<K::Id>>();
    let (id, other) = (props.id, address.value.with);
    let winner = use_query(id, K::fetch);
    let loser = use_query(other, |api, other| async move {
        match other {
            Some(id) => K::fetch(api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let ready = winner.remote.ready();
    let page = ready.map_or_else(|| Route::Households.href(), |winner| K::page(&winner.value));
    let done = {
        let (text, page) = (text.clone(), page.clone());
        Callback::from(move |_| {
            toasts.show(Toast::success(t!(text, "saved")));
            navigation.go(page.to_string());
        })
    };
    let etag = ready.map(|winner| winner.etag.clone()).unwrap_or_default();
    let merge = use_mutation(
        move |api, (loser, chosen): (K::Id, Chosen)| K::merge(api, id, etag.clone(), loser, chosen),
        done,
    );
    {
        let reload = winner.reload.clone();
        use_effect_with(merge.failure.is_some(), move |failed| {
            if *failed {
                reload.emit(());
            }
        });
    }
    let body = match (&winner.remote, &loser.remote) {
        (Remote::Failed(failure), _) | (_, Remote::Failed(failure)) => {
            html! { <FailureState failure={failure.clone()} /> }
        }
        (Remote::Ready(winner), Remote::Ready(loser)) => match (&**loser, other) {
            (Some(loser), Some(loser_id)) => {
                let (winner, loser) = (&winner.value, &loser.value);
                html! {
                    <Comparison
                        key={loser_id.to_string()}
                        winner={K::entry(&text, winner)}
                        loser={K::entry(&text, loser)}
                        facts={K::facts(&text, winner, loser)}
                        result={K::result(&text, winner, loser)}
                        swapped={K::route(loser_id).href_with(&Other { with: Some(id) })}
                        back={page.clone()}
                        busy={merge.is_running}
                        failure={merge.failure.clone()}
                        on_merge={merge.run.reform(move |chosen| (loser_id, chosen))}
                    />
                }
            }
            _ => {
                let search = K::search(&text, id, &winner.value, address.set.reform(|with| Other { with }));
                html! { <Card><div class="hf-stack">{ search }</div></Card> }
            }
        },
        _ => html! { <Skeleton lines={8} /> },
    };
    let mut crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    if let Some(winner) = winner.remote.ready() {
        crumbs.push(Crumb { label: K::entry(&text, &winner.value).name, href: page });
    }
    html! { <Screen title={K::title(&text)} {crumbs}>{ body }</Screen> }
}
