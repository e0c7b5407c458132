//! Statuses and outcomes as the reader sees them.

use api_types::rosters::{FoundBy, RosterStatus, RowCounts, RowOutcome};
use ui::{IconName, Label, Tone};
use yew::prelude::*;

use crate::text::{Text, figure};

pub fn status(text: &Text, status: RosterStatus) -> Html {
    let tone = match status {
        RosterStatus::Recognised | RosterStatus::Previewed => Tone::Info,
        RosterStatus::Committed => Tone::Success,
        RosterStatus::Undone => Tone::Neutral,
    };
    html! { <Label {tone}>{ text.word("roster-status", status.as_str()) }</Label> }
}

pub const fn tone(outcome: RowOutcome) -> Tone {
    match outcome {
        RowOutcome::New => Tone::Success,
        RowOutcome::Same => Tone::Neutral,
        RowOutcome::Update => Tone::Info,
        RowOutcome::Conflict | RowOutcome::Held => Tone::Warning,
        RowOutcome::Rejected => Tone::Danger,
    }
}

pub const fn icon(outcome: RowOutcome) -> IconName {
    match outcome {
        RowOutcome::New => IconName::Plus,
        RowOutcome::Same => IconName::Check,
        RowOutcome::Update => IconName::Edit,
        RowOutcome::Conflict => IconName::WarningTriangle,
        RowOutcome::Held => IconName::Clock,
        RowOutcome::Rejected => IconName::Close,
    }
}

pub fn outcome(text: &Text, outcome: RowOutcome) -> Html {
    html! { <Label tone={tone(outcome)} icon={icon(outcome)}>{ text.word("outcome", outcome.as_str()) }</Label> }
}

pub fn found_by(text: &Text, found_by: FoundBy) -> Html {
    let tone = match found_by {
        FoundBy::Nothing | FoundBy::Header => Tone::Neutral,
        FoundBy::Content => Tone::Warning,
        FoundBy::Memory | FoundBy::Person => Tone::Info,
    };
    match found_by {
        FoundBy::Nothing => Html::default(),
        _ => html! { <Label {tone}>{ text.word("found-by", found_by.as_str()) }</Label> },
    }
}

pub const fn count(counts: &RowCounts, outcome: RowOutcome) -> i64 {
    match outcome {
        RowOutcome::New => counts.new,
        RowOutcome::Same => counts.same,
        RowOutcome::Update => counts.update,
        RowOutcome::Conflict => counts.conflict,
        RowOutcome::Held => counts.held,
        RowOutcome::Rejected => counts.rejected,
    }
}

/// A sheet's name; the one sheet of a text table has none.
pub fn sheet_name(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty())
}

/// All outcomes that occur, in one line.
pub fn counts(text: &Text, counts: &RowCounts) -> Html {
    let occurring = RowOutcome::ALL.iter().copied().filter(|outcome| count(counts, *outcome) > 0);
    html! {
        <span class="hf-labels">
            { for occurring.map(|outcome| html! {
                <Label key={outcome.as_str()} tone={tone(outcome)}>
                    { text.word("outcome", outcome.as_str()) }{ " " }<b>{ figure(count(counts, outcome)) }</b>
                </Label>
            }) }
        </span>
    }
}
