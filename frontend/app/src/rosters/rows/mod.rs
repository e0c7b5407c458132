//! The rows of a roster with what becomes of them, and the decisions about those that are held.

mod decide;
mod filter;
mod line;
mod person_search;

use api_types::{
    pages::PageQuery,
    rosters::{RosterRow, RosterRowFilter, RosterRowPage},
};
use client::{Query, RowQuery, use_query};
use domain::ids::RosterId;
use ui::{EmptyState, IconName};
use yew::prelude::*;

use self::line::Line;
pub use self::{filter::RowFilterBar, person_search::PersonSearch};
use crate::{
    failures,
    households::use_categories,
    paging::{PAGE, Place, Total, Turner},
    t,
    text::{Text, use_text},
};

/// Whether rows can be decided on yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not part of the ledger: the outcomes say what would happen.
    Previewed,
    /// Part of the ledger: held rows wait for a decision.
    Committed,
    /// Taken back: the rows stay to be read.
    Undone,
}

#[derive(Properties, PartialEq)]
pub struct RowsProps {
    pub roster: RosterId,
    pub stage: Stage,
    pub filter: RosterRowFilter,
    pub place: Place,
    /// How many rows the filter finds, where the roster's counts tell it.
    #[prop_or_default]
    pub total: Option<i64>,
    /// Rises when the rows have changed on the server.
    #[prop_or_default]
    pub revision: i64,
    pub on_turn: Callback<Place>,
    /// A decision was made.
    #[prop_or_default]
    pub on_decided: Callback<()>,
}

/// One page of rows.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let text = use_text();
    let categories = use_categories();
    let key = (props.roster, props.filter.clone(), props.place.cursor.clone());
    let rows = use_query(key, |api, (roster, filter, cursor)| async move {
        client::roster_rows(&api, roster, &RowQuery { filter, page: PageQuery { limit: Some(PAGE), cursor } })
            .await
    });
    {
        let reload = rows.reload.clone();
        let seen = use_mut_ref(|| props.revision);
        use_effect_with(props.revision, move |revision| {
            if seen.replace(*revision) != *revision {
                reload.emit(());
            }
        });
    }
    failures::show(&rows.remote, &rows.reload, |page| {
        if page.items.is_empty() {
            return html! {
                <EmptyState title={t!(text, "rows-none")} icon={IconName::Filter}>
                    <p>{ t!(text, "rows-none-text") }</p>
                </EmptyState>
            };
        }
        let line = |row: &RosterRow| {
            html! {
                <Line
                    key={row.row_no}
                    roster={props.roster}
                    stage={props.stage}
                    row={row.clone()}
                    categories={categories.clone()}
                    on_decided={props.on_decided.clone()}
                />
            }
        };
        html! {
            <>
                { table(&text, &rows, page.items.iter().map(line).collect()) }
                <Turner
                    place={props.place.clone()}
                    shown={page.items.len()}
                    total={props.total.map(Total::Exactly)}
                    next_cursor={page.next_cursor.clone()}
                    on_turn={props.on_turn.clone()}
                />
            </>
        }
    })
}

fn table(text: &Text, rows: &Query<RosterRowPage>, lines: Html) -> Html {
    let refreshing = rows.is_refreshing;
    let class = classes!("hf-table", "hf-rows", refreshing.then_some("hf-table--refreshing"));
    html! {
        <div class="hf-table-wrap">
            <table {class} role="table" aria-label={t!(text, "rows")} aria-busy={refreshing.then_some("true")}>
                <thead role="rowgroup">
                    <tr role="row">
                        <th class="hf-table__th" role="columnheader" scope="col">{ t!(text, "row-name") }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ t!(text, "row-place") }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ t!(text, "row-outcome") }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ t!(text, "row-reasons") }</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{ lines }</tbody>
            </table>
        </div>
    }
}
