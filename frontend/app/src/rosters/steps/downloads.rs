use api_types::rosters::{Roster, RosterRowFilter, RowOutcome};
use client::{Download, FileKind, use_mutation};
use ui::{IconName, Menu, MenuAlign, MenuItem, Toast, use_toasts};
use yew::prelude::*;

use crate::{failures::sentence, rosters::labels, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct DownloadsProps {
    pub roster: Roster,
}

/// The rows as the office sent them, with the reason in a column of its own, to send back for mending.
#[component]
pub fn Downloads(props: &DownloadsProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let id = props.roster.id;
    let export = use_mutation(
        move |api, (filter, kind): (RosterRowFilter, FileKind)| client::export_rows(&api, id, &filter, kind),
        Callback::from(|file: Download| {
            let _no_browser = file.save();
        }),
    );
    {
        let text = text.clone();
        use_effect_with(export.failure.clone(), move |failure| {
            if let Some(failure) = failure {
                toasts.show(Toast::danger(sentence(&text, failure)));
            }
        });
    }
    let item = |outcome: Option<RowOutcome>, label: AttrValue, kind: FileKind| {
        let filter = RosterRowFilter { outcome, ..RosterRowFilter::default() };
        MenuItem::action(label, IconName::Download, export.run.reform(move |()| (filter.clone(), kind)))
    };
    let counts = &props.roster.counts;
    let mut items = Vec::new();
    for outcome in [RowOutcome::Rejected, RowOutcome::Held, RowOutcome::Conflict] {
        let count = labels::count(counts, outcome);
        if count > 0 {
            let name = text.word("outcome", outcome.as_str()).to_string();
            items.push(item(
                Some(outcome),
                t!(text, "download-some", outcome = name, count = count),
                FileKind::Xlsx,
            ));
        }
    }
    if !items.is_empty() {
        items.push(MenuItem::Divider);
    }
    items.push(item(None, t!(text, "download-all-xlsx", count = counts.rows), FileKind::Xlsx));
    items.push(item(None, t!(text, "download-all-csv", count = counts.rows), FileKind::Csv));
    html! {
        <Menu label={t!(text, "download")} text={t!(text, "download")} icon={IconName::Download} align={MenuAlign::Start} {items} />
    }
}
