use api_types::{
    jobs::Job,
    pages::PageQuery,
    rosters::{
        Roster, RosterPage, RosterPatch, RosterRow, RosterRowFilter, RosterRowPage, RosterUpload,
        RowDecision, Source, SourceList,
    },
};
use domain::ids::RosterId;
use web_sys::File;
use yew::Callback;

use futures::{FutureExt, TryFutureExt};

use crate::{
    Api, Download, Failure, FileKind, Upload, Versioned,
    call::{Call, Fetch},
};

/// Which rows of a roster and which page of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowQuery {
    pub filter: RosterRowFilter,
    pub page: PageQuery,
}

pub fn sources(api: &Api) -> Fetch<Vec<Source>> {
    Call::get(api, "/sources").value::<SourceList>().map_ok(|list| list.items).boxed_local()
}

pub fn rosters(api: &Api, page: &PageQuery) -> Fetch<RosterPage> {
    Call::get(api, "/rosters").query(page).value()
}

pub fn roster(api: &Api, id: RosterId) -> Fetch<Versioned<Roster>> {
    Call::get(api, format!("/rosters/{id}")).read()
}

/// Sends a roster's file; `on_progress` hears how far it is, from 0 to 1.
pub async fn upload_roster(
    api: &Api,
    file: &File,
    upload: &RosterUpload,
    on_progress: Callback<f64>,
) -> Result<Versioned<Roster>, Failure> {
    let query = serde_urlencoded::to_string(upload).unwrap_or_default();
    Upload { api, path: format!("/rosters?{query}"), file, on_progress }.send().await
}

/// Corrects what was recognised.
pub fn update_roster(api: &Api, id: RosterId, etag: &str, patch: &RosterPatch) -> Fetch<Versioned<Roster>> {
    Call::patch(api, format!("/rosters/{id}")).if_match(etag).json(patch).read()
}

/// Discards a roster that is not part of the ledger.
pub fn delete_roster(api: &Api, id: RosterId, etag: &str) -> Fetch<()> {
    Call::delete(api, format!("/rosters/{id}")).if_match(etag).done()
}

pub fn preview_roster(api: &Api, id: RosterId) -> Fetch<Job> {
    start(api, id, "preview")
}

pub fn commit_roster(api: &Api, id: RosterId) -> Fetch<Job> {
    start(api, id, "commit")
}

pub fn undo_roster(api: &Api, id: RosterId) -> Fetch<Job> {
    start(api, id, "undo")
}

fn start(api: &Api, id: RosterId, work: &str) -> Fetch<Job> {
    Call::post(api, format!("/rosters/{id}/{work}")).value()
}

pub fn roster_rows(api: &Api, id: RosterId, query: &RowQuery) -> Fetch<RosterRowPage> {
    let call = Call::get(api, format!("/rosters/{id}/rows")).query(&query.filter).query(&query.page);
    call.value()
}

/// The rows as the office sent them, with the reason in a column.
pub fn export_rows(api: &Api, id: RosterId, filter: &RosterRowFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, format!("/rosters/{id}/rows")).query(filter).file(kind)
}

pub fn decide_row(api: &Api, id: RosterId, row: i32, decision: &RowDecision) -> Fetch<RosterRow> {
    let call = Call::post(api, format!("/rosters/{id}/rows/{row}/decision")).json(decision);
    call.value()
}
