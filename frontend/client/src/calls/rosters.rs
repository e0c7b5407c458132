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

use crate::{Api, Download, Failure, FileKind, Upload, Versioned, call::Call};

/// Which rows of a roster and which page of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowQuery {
    pub filter: RosterRowFilter,
    pub page: PageQuery,
}

pub async fn sources(api: &Api) -> Result<Vec<Source>, Failure> {
    Call::get(api, "/sources").read::<SourceList>().await.map(|list| list.value.items)
}

pub async fn rosters(api: &Api, page: &PageQuery) -> Result<RosterPage, Failure> {
    Call::get(api, "/rosters").query(page).read().await.map(|page| page.value)
}

pub async fn roster(api: &Api, id: RosterId) -> Result<Versioned<Roster>, Failure> {
    Call::get(api, format!("/rosters/{id}")).read().await
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
pub async fn update_roster(
    api: &Api,
    id: RosterId,
    etag: &str,
    patch: &RosterPatch,
) -> Result<Versioned<Roster>, Failure> {
    Call::patch(api, format!("/rosters/{id}")).if_match(etag).json(patch).read().await
}

/// Discards a roster that is not part of the ledger.
pub async fn delete_roster(api: &Api, id: RosterId, etag: &str) -> Result<(), Failure> {
    Call::delete(api, format!("/rosters/{id}")).if_match(etag).done().await
}

pub async fn preview_roster(api: &Api, id: RosterId) -> Result<Job, Failure> {
    start(api, id, "preview").await
}

pub async fn commit_roster(api: &Api, id: RosterId) -> Result<Job, Failure> {
    start(api, id, "commit").await
}

pub async fn undo_roster(api: &Api, id: RosterId) -> Result<Job, Failure> {
    start(api, id, "undo").await
}

async fn start(api: &Api, id: RosterId, work: &str) -> Result<Job, Failure> {
    Call::post(api, format!("/rosters/{id}/{work}")).read().await.map(|job| job.value)
}

pub async fn roster_rows(api: &Api, id: RosterId, query: &RowQuery) -> Result<RosterRowPage, Failure> {
    let call = Call::get(api, format!("/rosters/{id}/rows")).query(&query.filter).query(&query.page);
    call.read().await.map(|page| page.value)
}

/// The rows as the office sent them, with the reason in a column.
pub async fn export_rows(
    api: &Api,
    id: RosterId,
    filter: &RosterRowFilter,
    kind: FileKind,
) -> Result<Download, Failure> {
    Call::get(api, format!("/rosters/{id}/rows")).query(filter).file(kind).await
}

pub async fn decide_row(
    api: &Api,
    id: RosterId,
    row: i32,
    decision: &RowDecision,
) -> Result<RosterRow, Failure> {
    let call = Call::post(api, format!("/rosters/{id}/rows/{row}/decision")).json(decision);
    call.read().await.map(|row| row.value)
}
