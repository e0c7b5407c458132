use api_types::{
    households::{Household, HouseholdStep, Member},
    postings::Posting,
};
use chrono::NaiveDate;
use client::use_mutation;
use domain::{access::Permission, households::HouseholdStatus, postings::PostingState};
use ui::{IconName, Menu, MenuItem, Toast, use_navigation, use_toasts};
use yew::prelude::*;

use super::{
    anonymise::AnonymiseDialog, close::CloseDialog, moving::MoveDialog, returning::ReturnDialog, use_today,
};
use crate::{
    failures::sentence, households::page::Current, route::Route, session::use_session, t, text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct LifeMenuProps {
    pub current: Current,
    pub on_changed: Callback<()>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Return,
    Move,
    Close,
    Anonymise,
}

/// Present members.
pub fn present(household: &Household) -> impl Iterator<Item = &Member> {
    household.members.iter().filter(|member| member.to.is_none())
}

/// Whether a posting of the member goes on.
pub fn is_away(member: &Member, today: NaiveDate) -> bool {
    let goes_on = |posting: &Posting| {
        posting.state != PostingState::Returned && posting.to.is_none_or(|to| to >= today)
    };
    member.person.postings.iter().any(goes_on)
}

/// What can happen to the household from here.
#[component]
pub fn LifeMenu(props: &LifeMenuProps) -> Html {
    let text = use_text();
    let today = use_today();
    let may_anonymise = use_session().is_some_and(|session| session.may(Permission::LedgerAnonymise));
    let (toasts, navigation) = (use_toasts(), use_navigation());
    let open = use_state(|| None::<Open>);
    let current = props.current.clone();
    let step = {
        let (on_changed, toasts, text) = (props.on_changed.clone(), toasts.clone(), text.clone());
        use_mutation(
            move |api, to: HouseholdStatus| {
                let current = current.clone();
                let step = HouseholdStep { to, reason: None };
                async move { client::move_household(&api, current.value.id, &current.etag, &step).await }
            },
            Callback::from(move |_| {
                toasts.show(Toast::success(t!(text, "household-step-done")));
                on_changed.emit(());
            }),
        )
    };
    {
        let (text, on_changed) = (text.clone(), props.on_changed.clone());
        use_effect_with(step.failure.clone(), move |failure| {
            if let Some(failure) = failure {
                toasts.show(Toast::danger(sentence(&text, failure)));
                on_changed.emit(());
            }
        });
    }
    let show = |what: Option<Open>| {
        let open = open.setter();
        Callback::from(move |()| open.set(what))
    };
    let household = &props.current.value;
    let is_open = household.status != HouseholdStatus::Closed;
    let mut items = Vec::new();
    if is_open && present(household).any(|member| is_away(member, today)) {
        items.push(MenuItem::action(t!(text, "life-return"), IconName::Home, show(Some(Open::Return))));
    }
    if is_open && present(household).next().is_some() {
        items.push(MenuItem::action(t!(text, "life-move"), IconName::ChevronRight, show(Some(Open::Move))));
    }
    if is_open {
        let page = Route::HouseholdMerge { id: household.id }.href();
        let navigation = navigation.clone();
        let go = Callback::from(move |()| navigation.go(page.to_string()));
        items.push(MenuItem::action(t!(text, "merge-household-with"), IconName::Merge, go));
    }
    if is_open && present(household).nth(1).is_some() {
        let page = Route::HouseholdSplit { id: household.id }.href();
        let go = Callback::from(move |()| navigation.go(page.to_string()));
        items.push(MenuItem::action(t!(text, "split-household"), IconName::Users, go));
    }
    if !items.is_empty() {
        items.push(MenuItem::Divider);
    }
    items.extend(household.next_statuses.iter().map(|status| {
        let to = *status;
        let (label, on_pick) = match (household.status, to) {
            (_, HouseholdStatus::Closed) => (t!(text, "life-close"), show(Some(Open::Close))),
            (HouseholdStatus::Closed, _) => (t!(text, "life-reopen"), step.run.reform(move |()| to)),
            _ => (text.word("household-step", to.as_str()), step.run.reform(move |()| to)),
        };
        MenuItem::action(label, IconName::Check, on_pick)
    }));
    if household.status == HouseholdStatus::Closed && household.anonymised.is_none() && may_anonymise {
        let dialog = show(Some(Open::Anonymise));
        items.push(MenuItem::Divider);
        items.push(MenuItem::Danger {
            label: t!(text, "life-anonymise"),
            icon: Some(IconName::EyeOff),
            on_pick: dialog,
        });
    }
    let close = show(None);
    let then = |next: Option<Open>| {
        let (open, on_changed) = (open.setter(), props.on_changed.clone());
        Callback::from(move |()| {
            open.set(next);
            on_changed.emit(());
        })
    };
    let (household, on_close) = (props.current.clone(), close);
    let dialog = match *open {
        None => Html::default(),
        Some(Open::Return) => {
            let others = present(&household.value).filter(|member| is_away(member, today)).count() > 1;
            let next = (!others).then_some(Open::Close);
            html! { <ReturnDialog {household} {on_close} on_done={then(next)} /> }
        }
        Some(Open::Move) => html! { <MoveDialog {household} {on_close} on_done={then(None)} /> },
        Some(Open::Anonymise) => html! { <AnonymiseDialog {household} {on_close} on_done={then(None)} /> },
        Some(Open::Close) => html! { <CloseDialog {household} {on_close} on_done={then(None)} /> },
    };
    html! {
        <>
            <Menu label={t!(text, "life-menu")} text={t!(text, "life-menu")} {items} />
            { dialog }
        </>
    }
}
