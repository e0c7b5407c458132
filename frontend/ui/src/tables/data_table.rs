use std::{collections::BTreeSet, rc::Rc};

use yew::prelude::*;

use super::table_head::{heading, sort_select};
use crate::{Align, Checkbox, Column, Sort, use_words};

/// Which rows are chosen, by their keys.
pub type Selection = Rc<BTreeSet<String>>;

/// How a table tells its rows apart.
pub struct RowIdentity<T> {
    /// A key that no other row has.
    pub key: fn(&T) -> String,
    /// The row's name, for its checkbox.
    pub label: fn(&T) -> AttrValue,
}

#[derive(Properties)]
pub struct DataTableProps<T: PartialEq> {
    /// What the table holds, for screen readers.
    pub label: AttrValue,
    /// The first one names the row and is the title of its card on a phone.
    pub columns: Vec<Column<T>>,
    pub rows: Rc<Vec<T>>,
    pub identity: RowIdentity<T>,
    #[prop_or_default]
    pub sort: Option<Sort>,
    #[prop_or_default]
    pub on_sort: Callback<Sort>,
    /// Rows can be chosen if there is somewhere to tell it.
    #[prop_or_default]
    pub on_select: Option<Callback<Selection>>,
    #[prop_or_default]
    pub selection: Selection,
    /// Newer rows are on their way; the old ones stay in sight.
    #[prop_or_default]
    pub refreshing: bool,
}

impl<T: PartialEq> PartialEq for DataTableProps<T> {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
            && self.columns == other.columns
            && self.rows == other.rows
            && self.sort == other.sort
            && self.on_sort == other.on_sort
            && self.on_select == other.on_select
            && self.selection == other.selection
            && self.refreshing == other.refreshing
    }
}

/// Rows and columns; on a phone each row becomes a card.
///
/// The roles are spelt out because browsers drop a table's own when its display changes.
#[component]
pub fn DataTable<T: PartialEq + 'static>(props: &DataTableProps<T>) -> Html {
    let words = use_words();
    let keys: BTreeSet<String> = props.rows.iter().map(|row| (props.identity.key)(row)).collect();
    let chosen_here = keys.intersection(&props.selection).count();
    let select_all = |on_select: &Callback<Selection>| {
        let (on_select, selection, here) = (on_select.clone(), props.selection.clone(), keys.clone());
        let on_change = Callback::from(move |checked: bool| {
            let next = if checked { &*selection | &here } else { &*selection - &here };
            on_select.emit(Rc::new(next));
        });
        html! {
            <th class="hf-table__check" role="columnheader" scope="col">
                <Checkbox
                    checked={chosen_here > 0 && chosen_here == keys.len()}
                    indeterminate={chosen_here > 0 && chosen_here < keys.len()}
                    aria_label={words.select_all.clone()}
                    {on_change}
                />
            </th>
        }
    };
    let class = classes!("hf-table", props.refreshing.then_some("hf-table--refreshing"));
    html! {
        <div class="hf-table-wrap">
            { sort_select(&props.columns, props.sort.as_ref(), &props.on_sort, &words) }
            <table {class} role="table" aria-label={props.label.clone()} aria-busy={props.refreshing.then_some("true")}>
                <thead role="rowgroup">
                    <tr role="row">
                        if let Some(on_select) = &props.on_select {
                            { select_all(on_select) }
                        }
                        { for props.columns.iter().map(|column| heading(column, props.sort.as_ref(), &props.on_sort)) }
                    </tr>
                </thead>
                <tbody role="rowgroup">{ for props.rows.iter().map(|row| body_row(props, row)) }</tbody>
            </table>
        </div>
    }
}

fn body_row<T: PartialEq + 'static>(props: &DataTableProps<T>, row: &T) -> Html {
    let key = (props.identity.key)(row);
    let is_chosen = props.selection.contains(&key);
    let checkbox = |on_select: &Callback<Selection>| {
        let (on_select, selection, key) = (on_select.clone(), props.selection.clone(), key.clone());
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
                <Checkbox checked={is_chosen} aria_label={(props.identity.label)(row)} {on_change} />
            </td>
        }
    };
    let cell = |(index, column): (usize, &Column<T>)| {
        let content = column.cell(row);
        if index == 0 {
            return html! { <th key={column.key} class="hf-table__name" role="rowheader" scope="row">{ content }</th> };
        }
        let class = classes!((column.align == Align::End).then_some("hf-table__cell--end"));
        html! { <td key={column.key} {class} role="cell" data-label={column.title.clone()}>{ content }</td> }
    };
    html! {
        <tr key={key.clone()} role="row" class={classes!(is_chosen.then_some("hf-table__row--chosen"))}>
            if let Some(on_select) = &props.on_select {
                { checkbox(on_select) }
            }
            { for props.columns.iter().enumerate().map(cell) }
        </tr>
    }
}
