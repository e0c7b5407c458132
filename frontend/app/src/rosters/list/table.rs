use api_types::rosters::RosterRef;
use ui::{Anchor, Column, RowIdentity};
use yew::prelude::*;

use crate::{
    rosters::labels,
    route::Route,
    t,
    text::{Text, figure},
    when::moment,
};

pub fn identity() -> RowIdentity<RosterRef> {
    RowIdentity {
        key: |roster: &RosterRef| roster.id.to_string(),
        label: |roster: &RosterRef| AttrValue::from(roster.filename.clone()),
    }
}

/// What the list says of each roster.
pub fn columns(text: &Text) -> Vec<Column<RosterRef>> {
    let status = text.clone();
    let counts = text.clone();
    vec![
        Column::new("file", t!(text, "roster-file"), |roster: &RosterRef| {
            html! {
                <span class="hf-stacked">
                    <Anchor href={Route::Roster { id: roster.id }.href()}>{ &roster.filename }</Anchor>
                    <span class="hf-quiet">{ &roster.source.name }</span>
                </span>
            }
        })
        .fixed(),
        Column::new("status", t!(text, "roster-status"), move |roster: &RosterRef| {
            labels::status(&status, roster.status)
        }),
        Column::new("rows", t!(text, "roster-rows"), |roster: &RosterRef| match roster.counts.rows {
            0 => html! { <span class="hf-quiet">{ "—" }</span> },
            rows => html! { figure(rows) },
        })
        .figures(),
        Column::new("outcomes", t!(text, "roster-outcomes"), move |roster: &RosterRef| {
            if roster.counts.rows == 0 {
                return html! { <span class="hf-quiet">{ t!(counts, "roster-no-outcomes") }</span> };
            }
            labels::counts(&counts, &roster.counts)
        }),
        Column::new("uploaded", t!(text, "roster-uploaded"), |roster: &RosterRef| {
            html! {
                <span class="hf-stacked">
                    <span class="hf-nowrap">{ moment(roster.uploaded_at) }</span>
                    <span class="hf-quiet">{ &roster.uploaded_by.display_name }</span>
                </span>
            }
        }),
    ]
}
