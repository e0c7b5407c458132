use std::rc::Rc;

use api_types::rosters::{RosterPage, RosterRef};
use ui::{Anchor, Column, DataTable, RowIdentity};
use yew::prelude::*;

use crate::{
    rosters::labels,
    route::Route,
    t,
    text::{Text, figure},
    when::moment,
};

/// The rosters of one page, the latest first.
pub fn show(text: &Text, page: &RosterPage, refreshing: bool) -> Html {
    html! {
        <DataTable<RosterRef>
            label={t!(text, "rosters")}
            columns={columns(text)}
            rows={Rc::new(page.items.clone())}
            identity={RowIdentity { key: |roster: &RosterRef| roster.id.to_string(), label: |roster: &RosterRef| AttrValue::from(roster.filename.clone()) }}
            {refreshing}
        />
    }
}

fn columns(text: &Text) -> Vec<Column<RosterRef>> {
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
        Column::new(
            "rows",
            t!(text, "roster-rows"),
            |roster: &RosterRef| html! { figure(roster.counts.rows) },
        )
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
