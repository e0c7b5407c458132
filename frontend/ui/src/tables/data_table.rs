use std::{collections::BTreeSet, rc::Rc};

use yew::prelude::*;

use super::{
    column::Head,
    table_view::{RowView, TableView},
};
use crate::{Column, Sort};

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
#[component]
pub fn DataTable<T: PartialEq + 'static>(props: &DataTableProps<T>) -> Html {
    let heads: Vec<Head> = props.columns.iter().map(Column::head).collect();
    let row = |row: &T| RowView {
        key: (props.identity.key)(row),
        label: (props.identity.label)(row),
        cells: props.columns.iter().map(|column| column.cell(row)).collect(),
    };
    html! {
        <TableView
            label={props.label.clone()}
            {heads}
            rows={props.rows.iter().map(row).collect::<Vec<_>>()}
            sort={props.sort.clone()}
            on_sort={props.on_sort.clone()}
            on_select={props.on_select.clone()}
            selection={props.selection.clone()}
            refreshing={props.refreshing}
        />
    }
}
