use yew::prelude::*;

use super::column::Head;
use crate::{Align, Direction, Icon, IconName, Select, SelectOption, Sort, Words};

pub(super) fn heading(column: &Head, sort: Option<&Sort>, on_sort: &Callback<Sort>) -> Html {
    let current = sort.filter(|sort| sort.column == column.key);
    let class = classes!("hf-table__th", (column.align == Align::End).then_some("hf-table__cell--end"));
    if !column.is_sortable {
        return html! { <th key={column.key} {class} role="columnheader" scope="col">{ &column.title }</th> };
    }
    let (aria_sort, icon) = match current.map(|sort| sort.direction) {
        Some(Direction::Ascending) => ("ascending", IconName::ArrowUp),
        Some(Direction::Descending) => ("descending", IconName::ArrowDown),
        None => ("none", IconName::ArrowUpDown),
    };
    let onclick = {
        let (on_sort, next) = (on_sort.clone(), Sort::pressed(sort, column.key));
        Callback::from(move |_: MouseEvent| on_sort.emit(next.clone()))
    };
    let button = classes!("hf-table__sort", current.is_some().then_some("hf-table__sort--current"));
    html! {
        <th key={column.key} {class} role="columnheader" scope="col" aria-sort={aria_sort}>
            <button type="button" class={button} {onclick}>
                { &column.title }<Icon name={icon} />
            </button>
        </th>
    }
}

/// The choice of an order where there is no room for headings (phones).
pub(super) fn sort_select(
    columns: &[Head],
    sort: Option<&Sort>,
    on_sort: &Callback<Sort>,
    words: &Words,
) -> Html {
    let options: Vec<SelectOption> = columns
        .iter()
        .filter(|column| column.is_sortable)
        .flat_map(|column| {
            [
                SelectOption::new(column.key, format!("{} {}", column.title, words.sort_ascending)),
                SelectOption::new(
                    format!("-{}", column.key),
                    format!("{} {}", column.title, words.sort_descending),
                ),
            ]
        })
        .collect();
    if options.is_empty() {
        return Html::default();
    }
    // An order that is no column's is none of the choices: naming the first of them would be untrue.
    let value = sort.map(Sort::to_string).filter(|value| options.iter().any(|option| option.value == *value));
    let value = value.unwrap_or_default();
    let on_change = {
        let on_sort = on_sort.clone();
        Callback::from(move |text: String| {
            if let Some(sort) = Sort::parse(&text) {
                on_sort.emit(sort);
            }
        })
    };
    let placeholder = value.is_empty().then(|| words.sort_by.clone());
    html! {
        <div class="hf-table__phone-sort">
            <Select {value} {options} {on_change} {placeholder} aria_label={words.sort_by.clone()} />
        </div>
    }
}
