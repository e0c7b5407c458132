use std::rc::Rc;

use api_types::rosters::{Roster, RosterStatus};
use client::{Versioned, use_mutation};
use domain::access::Permission;
use ui::{
    Alert, ConfirmDialog, Consequence, IconName, Menu, MenuItem, Toast, Tone, use_navigation, use_toasts,
};
use yew::prelude::*;

use crate::rosters::view::{RosterView, Step};
use crate::{failures::sentence, route::Route, session::use_session, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct RosterActionsProps {
    pub roster: Rc<Versioned<Roster>>,
    /// A job works on it.
    pub is_going: bool,
    pub on_changed: Callback<()>,
}

/// What can be done with a roster at any step.
#[component]
pub fn RosterActions(props: &RosterActionsProps) -> Html {
    let text = use_text();
    let navigation = use_navigation();
    let toasts = use_toasts();
    let is_asking = use_state(|| false);
    let roster = &props.roster.value;
    let id = roster.id;
    let may_write = use_session().is_some_and(|session| session.may(Permission::RostersWrite));
    let discard = {
        let (etag, text, navigation) = (props.roster.etag.clone(), text.clone(), navigation.clone());
        use_mutation(
            move |api, ()| {
                let etag = etag.clone();
                client::delete_roster(&api, id, &etag)
            },
            Callback::from(move |()| {
                toasts.show(Toast::success(t!(text, "discard-done")));
                navigation.go(Route::Rosters.href());
            }),
        )
    };
    let go_to = |step: Step| {
        let (navigation, href) = (navigation.clone(), RosterView::at(step).href(id));
        Callback::from(move |()| navigation.go(href.clone()))
    };
    let ask = {
        let (is_asking, reset) = (is_asking.setter(), discard.reset.clone());
        Callback::from(move |()| {
            reset.emit(());
            is_asking.set(true);
        })
    };
    let close = {
        let is_asking = is_asking.setter();
        Callback::from(move |()| is_asking.set(false))
    };
    let mut items = vec![MenuItem::action(t!(text, "menu-columns"), IconName::Columns, go_to(Step::Columns))];
    match roster.status {
        RosterStatus::Previewed => {
            items.push(MenuItem::action(t!(text, "menu-preview"), IconName::Eye, go_to(Step::Preview)))
        }
        RosterStatus::Committed => {
            items.push(MenuItem::action(t!(text, "menu-result"), IconName::CheckCircle, go_to(Step::Result)))
        }
        RosterStatus::Recognised | RosterStatus::Undone => {}
    }
    if may_write && !props.is_going && roster.status != RosterStatus::Committed {
        items.push(MenuItem::Divider);
        items.push(MenuItem::Danger {
            label: t!(text, "discard"),
            icon: Some(IconName::Trash),
            on_pick: ask,
        });
    }
    html! {
        <>
            <Menu label={t!(text, "roster-menu")} {items} />
            if *is_asking {
                <ConfirmDialog
                    title={t!(text, "discard-ask")}
                    action={t!(text, "discard")}
                    consequence={Consequence::Grave}
                    busy={discard.is_running}
                    on_confirm={discard.run.clone()}
                    on_close={close}
                >
                    if let Some(failure) = &discard.failure {
                        <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                    }
                    <p>{ t!(text, "discard-text", name = roster.filename.clone()) }</p>
                </ConfirmDialog>
            }
        </>
    }
}
