use api_types::rosters::{RosterRow, RowOutcome};
use domain::{access::Permission, ids::RosterId, rosters::fields::Field};
use ui::{ButtonLink, Description, DescriptionList, Icon, IconName, Label, Size, Tone, use_id};
use yew::prelude::*;

use super::{Stage, decide::Decide};
use crate::{
    households::Categories,
    rosters::{labels, reasons},
    route::Route,
    session::use_session,
    t,
    text::{Text, use_text},
};

/// How many reasons a folded row shows.
const FOLDED: usize = 2;

#[derive(Properties, PartialEq)]
pub struct LineProps {
    pub roster: RosterId,
    pub stage: Stage,
    pub row: RosterRow,
    pub categories: Categories,
    pub on_decided: Callback<()>,
}

/// One row, folded or with all its cells. A decided row stays where it is and shows what became of it.
#[component]
pub fn Line(props: &LineProps) -> Html {
    let text = use_text();
    let id = use_id();
    let may_decide = use_session().is_some_and(|session| session.may(Permission::RostersWrite));
    let is_open = use_state(|| false);
    let changed = use_state(|| None::<RosterRow>);
    {
        let changed = changed.setter();
        use_effect_with(props.row.clone(), move |_| changed.set(None));
    }
    let row = changed.as_ref().unwrap_or(&props.row);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let on_row = {
        let (changed, on_decided) = (changed.setter(), props.on_decided.clone());
        Callback::from(move |row: RosterRow| {
            changed.set(Some(row));
            on_decided.emit(());
        })
    };
    let expanded = if *is_open { "true" } else { "false" };
    let name = name_of(&text, row);
    html! {
        <>
            <tr role="row" class={classes!("hf-roster-row", is_open.then_some("hf-roster-row--open"))}>
                <th class="hf-table__name" role="rowheader" scope="row">
                    <button type="button" class="hf-roster-row__toggle" aria-expanded={expanded} aria-controls={id.clone()} onclick={toggle}>
                        <span class="hf-roster-row__chevron"><Icon name={IconName::ChevronRight} /></span>
                        <span>{ name }</span>
                    </button>
                </th>
                <td role="cell" data-label={t!(text, "row-place")}>
                    <span class="hf-stacked">
                        <span class="hf-nowrap">{ t!(text, "row-line", line = row.line) }</span>
                        if let Some(sheet) = labels::sheet_name(&row.sheet) {
                            <span class="hf-quiet">{ sheet }</span>
                        }
                    </span>
                </td>
                <td role="cell" data-label={t!(text, "row-outcome")}>
                    <span class="hf-labels">
                        { labels::outcome(&text, row.outcome) }
                        if row.decided {
                            <Label tone={Tone::Neutral} icon={IconName::User}>{ t!(text, "row-decided") }</Label>
                        }
                    </span>
                </td>
                <td role="cell" data-label={t!(text, "row-reasons")}>{ reasons_of(&text, props, row, if *is_open { usize::MAX } else { FOLDED }) }</td>
            </tr>
            <tr role="row" class="hf-roster-details" {id} hidden={!*is_open}>
                <td role="cell" colspan="4">
                    if *is_open {
                        <div class="hf-roster-details__body">
                            { cells(&text, row) }
                            { links(&text, row) }
                            if row.outcome == RowOutcome::Held || row.decided {
                                if props.stage == Stage::Committed && may_decide {
                                    <Decide roster={props.roster} row={row.clone()} {on_row} />
                                } else if row.outcome == RowOutcome::Held {
                                    <p class="hf-quiet">{ why_not_now(&text, props.stage) }</p>
                                }
                            }
                        </div>
                    }
                </td>
            </tr>
        </>
    }
}

fn why_not_now(text: &Text, stage: Stage) -> AttrValue {
    match stage {
        Stage::Previewed => t!(text, "decide-later"),
        Stage::Committed => t!(text, "decide-not-yours"),
        Stage::Undone => t!(text, "decide-undone"),
    }
}

/// The name in the row, or a word for its absence.
pub fn name_of(text: &Text, row: &RosterRow) -> AttrValue {
    let cell = row.cells.iter().find(|cell| cell.field == Field::Name.as_str());
    match cell.map(|cell| cell.value.trim()).filter(|name| !name.is_empty()) {
        Some(name) => AttrValue::from(name.to_owned()),
        None => t!(text, "row-no-name"),
    }
}

fn reasons_of(text: &Text, props: &LineProps, row: &RosterRow, at_most: usize) -> Html {
    let reasons = reasons::by_weight(&row.reasons);
    let shown = at_most.min(reasons.len());
    let more = reasons.len() - shown;
    html! {
        <ul class="hf-reasons">
            { for reasons.iter().take(shown).map(|reason| html! { <li>{ reasons::line(text, &props.categories, reason) }</li> }) }
            if more > 0 {
                <li class="hf-quiet">{ t!(text, "row-more-reasons", count = more as i64) }</li>
            }
        </ul>
    }
}

fn cells(text: &Text, row: &RosterRow) -> Html {
    let items: Vec<Description> = row
        .cells
        .iter()
        .filter(|cell| !cell.value.is_empty())
        .map(|cell| Description::new(reasons::field_name(text, &cell.field), html! { &cell.value }))
        .collect();
    html! { <DescriptionList columns=true {items} /> }
}

fn links(text: &Text, row: &RosterRow) -> Html {
    let Some(id) = row.household_id else { return Html::default() };
    let name = match &row.household_reference {
        Some(reference) => t!(text, "row-open-reference", reference = reference.to_string()),
        None => t!(text, "row-open-household"),
    };
    html! {
        <p>
            <ButtonLink size={Size::Small} icon={IconName::House} href={Route::Household { id }.href()}>{ name }</ButtonLink>
        </p>
    }
}
