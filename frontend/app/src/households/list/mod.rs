//! The ledger as a list: filters in the address, columns that are remembered, bulk assignment, export of what is seen.

mod assign;
mod empty;
mod export;
mod filters;
mod table;
mod view;

use std::rc::Rc;

use api_types::{households::HouseholdFilter, pages::PageQuery};
use client::{Change, HouseholdQuery, use_live, use_query};
use domain::{access::Permission, ids::HouseholdId};
use ui::{
    BulkBar, Button, ButtonLink, Card, ColumnsMenu, IconName, Look, Selection, Size, Sort, use_hidden_columns,
};
use yew::prelude::*;

pub use self::{assign::AssignDialog, empty::empty_ledger, table::phone};
use self::{empty::nothing_fits, export::Export, filters::Filters, view::ListView};
use super::categories::use_categories;
use crate::{
    failures,
    filters::use_filters,
    paging::{PAGE, Total, Turner},
    route::Route,
    screen::Screen,
    session::{Session, use_session},
    t,
    text::use_text,
};

/// The ledger.
#[component]
pub fn HouseholdsPage() -> Html {
    let text = use_text();
    let session = use_session();
    let may = |permission| session.as_ref().is_some_and(|session| session.may(permission));
    let is_of_partner = session.as_ref().is_some_and(Session::is_of_partner);
    let view = use_filters::<ListView>();
    let categories = use_categories();
    let hidden = use_hidden_columns("households");
    let selection = use_state(Selection::default);
    let is_assigning = use_state(|| false);

    let place = view.value.place();
    let query = HouseholdQuery {
        filter: view.value.filter(),
        page: PageQuery { limit: Some(PAGE), cursor: place.cursor.clone() },
    };
    let households = use_query(query, |api, query| client::households(&api, &query));
    let counted = use_query(HouseholdFilter { sort: None, ..view.value.filter() }, |api, filter| {
        client::count_households(&api, &filter)
    });
    let total = counted.remote.ready().map(|count| match (count.households, count.or_more) {
        (households, false) => Total::Exactly(households),
        (households, true) => Total::OrMore(households),
    });
    // Rows do not move under the reader's finger: they are told that there is news.
    let news = use_state(|| Rc::new(std::collections::BTreeSet::<HouseholdId>::new()));
    {
        let news = news.clone();
        let reload = households.reload.clone();
        use_live(Callback::from(move |change: Change| match change {
            Change::Household { id, own: false } => {
                let mut next = (**news).clone();
                next.insert(id);
                news.set(Rc::new(next));
            }
            Change::Household { .. } => {}
            // A roster was taken in: there is no counting what is new.
            Change::Many => reload.emit(()),
        }));
    }
    let refresh = {
        let (news, reload) = (news.setter(), households.reload.clone());
        let recount = counted.reload.clone();
        Callback::from(move |_: MouseEvent| {
            news.set(Rc::default());
            recount.emit(());
            reload.emit(());
        })
    };
    {
        // What is chosen belongs to the rows in sight.
        let selection = selection.setter();
        use_effect_with(view.value.clone(), move |_| selection.set(Selection::default()));
    }

    let columns = table::columns(&text, &categories);
    let on_sort = {
        let (set, value) = (view.set.clone(), view.value.clone());
        Callback::from(move |sort: Sort| set.emit(value.clone().sorted(&sort)))
    };
    let on_turn = {
        let (set, value) = (view.set.clone(), view.value.clone());
        Callback::from(move |place| set.emit(value.clone().turned(place)))
    };
    let on_select = may(Permission::LedgerAssign).then(|| {
        let selection = selection.setter();
        Callback::from(move |chosen| selection.set(chosen))
    });
    let clear = {
        let selection = selection.setter();
        Callback::from(move |()| selection.set(Selection::default()))
    };
    let open_assign = {
        let is_assigning = is_assigning.setter();
        Callback::from(move |_: MouseEvent| is_assigning.set(true))
    };
    let close_assign = {
        let is_assigning = is_assigning.setter();
        Callback::from(move |()| is_assigning.set(false))
    };
    let on_assigned = {
        let (close, clear, reload) = (close_assign.clone(), clear.clone(), households.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            clear.emit(());
            reload.emit(());
        })
    };
    let actions = html! {
        <>
            if may(Permission::LedgerWrite) && !is_of_partner {
                <ButtonLink look={Look::Primary} icon={IconName::Plus} href={Route::HouseholdNew.href()}>
                    { t!(text, "household-new") }
                </ButtonLink>
            }
            <ButtonLink look={Look::Secondary} icon={IconName::Merge} href={Route::Duplicates.href()}>
                { t!(text, "duplicates") }
            </ButtonLink>
        </>
    };
    let end = html! {
        <>
            if may(Permission::LedgerExport) {
                <Export filter={view.value.filter()} />
            }
            <ColumnsMenu<api_types::households::HouseholdRow> columns={columns.clone()} hidden={hidden.clone()} />
        </>
    };
    html! {
        <Screen title={t!(text, "households")} subtitle={html! { t!(text, "households-subtitle") }} {actions}>
            <Card flush=true>
                <Filters view={view.value.clone()} on_view={view.set.clone()} categories={categories.clone()} {end} />
                if !selection.is_empty() {
                    <BulkBar text={t!(text, "households-selected", count = selection.len())} on_clear={clear}>
                        <Button look={Look::Primary} icon={IconName::User} onclick={open_assign}>
                            { t!(text, "assign-owner") }
                        </Button>
                    </BulkBar>
                }
                if !news.is_empty() {
                    <div class="hf-news">
                        <Button look={Look::Link} size={Size::Small} icon={IconName::Refresh} onclick={refresh}>
                            { t!(text, "households-news", count = news.len()) }
                        </Button>
                    </div>
                }
                { failures::show(&households.remote, &households.reload, |page| {
                    if page.items.is_empty() {
                        return if view.value.is_unfiltered() {
                            empty_ledger(&text, may(Permission::RostersWrite))
                        } else {
                            nothing_fits(&text)
                        };
                    }
                    html! {
                        <>
                            { table::show(&text, table::Shown {
                                rows: Rc::new(page.items.clone()),
                                columns: hidden.visible(&columns),
                                sort: view.value.sort(),
                                on_sort: on_sort.clone(),
                                selection: (*selection).clone(),
                                on_select: on_select.clone(),
                                refreshing: households.is_refreshing,
                            }) }
                            <Turner
                                place={place.clone()}
                                shown={page.items.len()}
                                {total}
                                next_cursor={page.next_cursor.clone()}
                                on_turn={on_turn.clone()}
                            />
                        </>
                    }
                }) }
            </Card>
            if *is_assigning {
                <AssignDialog selection={(*selection).clone()} on_close={close_assign} on_done={on_assigned} />
            }
        </Screen>
    }
}
