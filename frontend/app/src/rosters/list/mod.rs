//! All rosters, and what waits in them.

mod empty;
mod table;
mod waiting;

use std::rc::Rc;

use api_types::{pages::PageQuery, rosters::RosterRef};
use client::use_query;
use domain::access::Permission;
use serde::{Deserialize, Serialize};
use ui::{ButtonLink, Card, DataTable, IconName, Look, Tab, Tabs};
use yew::prelude::*;

pub use self::waiting::What;
use self::{empty::Empty, waiting::WaitingRows};
use crate::{
    failures,
    filters::use_filters,
    paging::{PAGE, Place, Turner},
    route::Route,
    screen::Screen,
    session::use_session,
    t,
    text::{figure, use_text},
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct ListView {
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<What>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

const ALL: &str = "all";

/// The rosters' entrance.
#[component]
pub fn RostersPage() -> Html {
    let text = use_text();
    let session = use_session();
    let view = use_filters::<ListView>();
    let summary = use_query((), |api, ()| client::summary(&api));
    let may_upload = session.is_some_and(|session| session.may(Permission::RostersWrite));

    let waiting = |what: What| {
        let summary = summary.remote.ready()?;
        let count = what.count(summary);
        (count > 0).then(|| AttrValue::from(figure(count)))
    };
    let tab = |what: What| Tab {
        key: what.as_str().into(),
        label: text.word("rosters-waiting", what.as_str()),
        count: waiting(what),
    };
    let tabs = vec![
        Tab { key: ALL.into(), label: t!(text, "rosters-all"), count: None },
        tab(What::Held),
        tab(What::Mistyped),
    ];
    let on_change = {
        let set = view.set.clone();
        Callback::from(move |key: AttrValue| {
            set.emit(ListView { tab: What::named(&key), ..ListView::default() })
        })
    };
    let actions = if may_upload {
        html! {
            <ButtonLink look={Look::Primary} icon={IconName::Upload} href={Route::RosterNew.href()}>
                { t!(text, "rosters-upload") }
            </ButtonLink>
        }
    } else {
        Html::default()
    };
    let current = view.value.tab.map_or(ALL, What::as_str);
    html! {
        <Screen title={t!(text, "rosters")} subtitle={html! { t!(text, "rosters-subtitle") }} {actions}>
            <Tabs label={t!(text, "rosters")} {tabs} {current} {on_change}>
                if let Some(what) = view.value.tab {
                    <WaitingRows key={what.as_str()} {what} />
                } else {
                    <All view={view.value.clone()} on_view={view.set.clone()} {may_upload} />
                }
            </Tabs>
        </Screen>
    }
}

#[derive(Properties, PartialEq)]
struct AllProps {
    view: ListView,
    on_view: Callback<ListView>,
    may_upload: bool,
}

#[component]
fn All(props: &AllProps) -> Html {
    let text = use_text();
    let place = Place::read(props.view.page, props.view.cursor.as_ref());
    let rosters = use_query(place.cursor.clone(), |api, cursor| {
        client::rosters(&api, &PageQuery { limit: Some(PAGE), cursor })
    });
    let on_turn = props.on_view.reform(|place: Place| ListView {
        tab: None,
        page: place.in_address(),
        cursor: place.cursor,
    });
    failures::show(&rosters.remote, &rosters.reload, |page| {
        if page.items.is_empty() && place.number == 1 {
            return html! { <Empty may_upload={props.may_upload} /> };
        }
        html! {
            <Card flush=true>
                <DataTable<RosterRef>
                    label={t!(text, "rosters")}
                    columns={table::columns(&text)}
                    rows={Rc::new(page.items.clone())}
                    identity={table::identity()}
                    refreshing={rosters.is_refreshing}
                />
                <Turner
                    place={place.clone()}
                    shown={page.items.len()}
                    next_cursor={page.next_cursor.clone()}
                    {on_turn}
                />
            </Card>
        }
    })
}
