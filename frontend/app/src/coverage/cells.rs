//! What cells of several tables show.

use api_types::{areas::AreaRef, organisations::OrganisationRef};
use chrono::NaiveDate;
use domain::{
    coverage::Step,
    households::ReferenceCode,
    ids::{HouseholdId, OrganisationId},
};
use ui::{Anchor, IconName, Label, Tone};
use yew::prelude::*;

use super::view::CoverageView;
use crate::{
    route::Route,
    t,
    text::{Text, figure},
};

/// A number that opens its rows; none opens nothing, and the rows of an earlier day are not to be had.
pub fn number(count: i64, as_of: Option<NaiveDate>, view: &CoverageView) -> Html {
    match (count, as_of) {
        (0, _) => html! { <span class="hf-quiet">{ "0" }</span> },
        (_, Some(_)) => html! { figure(count) },
        (_, None) => html! { <Anchor href={view.href()}>{ figure(count) }</Anchor> },
    }
}

/// Somebody or something, with the reference of their household below.
pub fn household(name: &str, id: HouseholdId, reference: &ReferenceCode) -> Html {
    html! {
        <span class="hf-stacked">
            <Anchor href={Route::Household { id }.href()}>{ name }</Anchor>
            <span class="hf-quiet hf-nowrap">{ reference.to_string() }</span>
        </span>
    }
}

/// An area with the one above it.
pub fn area(area: &AreaRef) -> Html {
    html! {
        <span class="hf-stacked">
            <span>{ &area.name }</span>
            if let Some(above) = area.ancestors.last() {
                <span class="hf-quiet">{ above }</span>
            }
        </span>
    }
}

/// A name, or that there is none.
pub fn or_dash(name: Option<&str>) -> Html {
    match name {
        Some(name) => html! { name },
        None => html! { <span class="hf-quiet">{ "—" }</span> },
    }
}

/// How far a worker is.
pub fn progress(text: &Text, missing: Option<Step>) -> Html {
    match missing {
        None => {
            html! { <Label tone={Tone::Success} icon={IconName::Check}>{ t!(text, "coverage-state-covered") }</Label> }
        }
        Some(step) => html! {
            <Label tone={Tone::Warning} icon={IconName::WarningTriangle}>{ text.word("coverage-step", step.as_str()) }</Label>
        },
    }
}

/// Whose move it is; the reader's own stands out.
pub fn mover(text: &Text, mover: Option<&OrganisationRef>, own: OrganisationId) -> Html {
    match mover {
        None => html! { <Label tone={Tone::Danger}>{ t!(text, "gap-nobody") }</Label> },
        Some(of) if of.id == own => html! {
            <span class="hf-stacked">
                <span>{ &of.name }</span>
                <span><Label tone={Tone::Info}>{ t!(text, "gap-yours") }</Label></span>
            </span>
        },
        Some(of) => html! { &of.name },
    }
}
