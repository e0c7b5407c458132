//! A household on one page: who lives here, who is away and since when, and what one must know before one calls.

mod conflict;
mod edit;
mod facts;
mod form;
mod history;
mod life;
mod members;
mod owner;
mod person;
mod posting;

use std::rc::Rc;

use api_types::households::Household;
use client::{Versioned, use_query};
use domain::{access::Permission, households::HouseholdStatus, ids::HouseholdId};
use ui::{Button, Crumb, IconName, Look};
use yew::prelude::*;

use self::{edit::EditDialog, facts::Facts, history::HouseholdHistory, life::LifeMenu, members::Members};
pub use self::{edit::invalid, form::some, person::relations};
#[cfg(test)]
pub use self::{history::CHANGED_FIELDS, person::LIMITATIONS};
use super::{categories::use_categories, labels};
use crate::{failures::FailureState, route::Route, screen::Screen, session::use_session, t, text::use_text};

/// A household with the version that changes must name.
pub type Current = Rc<Versioned<Household>>;

#[derive(Properties, PartialEq)]
pub struct HouseholdPageProps {
    pub id: HouseholdId,
}

/// The page of one household.
#[component]
pub fn HouseholdPage(props: &HouseholdPageProps) -> Html {
    let text = use_text();
    let may_write = use_session().is_some_and(|session| session.may(Permission::LedgerWrite));
    let categories = use_categories();
    let is_editing = use_state(|| false);
    let household = use_query(props.id, |api, id| client::household(&api, id));

    let crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    let current = match &household.remote {
        client::Remote::Ready(current) if current.value.id == props.id => current.clone(),
        client::Remote::Failed(failure) => {
            return html! {
                <Screen title={t!(text, "household")} {crumbs}>
                    <FailureState failure={failure.clone()} on_retry={household.reload.clone()} />
                </Screen>
            };
        }
        client::Remote::Loading | client::Remote::Ready(_) => {
            return html! { <Screen title={t!(text, "household")} {crumbs}><ui::Skeleton lines={8} /></Screen> };
        }
    };
    let open_edit = {
        let is_editing = is_editing.setter();
        Callback::from(move |_: MouseEvent| is_editing.set(true))
    };
    let close_edit = {
        let is_editing = is_editing.setter();
        Callback::from(move |()| is_editing.set(false))
    };
    let on_saved = {
        let (close, reload) = (close_edit.clone(), household.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            reload.emit(());
        })
    };
    let is_open = current.value.status != HouseholdStatus::Closed;
    let actions = if may_write {
        html! {
            <>
                if is_open {
                    <Button look={Look::Primary} icon={IconName::Edit} onclick={open_edit}>{ t!(text, "household-edit") }</Button>
                }
                <LifeMenu current={current.clone()} on_changed={household.reload.clone()} />
            </>
        }
    } else {
        Html::default()
    };
    let subtitle = html! {
        <span class="hf-labels">
            <strong class="hf-nowrap">{ current.value.reference.to_string() }</strong>
            { labels::status(&text, current.value.status) }
            { labels::clarity(&text, &current.value.missing) }
        </span>
    };
    html! {
        <Screen title={current.value.name.clone()} {subtitle} {crumbs} {actions}>
            <div class="hf-household">
                <div class="hf-household__main">
                    <Facts household={current.clone()} on_changed={household.reload.clone()} />
                    <Members
                        household={current.clone()}
                        {categories}
                        may_write={may_write && is_open}
                        on_changed={household.reload.clone()}
                    />
                </div>
                <HouseholdHistory id={props.id} revision={current.value.revision} />
            </div>
            if *is_editing {
                <EditDialog household={current} on_close={close_edit} {on_saved} />
            }
        </Screen>
    }
}
