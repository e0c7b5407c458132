use std::{collections::BTreeSet, rc::Rc};

use yew::prelude::*;

use super::{
    column::Head,
    table_head::{heading, sort_select},
};
use crate::{Align, Checkbox, Selection, Sort, use_words};

/// A row whose cells are rendered: from here on no table needs to know what its rows are, and the program holds the
/// table's code once.
#[derive(Clone, PartialEq)]
pub(super) struct RowView {
    pub key: String,
    pub label: AttrValue,
    pub cells: Vec<Html>,
}

#[derive(Properties, PartialEq)]
pub(super) struct TableViewProps {
    pub label: AttrValue,
    pub heads: Vec<Head>,
    pub rows: Vec<RowView>,
    pub sort: Option<Sort>,
    pub on_sort: Callback<Sort>,
    pub on_select: Option<Callback<Selection>>,
    pub selection: Selection,
    pub refreshing: bool,
}

/// The table itself. The roles are spelt out because browsers drop a table's own when its display changes.
#[component]
pub(super) fn TableView(props: &TableViewProps) -> Html {
    let words = use_words();
    let sort = props.sort.as_ref();
    let class = classes!("hf-table", props.refreshing.then_some("hf-table--refreshing"));
    let busy = props.refreshing.then_some("true");
    html! {
        <div class="hf-table-wrap">
            { sort_select(&props.heads, sort, &props.on_sort, &words) }
            <table {class} role="table" aria-label={props.label.clone()} aria-busy={busy}>
                <thead role="rowgroup">
                    <tr role="row">
                        if let Some(on_select) = &props.on_select {
                            { select_all(props, on_select, words.select_all.clone()) }
                        }
                        { for props.heads.iter().map(|head| heading(head, sort, &props.on_sort)) }
                    </tr>
                </thead>
                <tbody role="rowgroup">{ for props.rows.iter().map(|row| body_row(props, row)) }</tbody>
            </table>
        </div>
    }
}

fn select_all(props: &TableViewProps, on_select: &Callback<Selection>, aria_label: AttrValue) -> Html {
    let here: BTreeSet<String> = props.rows.iter().map(|row| row.key.clone()).collect();
    let chosen = here.intersection(&props.selection).count();
    let checked = chosen > 0 && chosen == here.len();
    let indeterminate = chosen > 0 && chosen < here.len();
    let on_change = {
        let (on_select, selection) = (on_select.clone(), props.selection.clone());
        Callback::from(move |checked: bool| {
            let next = if checked { &*selection | &here } else { &*selection - &here };
            on_select.emit(Rc::new(next));
        })
    };
    html! {
        <th class="hf-table__check" role="columnheader" scope="col">
            <Checkbox {checked} {indeterminate} {aria_label} {on_change} />
        </th>
    }
}

fn body_row(props: &TableViewProps, row: &RowView) -> Html {
    let checked = props.selection.contains(&row.key);
    let checkbox = |on_select: &Callback<Selection>| {
        let (on_select, selection, key) = (on_select.clone(), props.selection.clone(), row.key.clone());
        let on_change = Callback::from(move |checked: bool| {
            let mut next = (*selection).clone();
            if checked {
                next.insert(key.clone());
            } else {
                next.remove(&key);
            }
            on_select.emit(Rc::new(next));
        });
        html! {
            <td class="hf-table__check" role="cell">
                <Checkbox {checked} aria_label={row.label.clone()} {on_change} />
            </td>
        }
    };
    let cells = props.heads.iter().zip(&row.cells).enumerate();
    html! {
        <tr key={row.key.clone()} role="row" class={classes!(checked.then_some("hf-table__row--chosen"))}>
            if let Some(on_select) = &props.on_select {
                { checkbox(on_select) }
            }
            { for cells.map(|(index, (head, content))| cell(index, head, content)) }
        </tr>
    }
}

fn cell(index: usize, head: &Head, content: &Html) -> Html {
    let content = content.clone();
    if index == 0 {
        return html! { <th key={head.key} class="hf-table__name" role="rowheader" scope="row">{ content }</th> };
    }
    let class = classes!((head.align == Align::End).then_some("hf-table__cell--end"));
    html! { <td key={head.key} {class} role="cell" data-label={head.title.clone()}>{ content }</td> }
}
