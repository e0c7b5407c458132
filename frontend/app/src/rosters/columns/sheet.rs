use std::rc::Rc;

use api_types::rosters::{RosterColumn, RosterSheet};
use domain::rosters::fields::Field;
use ui::{
    Alert, Button, Card, Checkbox, Column, DataTable, Label, Look, RowIdentity, Select, SelectGroup,
    SelectOption, Tone,
};
use yew::prelude::*;

use super::{
    GROUPS,
    edits::{Edit, is_taken_twice, problem_of},
    head::Head,
};
use crate::{
    rosters::{labels, reasons::field_name},
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct SheetProps {
    pub sheet: RosterSheet,
    pub may_edit: bool,
    pub busy: bool,
    pub on_edit: Callback<Edit>,
    /// The sheet and the line of its header, counted from 1.
    pub on_header_row: Callback<(String, u32)>,
}

/// One sheet: whether it is used, its header line and its columns.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let text = use_text();
    let sheet = &props.sheet;
    let title = title_of(&text, sheet);
    let on_used = {
        let (on_edit, sheet) = (props.on_edit.clone(), sheet.name.clone());
        Callback::from(move |used: bool| on_edit.emit(Edit::Used { sheet: sheet.clone(), used }))
    };
    let choose = on_used.reform(|_: MouseEvent| true);
    let on_line = {
        let (on_header_row, sheet) = (props.on_header_row.clone(), sheet.name.clone());
        Callback::from(move |line: u32| on_header_row.emit((sheet.clone(), line)))
    };
    let actions = html! {
        <span class="hf-labels">
            <Label>{ t!(text, "sheet-rows", count = i64::from(sheet.rows)) }</Label>
            if props.may_edit && sheet.rows > 0 {
                <Checkbox label={t!(text, "sheet-use")} checked={sheet.used} on_change={on_used} />
            } else if sheet.used {
                <Label tone={Tone::Success}>{ t!(text, "sheet-used") }</Label>
            } else {
                <Label>{ t!(text, "sheet-unused") }</Label>
            }
        </span>
    };
    html! {
        <Card {title} {actions} flush={sheet.used}>
            if sheet.used {
                { warning(&text, sheet) }
                <Head sheet={sheet.clone()} may_edit={props.may_edit} busy={props.busy} {on_line} />
                { table(&text, props) }
            } else {
                <p class="hf-quiet">{ why_unused(&text, sheet) }</p>
                if props.may_edit && sheet.rows > 0 && sheet.problem.is_some() {
                    <Button look={Look::Secondary} onclick={choose}>{ t!(text, "sheet-choose-columns") }</Button>
                }
                if props.may_edit && !sheet.head.is_empty() && sheet.header_row.is_none() {
                    <Head sheet={sheet.clone()} may_edit={props.may_edit} busy={props.busy} {on_line} />
                }
            }
        </Card>
    }
}

fn title_of(text: &Text, sheet: &RosterSheet) -> AttrValue {
    match labels::sheet_name(&sheet.name) {
        Some(name) => AttrValue::from(name.to_owned()),
        None => t!(text, "sheet-only"),
    }
}

fn why_unused(text: &Text, sheet: &RosterSheet) -> AttrValue {
    match sheet.problem {
        Some(problem) => text.word("problem", problem.as_str()),
        None if sheet.rows == 0 => t!(text, "sheet-empty"),
        None => t!(text, "sheet-left-out"),
    }
}

fn warning(text: &Text, sheet: &RosterSheet) -> Html {
    match problem_of(sheet) {
        Some(problem) => html! {
            <div class="hf-card__note"><Alert tone={Tone::Warning} title={text.word("problem", problem.as_str())} /></div>
        },
        None => Html::default(),
    }
}

fn table(text: &Text, props: &SheetProps) -> Html {
    let name = title_of(text, &props.sheet);
    html! {
        <DataTable<RosterColumn>
            label={t!(text, "columns-of", sheet = name.to_string())}
            columns={columns(text, props)}
            rows={Rc::new(props.sheet.columns.clone())}
            identity={RowIdentity { key: |column: &RosterColumn| column.index.to_string(), label: |column: &RosterColumn| AttrValue::from(column.header.clone()) }}
        />
    }
}

fn columns(text: &Text, props: &SheetProps) -> Vec<Column<RosterColumn>> {
    let (heading, samples, how) = (text.clone(), text.clone(), text.clone());
    let field = {
        let (text, sheet, on_edit, may_edit) =
            (text.clone(), props.sheet.clone(), props.on_edit.clone(), props.may_edit);
        move |column: &RosterColumn| {
            if may_edit { field_choice(&text, &sheet, column, &on_edit) } else { field_label(&text, column) }
        }
    };
    vec![
        Column::new("header", t!(text, "column-header"), move |column: &RosterColumn| {
            header_cell(&heading, column)
        })
        .fixed(),
        Column::new("field", t!(text, "column-field"), field),
        Column::new("samples", t!(text, "column-samples"), move |column: &RosterColumn| {
            samples_cell(&samples, column)
        }),
        Column::new("found", t!(text, "column-found-by"), move |column: &RosterColumn| {
            labels::found_by(&how, column.found_by)
        }),
    ]
}

fn header_cell(text: &Text, column: &RosterColumn) -> Html {
    html! {
        <span class="hf-column-name">
            <span class="hf-column-letter" aria-hidden="true">{ letters(column.index) }</span>
            if column.header.is_empty() {
                <span class="hf-quiet">{ t!(text, "column-no-header", letter = letters(column.index)) }</span>
            } else {
                { &column.header }
            }
        </span>
    }
}

fn samples_cell(text: &Text, column: &RosterColumn) -> Html {
    if column.samples.is_empty() {
        return html! { <span class="hf-quiet">{ t!(text, "column-no-samples") }</span> };
    }
    html! {
        <span class="hf-samples">
            { for column.samples.iter().take(3).map(|sample| html! { <span class="hf-sample">{ sample }</span> }) }
        </span>
    }
}

fn field_label(text: &Text, column: &RosterColumn) -> Html {
    match &column.field {
        Some(field) => html! { field_name(text, field) },
        None => html! { <span class="hf-quiet">{ t!(text, "column-ignored") }</span> },
    }
}

fn field_choice(text: &Text, sheet: &RosterSheet, column: &RosterColumn, on_edit: &Callback<Edit>) -> Html {
    let groups = GROUPS
        .iter()
        .map(|(group, fields)| SelectGroup {
            label: text.word("field-group", group),
            options: fields
                .iter()
                .map(|field| SelectOption::new(field.as_str(), text.word("field", field.as_str())))
                .collect(),
        })
        .collect::<Vec<_>>();
    let on_change = {
        let (on_edit, sheet, index) = (on_edit.clone(), sheet.name.clone(), column.index);
        Callback::from(move |value: String| {
            on_edit.emit(Edit::Column { sheet: sheet.clone(), index, field: value.parse::<Field>().ok() });
        })
    };
    let column_name = if column.header.is_empty() { letters(column.index) } else { column.header.clone() };
    html! {
        <span class="hf-field-choice">
            <Select
                value={column.field.clone().unwrap_or_default()}
                placeholder={t!(text, "column-ignored")}
                {groups}
                {on_change}
                aria_label={t!(text, "column-field-of", column = column_name)}
            />
            if is_taken_twice(sheet, column) {
                <span class="hf-error">{ t!(text, "column-taken-twice") }</span>
            }
        </span>
    }
}

/// A column's name in a spreadsheet: A, B, … Z, AA.
fn letters(index: u32) -> String {
    let mut left = index + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(letters), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
