use api_types::rosters::{RosterRowFilter, RosterSheet, RowOutcome};
use domain::rosters::reasons::{ReasonCode, Severity};
use ui::{Button, Field, Look, Select, SelectGroup, SelectOption};
use yew::prelude::*;

use crate::{
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct RowFilterBarProps {
    pub filter: RosterRowFilter,
    pub sheets: Vec<RosterSheet>,
    pub on_filter: Callback<RosterRowFilter>,
}

/// Which rows to show: by outcome, by reason, by sheet.
#[component]
pub fn RowFilterBar(props: &RowFilterBarProps) -> Html {
    let text = use_text();
    let filter = &props.filter;
    let changed = |change: fn(&mut RosterRowFilter, Option<String>)| {
        let (on_filter, filter) = (props.on_filter.clone(), filter.clone());
        Callback::from(move |value: String| {
            let mut next = filter.clone();
            change(&mut next, Some(value).filter(|value| !value.is_empty()));
            on_filter.emit(next);
        })
    };
    let on_outcome = changed(|filter, value| filter.outcome = value.and_then(|value| value.parse().ok()));
    let on_reason = changed(|filter, value| filter.reason = value);
    let on_sheet = changed(|filter, value| filter.sheet = value);
    let outcomes = RowOutcome::ALL
        .iter()
        .map(|outcome| SelectOption::new(outcome.as_str(), text.word("outcome", outcome.as_str())))
        .collect::<Vec<_>>();
    let sheets: Vec<SelectOption> = props
        .sheets
        .iter()
        .filter(|sheet| sheet.used)
        .map(|sheet| SelectOption::new(sheet.name.clone(), sheet.name.clone()))
        .collect();
    let is_filtered = *filter != RosterRowFilter::default();
    let clear = props.on_filter.reform(|_: MouseEvent| RosterRowFilter::default());
    html! {
        <div class="hf-row-filter" role="search" aria-label={t!(text, "rows-filter")}>
            <Field label={t!(text, "row-outcome")}>
                <Select
                    value={filter.outcome.map(RowOutcome::as_str).unwrap_or_default()}
                    placeholder={t!(text, "rows-every-outcome")}
                    options={outcomes}
                    on_change={on_outcome}
                />
            </Field>
            <Field label={t!(text, "row-reason")}>
                <Select
                    value={filter.reason.clone().unwrap_or_default()}
                    placeholder={t!(text, "rows-every-reason")}
                    groups={reason_groups(&text)}
                    on_change={on_reason}
                />
            </Field>
            if sheets.len() > 1 {
                <Field label={t!(text, "row-sheet")}>
                    <Select
                        value={filter.sheet.clone().unwrap_or_default()}
                        placeholder={t!(text, "rows-every-sheet")}
                        options={sheets}
                        on_change={on_sheet}
                    />
                </Field>
            }
            if is_filtered {
                <Button look={Look::Link} onclick={clear}>{ t!(text, "rows-clear") }</Button>
            }
        </div>
    }
}

/// All reasons by their weight, the gravest first.
fn reason_groups(text: &Text) -> Vec<SelectGroup> {
    let of = |severity: Severity| SelectGroup {
        label: text.word("severity", severity.as_str()),
        options: ReasonCode::ALL
            .iter()
            .filter(|code| code.severity() == severity)
            .map(|code| SelectOption::new(code.as_str(), text.word("reason", code.as_str())))
            .collect(),
    };
    [Severity::Hold, Severity::Reject, Severity::Conflict, Severity::Note].map(of).into()
}
