use std::{collections::BTreeSet, rc::Rc};

use yew::prelude::*;

use crate::{
    Button, Checkbox, Column, IconName, Look, Press, recall, remember, use_dismiss, use_id, use_words,
};

/// The columns that a reader does not want to see in one table.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenColumns {
    keys: Rc<BTreeSet<String>>,
    toggle: Callback<(String, Shown)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    No,
}

impl HiddenColumns {
    /// Those of the columns that the reader wants to see.
    #[must_use]
    pub fn visible<T>(&self, columns: &[Column<T>]) -> Vec<Column<T>> {
        columns.iter().filter(|column| column.is_fixed || !self.keys.contains(column.key)).cloned().collect()
    }
}

/// The hidden columns of `table`, which the browser remembers.
#[hook]
pub fn use_hidden_columns(table: &'static str) -> HiddenColumns {
    let storage_key = format!("homefront.columns.{table}");
    let keys = use_state(|| {
        let remembered = recall(&storage_key).unwrap_or_default();
        Rc::new(
            remembered.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>(),
        )
    });
    let toggle = {
        let keys = keys.clone();
        Callback::from(move |(key, shown): (String, Shown)| {
            let mut hidden = (**keys).clone();
            match shown {
                Shown::Yes => hidden.remove(&key),
                Shown::No => hidden.insert(key),
            };
            remember(&storage_key, &hidden.iter().map(String::as_str).collect::<Vec<_>>().join(","));
            keys.set(Rc::new(hidden));
        })
    };
    HiddenColumns { keys: (*keys).clone(), toggle }
}

#[derive(Properties)]
pub struct ColumnsMenuProps<T> {
    pub columns: Vec<Column<T>>,
    pub hidden: HiddenColumns,
}

impl<T> PartialEq for ColumnsMenuProps<T> {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns && self.hidden == other.hidden
    }
}

/// Chooses which columns a table shows.
#[component]
pub fn ColumnsMenu<T: 'static>(props: &ColumnsMenuProps<T>) -> Html {
    let words = use_words();
    let id = use_id();
    let root = use_node_ref();
    let is_open = use_state(|| false);
    let close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    use_dismiss(root.clone(), *is_open, close.clone());
    let onclick = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if Press::of(&event) == Some(Press::Escape) {
            close.emit(());
        }
    });
    let line = |column: &Column<T>| {
        let (toggle, key) = (props.hidden.toggle.clone(), column.key.to_owned());
        let on_change = Callback::from(move |checked: bool| {
            toggle.emit((key.clone(), if checked { Shown::Yes } else { Shown::No }));
        });
        html! {
            <Checkbox
                key={column.key}
                label={column.title.clone()}
                checked={column.is_fixed || !props.hidden.keys.contains(column.key)}
                disabled={column.is_fixed}
                {on_change}
            />
        }
    };
    html! {
        <div class="hf-menu-root hf-columns" ref={root} {onkeydown}>
            <Button
                look={Look::Plain}
                icon={IconName::Columns}
                aria_label={words.choose_columns.clone()}
                aria_expanded={if *is_open { "true" } else { "false" }}
                aria_controls={id.clone()}
                {onclick}
            />
            <div {id} class="hf-popover" role="group" aria-label={words.choose_columns.clone()} hidden={!*is_open}>
                { for props.columns.iter().map(line) }
            </div>
        </div>
    }
}
