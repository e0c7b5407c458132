use api_types::rosters::RosterSheet;
use ui::{Button, IconName, Look, Size, use_id};
use yew::prelude::*;

use crate::{t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct HeadProps {
    pub sheet: RosterSheet,
    pub may_edit: bool,
    pub busy: bool,
    pub on_line: Callback<u32>,
}

/// The sheet's first lines as they stand, and which of them is the header.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let text = use_text();
    let id = use_id();
    let is_open = use_state(|| props.sheet.header_row.is_none());
    let sheet = &props.sheet;
    let width = sheet.head.iter().map(Vec::len).max().unwrap_or_default();
    let line = match sheet.header_row {
        Some(line) => t!(text, "head-line", line = i64::from(line)),
        None => t!(text, "head-none"),
    };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <div class="hf-head">
            <div class="hf-head__line">
                <span>{ line }</span>
                if !sheet.head.is_empty() {
                    <Button
                        look={Look::Link}
                        size={Size::Small}
                        icon={IconName::Eye}
                        aria_expanded={if *is_open { "true" } else { "false" }}
                        aria_controls={id.clone()}
                        onclick={toggle}
                    >
                        if *is_open { { t!(text, "head-hide") } } else { { t!(text, "head-show") } }
                    </Button>
                }
            </div>
            <div {id} hidden={!*is_open}>
                if *is_open {
                    <p class="hf-quiet">{ t!(text, "head-help") }</p>
                    <div class="hf-head__lines" tabindex="0" role="region" aria-label={t!(text, "head-lines")}>
                        <table class="hf-head__table">
                            <tbody>
                                { for sheet.head.iter().enumerate().map(|(at, cells)| html! {
                                    <HeadLine
                                        key={at}
                                        line={u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)}
                                        cells={padded(cells, width)}
                                        header_row={sheet.header_row}
                                        choosable={props.may_edit && !props.busy}
                                        on_line={props.on_line.clone()}
                                    />
                                }) }
                            </tbody>
                        </table>
                    </div>
                }
            </div>
        </div>
    }
}

/// A short line still has all its cells.
fn padded(cells: &[String], width: usize) -> Vec<String> {
    cells.iter().cloned().chain(std::iter::repeat(String::new())).take(width).collect()
}

#[derive(Properties, PartialEq)]
struct HeadLineProps {
    line: u32,
    cells: Vec<String>,
    header_row: Option<u32>,
    choosable: bool,
    on_line: Callback<u32>,
}

#[component]
fn HeadLine(props: &HeadLineProps) -> Html {
    let text = use_text();
    let line = props.line;
    let is_header = props.header_row == Some(line);
    let onclick = props.on_line.reform(move |_: MouseEvent| line);
    let class = classes!(
        is_header.then_some("hf-head__row--header"),
        props.header_row.is_some_and(|header| line < header).then_some("hf-head__row--before")
    );
    html! {
        <tr {class}>
            <th scope="row">
                if is_header {
                    <span class="hf-head__mark">{ line }{ " " }{ t!(text, "head-is-header") }</span>
                } else if props.choosable {
                    <button
                        type="button"
                        class="hf-head__choose"
                        aria-label={t!(text, "head-choose", line = i64::from(line))}
                        title={t!(text, "head-choose", line = i64::from(line))}
                        {onclick}
                    >
                        { line }
                    </button>
                } else {
                    { line }
                }
            </th>
            { for props.cells.iter().map(|cell| html! { <td>{ cell }</td> }) }
        </tr>
    }
}
