use yew::prelude::*;

use crate::{use_id, use_words};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// A property on which two versions differ.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffRow {
    pub key: AttrValue,
    pub label: AttrValue,
    pub mine: Html,
    pub theirs: Html,
    /// Which one is to be kept.
    pub chosen: Side,
}

#[derive(Properties, PartialEq)]
pub struct DiffTableProps {
    pub label: AttrValue,
    /// What stands above the two versions; "mine" and "theirs" where nothing is given.
    #[prop_or_default]
    pub heads: Option<(AttrValue, AttrValue)>,
    pub rows: Vec<DiffRow>,
    pub on_choose: Callback<(AttrValue, Side)>,
}

/// Two versions of one thing beside each other, and which of each property is to be kept. Nothing is lost by default.
#[component]
pub fn DiffTable(props: &DiffTableProps) -> Html {
    let words = use_words();
    let id = use_id();
    let (mine, theirs) = props.heads.clone().unwrap_or_else(|| (words.mine.clone(), words.theirs.clone()));
    let side = |row: &DiffRow, side: Side| {
        let (content, keep, name) = match side {
            Side::Mine => (&row.mine, &words.keep_mine, "mine"),
            Side::Theirs => (&row.theirs, &words.keep_theirs, "theirs"),
        };
        let heading = match side {
            Side::Mine => &mine,
            Side::Theirs => &theirs,
        };
        let word = if props.heads.is_some() { heading } else { keep };
        let onchange = {
            let (on_choose, key) = (props.on_choose.clone(), row.key.clone());
            Callback::from(move |_: Event| on_choose.emit((key.clone(), side)))
        };
        let input = format!("{id}-{}-{name}", row.key);
        let is_chosen = row.chosen == side;
        html! {
            <td
                role="cell"
                data-label={heading.clone()}
                class={classes!("hf-diff__side", is_chosen.then_some("hf-diff__side--chosen"))}
            >
                <label for={input.clone()} class="hf-diff__choice">
                    <input
                        class="pf-v6-c-radio__input"
                        type="radio"
                        id={input}
                        name={format!("{id}-{}", row.key)}
                        checked={is_chosen}
                        aria-label={format!("{}: {word}", row.label)}
                        {onchange}
                    />
                    <span>{ content.clone() }</span>
                </label>
            </td>
        }
    };
    html! {
        <div class="hf-table-wrap">
            <table class="hf-table hf-diff" role="table" aria-label={props.label.clone()}>
                <thead role="rowgroup">
                    <tr role="row">
                        <th class="hf-table__th" role="columnheader" scope="col">{ &words.field }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ &mine }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ &theirs }</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    { for props.rows.iter().map(|row| html! {
                        <tr key={row.key.to_string()} role="row">
                            <th class="hf-table__name" role="rowheader" scope="row">{ &row.label }</th>
                            { side(row, Side::Mine) }
                            { side(row, Side::Theirs) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
