//! States and properties of households in a word or two.

use domain::households::{Clarity, HouseholdStatus, Missing, Situation};
use ui::{IconName, Label, Tone};
use yew::prelude::*;

use crate::{t, text::Text};

pub fn status(text: &Text, status: HouseholdStatus) -> Html {
    let tone = match status {
        HouseholdStatus::Registered => Tone::Info,
        HouseholdStatus::Verified | HouseholdStatus::Supported => Tone::Success,
        HouseholdStatus::Closed => Tone::Neutral,
    };
    html! { <Label {tone}>{ text.word("household-status", status.as_str()) }</Label> }
}

/// That it tells nobody any more who it was.
pub fn anonymised(text: &Text) -> Html {
    html! { <Label icon={IconName::EyeOff}>{ t!(text, "household-anonymised") }</Label> }
}

/// What makes a household vulnerable; the gravest stand out.
pub fn situation(text: &Text, situation: &[Situation]) -> Html {
    if situation.is_empty() {
        return html! { <span class="hf-quiet">{ "—" }</span> };
    }
    let label = |situation: &Situation| {
        let tone = match situation {
            Situation::ElderWithLimitedMobility | Situation::BothOnTheFrontLine | Situation::Pregnancy => {
                Tone::Warning
            }
            _ => Tone::Neutral,
        };
        html! { <Label key={situation.as_str()} {tone}>{ text.word("situation", situation.as_str()) }</Label> }
    };
    html! { <span class="hf-labels">{ for situation.iter().map(label) }</span> }
}

/// 情况清, 底数准, 需求明: all three, the ones that are reached with a tick.
pub fn clarity(text: &Text, missing: &[Missing]) -> Html {
    let label = |clarity: &Clarity| reached(text, *clarity, missing, "unclear");
    html! { <span class="hf-labels">{ for Clarity::ALL.iter().map(label) }</span> }
}

/// Only what is not reached yet, for lists.
pub fn unclear(text: &Text, missing: &[Missing]) -> Html {
    if missing.is_empty() {
        return html! { <Label tone={Tone::Success} icon={IconName::Check}>{ t!(text, "household-clear") }</Label> };
    }
    let open =
        Clarity::ALL.iter().filter(|clarity| missing.iter().any(|missing| missing.clarity() == **clarity));
    html! { <span class="hf-labels">{ for open.map(|clarity| reached(text, *clarity, missing, "to-clear")) }</span> }
}

fn reached(text: &Text, clarity: Clarity, missing: &[Missing], unreached: &'static str) -> Html {
    let of: Vec<String> = missing
        .iter()
        .filter(|missing| missing.clarity() == clarity)
        .map(|missing| text.word("missing", missing.as_str()).to_string())
        .collect();
    let (tone, icon, set) = if of.is_empty() {
        (Tone::Success, IconName::Check, "clarity")
    } else {
        (Tone::Warning, IconName::WarningTriangle, unreached)
    };
    let title = (!of.is_empty()).then(|| AttrValue::from(of.join(" · ")));
    html! { <Label key={clarity.as_str()} {tone} {icon} {title}>{ text.word(set, clarity.as_str()) }</Label> }
}
