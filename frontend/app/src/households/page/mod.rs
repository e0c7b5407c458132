//! A household on one page: who lives here, who is away and since when, and what one must know before one calls.

mod away;
mod edit;
mod editing;
mod facts;
mod form;
mod forms;
mod history;
mod life;
mod members;
mod owner;
mod past;
mod person;
mod posting;
mod reveal;

use std::rc::Rc;

use api_types::{households::Household, journal::AsOf, pages::PageQuery};
use client::{Change, Versioned, use_api, use_live, use_presence, use_query};
use domain::{access::Permission, households::HouseholdStatus, ids::HouseholdId, presence::PresenceState};
use ui::{Alert, Button, Crumb, Icon, IconName, Look, Tone};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlElement};
use yew::prelude::*;

#[cfg(test)]
pub use self::editing::all_can_be_taken;
#[cfg(test)]
pub use self::person::LIMITATIONS;
use self::{
    edit::EditDialogProps,
    facts::{Facts, Origin},
    forms::{FormDialog, Opened},
    history::HouseholdHistory,
    life::LifeMenu,
    members::Members,
};
pub use self::{editing::Fields, history::CHANGED_FIELDS};
pub use self::{form::some, forms::pages as form_pages, past::pages as past_pages, person::relations};
use super::{categories::use_categories, labels};
use crate::{
    failures::FailureState,
    filters::use_filters,
    lazy::{Lazy, Part},
    route::Route,
    screen::Screen,
    session::use_session,
    t,
    text::{Text, use_text},
    when::moment,
};

/// A household with the version that changes must name.
pub type Current = Rc<Versioned<Household>>;

#[derive(Properties, PartialEq)]
pub struct HouseholdPageProps {
    pub id: HouseholdId,
}

/// Whether an address is that of the household, or of one that became part of it.
fn leads_here(household: &Household, id: HouseholdId) -> bool {
    household.id == id || household.former.iter().any(|former| former.id == id)
}

/// The page of one household, as it is or as the page's address says it was.
#[component]
pub fn HouseholdPage(props: &HouseholdPageProps) -> Html {
    match use_filters::<AsOf>().value.as_of {
        None => html! { <Present id={props.id} /> },
        Some(_) => html! { <Lazy part={Part::HouseholdPast} route={Route::Household { id: props.id }} /> },
    }
}

#[component]
fn Present(props: &HouseholdPageProps) -> Html {
    let text = use_text();
    let session = use_session();
    let may = |permission| session.as_ref().is_some_and(|session| session.may(permission));
    let (may_write, may_assign) = (may(Permission::LedgerWrite), may(Permission::LedgerAssign));
    let categories = use_categories();
    let is_editing = use_state(|| false);
    // How often something was revealed: the history has an entry more each time.
    let reveals = use_mut_ref(|| 0_u32);
    let noted = use_state(|| 0_u32);
    let household = use_query(props.id, |api, id| client::household(&api, id));
    let changed_by = use_changed_by(props.id, &household.reload);
    use_heading_once(household.remote.ready().is_some_and(|current| current.value.anonymised.is_some()));
    let state = if *is_editing { PresenceState::Editing } else { PresenceState::Viewing };
    let others = use_presence(props.id, state);

    let crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    let current = match &household.remote {
        client::Remote::Ready(current) if leads_here(&current.value, props.id) => current.clone(),
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
    let on_noted = {
        let noted = noted.setter();
        Callback::from(move |()| {
            *reveals.borrow_mut() += 1;
            noted.set(*reveals.borrow());
        })
    };
    let open_edit = {
        let is_editing = is_editing.setter();
        Callback::from(move |_: MouseEvent| is_editing.set(true))
    };
    let close_edit = {
        let is_editing = is_editing.setter();
        Callback::from(move |()| is_editing.set(false))
    };
    let refresh = {
        let (changed_by, reload) = (changed_by.setter(), household.reload.clone());
        Callback::from(move |_: MouseEvent| {
            changed_by.set(None);
            reload.emit(());
        })
    };
    let on_saved = {
        let (close, reload, changed_by) = (close_edit.clone(), household.reload.clone(), changed_by.setter());
        Callback::from(move |()| {
            close.emit(());
            changed_by.set(None);
            reload.emit(());
        })
    };
    let is_open = current.value.status != HouseholdStatus::Closed;
    let is_anonymised = current.value.anonymised.is_some();
    let actions = if may_write {
        html! {
            <>
                if is_open {
                    <Button look={Look::Primary} icon={IconName::Edit} onclick={open_edit}>{ t!(text, "household-edit") }</Button>
                }
                if !is_anonymised {
                    <LifeMenu current={current.clone()} on_changed={household.reload.clone()} />
                }
            </>
        }
    } else {
        Html::default()
    };
    let subtitle = html! {
        <span class="hf-labels">
            { known_as(&text, &current.value) }
            { for others.iter().map(|other| html! {
                <span key={other.user_id.to_string()} class="hf-presence">
                    <Icon name={IconName::Eye} />
                    { match other.state {
                        PresenceState::Editing => t!(text, "presence-editing", name = other.display_name.clone()),
                        PresenceState::Viewing => t!(text, "presence-viewing", name = other.display_name.clone()),
                    } }
                </span>
            }) }
        </span>
    };
    let changed = changed_by.as_ref().map(|name| t!(text, "changed-by", name = name.clone()));
    html! {
        <Screen title={current.value.name.clone()} {subtitle} {crumbs} {actions}>
            if let Some(former) = current.value.former.iter().find(|former| former.id == props.id) {
                <Alert tone={Tone::Info} title={t!(text, "household-was-merged", old = former.reference.to_string(), new = current.value.reference.to_string())} />
            }
            if let Some(title) = changed.clone().filter(|_| !*is_editing) {
                <div class="hf-past">
                    <Alert tone={Tone::Info} live=true {title}
                        actions={html! { <Button look={Look::Link} onclick={refresh}>{ t!(text, "refresh") }</Button> }} />
                </div>
            }
            { kept_until(&text, &current.value) }
            <div class="hf-household">
                <div class="hf-household__main">
                    { away::show(&text, &current.value, &categories) }
                    <Facts
                        household={current.clone()}
                        may_assign={may_assign && is_open}
                        on_changed={household.reload.clone()}
                        on_noted={on_noted.clone()}
                    />
                    <Members
                        household={current.clone()}
                        {categories}
                        may_write={may_write && is_open}
                        on_changed={household.reload.clone()}
                        {on_noted}
                    />
                    <Origin household={current.clone()} />
                </div>
                <HouseholdHistory
                    id={current.value.id}
                    revision={current.value.revision}
                    noted={*noted}
                    former={current.value.former.clone()}
                    {may_write}
                    on_changed={household.reload.clone()}
                />
            </div>
            if *is_editing {
                <FormDialog opened={Opened::Household(EditDialogProps { household: current, changed, on_close: close_edit, on_saved })} />
            }
        </Screen>
    }
}

/// Below its name: the reference, and how far it is. The name of an anonymised one is its reference, so it is not said twice.
pub fn known_as(text: &Text, household: &Household) -> Html {
    if household.anonymised.is_some() {
        return html! { <>{ labels::status(text, household.status) }{ labels::anonymised(text) }</> };
    }
    html! {
        <>
            <strong class="hf-nowrap">{ household.reference.to_string() }</strong>
            { labels::status(text, household.status) }
            { labels::clarity(text, &household.missing) }
        </>
    }
}

/// Until when a closed household stays as it is, or since when it tells nobody who it was.
pub fn kept_until(text: &Text, household: &Household) -> Html {
    let (title, body) = match (household.anonymised, household.anonymise_on) {
        (Some(anonymised), _) => {
            let rule = match anonymised.after_days {
                Some(days) => t!(text, "anonymised-by-rule", days = days),
                None => t!(text, "anonymised-by-hand"),
            };
            (t!(text, "anonymised-title", when = moment(anonymised.at).to_string()), rule)
        }
        (None, Some(day)) => (t!(text, "anonymise-on", day = day.to_string()), t!(text, "anonymise-on-text")),
        (None, None) => return Html::default(),
    };
    html! {
        <div class="hf-past">
            <Alert tone={Tone::Info} {title}><p>{ body }</p></Alert>
        </div>
    }
}

/// Puts the focus on the heading when the household is anonymised: what had it, the menu, is there no more.
#[hook]
fn use_heading_once(is_anonymised: bool) {
    use_effect_with(is_anonymised, |is_anonymised| {
        let document = web_sys::window().and_then(|window| window.document()).filter(|_| *is_anonymised);
        let is_lost =
            |document: &Document| document.active_element().is_none_or(|at| at.tag_name() == "BODY");
        let heading = document.filter(is_lost).and_then(|document| document.query_selector("h1").ok()?);
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
            let _hidden = heading.focus();
        }
    });
}

/// Follows others' changes of the household: the page is read anew at once, but never under an open dialog. Then this is
/// the name of who changed it.
#[hook]
fn use_changed_by(id: HouseholdId, reload: &Callback<()>) -> UseStateHandle<Option<AttrValue>> {
    let api = use_api();
    let changed_by = use_state(|| None::<AttrValue>);
    let (reload, by) = (reload.clone(), changed_by.setter());
    use_live(Callback::from(move |change: Change| {
        let is_other = match change {
            Change::Household { id: other, own } => other == id && !own,
            Change::Many => true,
        };
        if !is_other {
            return;
        }
        if !is_dialog_open() {
            return reload.emit(());
        }
        let (api, by) = (api.clone(), by.clone());
        spawn_local(async move {
            let latest = PageQuery { limit: Some(1), cursor: None };
            if let Ok(page) = client::household_journal(&api, id, &latest).await
                && let Some(entry) = page.items.first()
            {
                by.set(Some(entry.actor_name.clone().into()));
            }
        });
    }));
    changed_by
}

fn is_dialog_open() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| matches!(document.query_selector("dialog[open]"), Ok(Some(_))))
}
