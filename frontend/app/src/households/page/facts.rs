use api_types::households::{Household, HouseholdSource};
use domain::{
    access::Permission,
    households::{Clarity, Missing},
};
use ui::{Alert, Anchor, Button, Card, Description, DescriptionList, IconName, Look, Size, Tone};
use yew::prelude::*;

use super::{
    Current,
    owner::OwnerDialog,
    reveal::{Secret, is_masked, masked},
};
use crate::{
    households::labels,
    route::Route,
    session::use_session,
    t,
    text::{Text, use_text},
    when::moment,
};

#[derive(Properties, PartialEq)]
pub struct FactsProps {
    pub household: Current,
    pub may_assign: bool,
    pub on_changed: Callback<()>,
    /// Something was revealed; without this nothing can be.
    #[prop_or_default]
    pub on_noted: Option<Callback<()>>,
}

/// What one must know before one calls.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    let text = use_text();
    let is_assigning = use_state(|| false);
    let household = &props.household.value;
    let open = {
        let is_assigning = is_assigning.setter();
        Callback::from(move |_: MouseEvent| is_assigning.set(true))
    };
    let close = {
        let is_assigning = is_assigning.setter();
        Callback::from(move |()| is_assigning.set(false))
    };
    let on_done = {
        let (close, on_changed) = (close.clone(), props.on_changed.clone());
        Callback::from(move |()| {
            close.emit(());
            on_changed.emit(());
        })
    };
    let owner = html! {
        <span class="hf-labels">
            { match &household.owner {
                Some(owner) => html! { <span>{ format!("{} · {}", owner.display_name, owner.organisation_name) }</span> },
                None => html! { <span class="hf-quiet">{ t!(text, "owner-none") }</span> },
            } }
            if props.may_assign {
                <Button look={Look::Link} size={Size::Small} icon={IconName::User} onclick={open}>{ t!(text, "assign-owner") }</Button>
            }
        </span>
    };
    html! {
        <>
            <Card title={if household.anonymised.is_some() { t!(text, "household-kept") } else { t!(text, "household-before-call") }}>
                <DescriptionList columns=true items={before_call(&text, household, owner, props.on_noted.as_ref())} />
            </Card>
            if *is_assigning {
                <OwnerDialog id={household.id} on_close={close} {on_done} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
pub struct OriginProps {
    pub household: Current,
}

/// What is still to be asked, and where what is known comes from.
#[component]
pub fn Origin(props: &OriginProps) -> Html {
    let text = use_text();
    let household = &props.household.value;
    let may_open = use_session().is_some_and(|session| session.may(Permission::RostersRead));
    let rosters = if may_open { Rosters::Open } else { Rosters::Named };
    html! {
        <>
            if household.anonymised.is_none() {
                { missing(&text, &household.missing) }
            }
            <Card title={t!(text, "household-origin")}>
                <DescriptionList columns=true items={origin(&text, household, rosters)} />
            </Card>
        </>
    }
}

/// What is known, fact by fact, and what nobody has said at the end, in one line.
fn before_call(
    text: &Text,
    household: &Household,
    owner: Html,
    on_noted: Option<&Callback<()>>,
) -> Vec<Description> {
    let mut facts = vec![Description::new(t!(text, "household-owner"), owner)];
    let mut unknown: Vec<AttrValue> = Vec::new();
    let mut fact = |term: AttrValue, value: Option<Html>| match value {
        Some(value) => facts.push(Description::new(term, value)),
        None => unknown.push(term),
    };
    let said = |value: &Option<String>| {
        let value = value.as_deref().filter(|value| !value.trim().is_empty())?;
        Some(html! { <span class="hf-lines">{ value.to_owned() }</span> })
    };
    let situation = &household.situation;
    if !situation.is_empty() {
        fact(t!(text, "household-situation"), Some(labels::situation(text, situation)));
    }
    fact(t!(text, "household-difficulties"), said(&household.difficulties));
    fact(t!(text, "household-situation-note"), said(&household.situation_note));
    fact(t!(text, "household-contact-hours"), said(&household.contact_hours));
    let language =
        household.preferred_language.map(|language| text.word("speaks", language.as_str()).to_string());
    fact(t!(text, "household-language"), said(&language));
    fact(t!(text, "household-area"), Some(area(text, household)));
    let address = match &household.address {
        Some(address) if is_masked(address) => {
            let secret = Secret::Address(household.id);
            Some(masked(text, secret, &household.name, on_noted, html! { address }))
        }
        address => said(address),
    };
    fact(t!(text, "household-address"), address);
    // Of an anonymised one nobody asks any more.
    if !unknown.is_empty() && household.anonymised.is_none() {
        let unknown = unknown.iter().map(AttrValue::as_str).collect::<Vec<_>>().join(" · ");
        let unknown = html! { <span class="hf-quiet">{ unknown }</span> };
        facts.push(Description::new(t!(text, "household-unrecorded"), unknown));
    }
    facts
}

fn origin(text: &Text, household: &Household, rosters: Rosters) -> Vec<Description> {
    let mut facts = Vec::new();
    let mut fact = |term: AttrValue, value: Html| facts.push(Description::new(term, value));
    let reported = [
        household.reported_elders.map(|count| t!(text, "household-reported-elders", count = count)),
        household.reported_minors.map(|count| t!(text, "household-reported-minors", count = count)),
    ];
    let reported: Vec<AttrValue> = reported.into_iter().flatten().collect();
    if !reported.is_empty() {
        let reported = reported.iter().map(AttrValue::as_str).collect::<Vec<_>>().join(" · ");
        fact(t!(text, "household-reported"), html! { reported });
    }
    if !household.sources.is_empty() {
        fact(t!(text, "household-sources"), sources(household, rosters));
    }
    fact(t!(text, "household-updated"), html! { moment(household.updated_at) });
    facts
}

fn area(text: &Text, household: &Household) -> Html {
    let mut way = household.area.ancestors.clone();
    way.push(household.area.name.clone());
    html! {
        <span class="hf-stacked">
            <span>{ way.join(" › ") }</span>
            if let Some(hint) = &household.area_hint {
                <span class="hf-quiet">{ t!(text, "household-area-hint", hint = hint.clone()) }</span>
            }
        </span>
    }
}

/// Whether the reader may open the rosters that a household comes from.
#[derive(Clone, Copy)]
enum Rosters {
    Open,
    Named,
}

fn sources(household: &Household, rosters: Rosters) -> Html {
    let source = |source: &HouseholdSource| {
        let name = format!("{} · {}", source.source_name, source.filename);
        html! {
            <li key={source.roster_id.to_string()}>
                { match rosters {
                    Rosters::Open => html! { <Anchor href={Route::Roster { id: source.roster_id }.href()}>{ name }</Anchor> },
                    Rosters::Named => html! { name },
                } }
            </li>
        }
    };
    html! { <ul class="hf-plain-list">{ for household.sources.iter().map(source) }</ul> }
}

/// What is still to be asked, by the three that must be clear.
fn missing(text: &Text, missing: &[Missing]) -> Html {
    if missing.is_empty() {
        return Html::default();
    }
    let line = |clarity: &Clarity| {
        let of: Vec<String> = missing
            .iter()
            .filter(|missing| missing.clarity() == *clarity)
            .map(|missing| text.word("missing", missing.as_str()).to_string())
            .collect();
        if of.is_empty() {
            return Html::default();
        }
        html! {
            <li key={clarity.as_str()}>
                <strong>{ text.word("unclear", clarity.as_str()) }</strong>{ ": " }{ of.join(" · ") }
            </li>
        }
    };
    html! {
        <Alert tone={Tone::Warning} title={t!(text, "household-missing")}>
            <ul class="hf-bullets">{ for Clarity::ALL.iter().map(line) }</ul>
        </Alert>
    }
}
