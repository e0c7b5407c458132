use api_types::households::Household;
use domain::households::{Clarity, Missing};
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
            { missing(&text, &household.missing) }
            <Card title={t!(text, "household-before-call")}>
                <DescriptionList columns=true items={facts(&text, household, owner, props.on_noted.as_ref())} />
            </Card>
            if *is_assigning {
                <OwnerDialog id={household.id} on_close={close} {on_done} />
            }
        </>
    }
}

fn facts(
    text: &Text,
    household: &Household,
    owner: Html,
    on_noted: Option<&Callback<()>>,
) -> Vec<Description> {
    let said = |value: &Option<String>| match value.as_deref().filter(|value| !value.trim().is_empty()) {
        Some(value) => html! { <span class="hf-lines">{ value }</span> },
        None => html! { <span class="hf-quiet">{ t!(text, "household-not-known") }</span> },
    };
    let mut way = household.area.ancestors.clone();
    way.push(household.area.name.clone());
    let area = html! {
        <span class="hf-stacked">
            <span>{ way.join(" › ") }</span>
            if let Some(hint) = &household.area_hint {
                <span class="hf-quiet">{ t!(text, "household-area-hint", hint = hint.clone()) }</span>
            }
        </span>
    };
    let address = match &household.address {
        Some(address) if is_masked(address) => {
            masked(text, Secret::Address(household.id), &household.name, on_noted, html! { address })
        }
        address => said(address),
    };
    let reported = [
        household.reported_elders.map(|count| t!(text, "household-reported-elders", count = count)),
        household.reported_minors.map(|count| t!(text, "household-reported-minors", count = count)),
    ];
    let reported: Vec<AttrValue> = reported.into_iter().flatten().collect();
    let language =
        household.preferred_language.map(|language| text.word("speaks", language.as_str()).to_string());
    let sources = html! {
        <ul class="hf-plain-list">
            { for household.sources.iter().map(|source| html! {
                <li key={source.roster_id.to_string()}>
                    <Anchor href={Route::Roster { id: source.roster_id }.href()}>{ format!("{} · {}", source.source_name, source.filename) }</Anchor>
                </li>
            }) }
        </ul>
    };
    let mut facts = vec![
        Description::new(t!(text, "household-situation"), labels::situation(text, &household.situation)),
        Description::new(t!(text, "household-difficulties"), said(&household.difficulties)),
        Description::new(t!(text, "household-situation-note"), said(&household.situation_note)),
        Description::new(t!(text, "household-contact-hours"), said(&household.contact_hours)),
        Description::new(t!(text, "household-language"), said(&language)),
        Description::new(t!(text, "household-area"), area),
        Description::new(t!(text, "household-address"), address),
        Description::new(t!(text, "household-owner"), owner),
    ];
    if !reported.is_empty() {
        let reported = reported.iter().map(AttrValue::as_str).collect::<Vec<_>>().join(" · ");
        facts.push(Description::new(t!(text, "household-reported"), html! { reported }));
    }
    if !household.sources.is_empty() {
        facts.push(Description::new(t!(text, "household-sources"), sources));
    }
    facts.push(Description::new(t!(text, "household-updated"), html! { moment(household.updated_at) }));
    facts
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
