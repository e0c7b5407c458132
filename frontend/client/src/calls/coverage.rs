use api_types::{
    coverage::{
        Coverage, CoverageWorkerFilter, CoverageWorkerPage, EmployerCoverage, EmployerCoverageList,
        GapFilter, GapPage, SourceRowFilter, SourceRowPage, TownCoverage, TownCoverageList,
    },
    pages::PageQuery,
};
use futures::{FutureExt, TryFutureExt};

use crate::{
    Api, Download, FileKind,
    call::{Call, Fetch},
};

pub fn coverage(api: &Api) -> Fetch<Coverage> {
    Call::get(api, "/coverage").value()
}

pub fn coverage_by_town(api: &Api) -> Fetch<Vec<TownCoverage>> {
    Call::get(api, "/coverage/towns").value::<TownCoverageList>().map_ok(|list| list.items).boxed_local()
}

pub fn coverage_by_employer(api: &Api) -> Fetch<Vec<EmployerCoverage>> {
    let list = Call::get(api, "/coverage/employers").value::<EmployerCoverageList>();
    list.map_ok(|list| list.items).boxed_local()
}

pub fn coverage_workers(
    api: &Api,
    filter: &CoverageWorkerFilter,
    page: &PageQuery,
) -> Fetch<CoverageWorkerPage> {
    Call::get(api, "/coverage/workers").query(filter).query(page).value()
}

/// Exactly the rows of the filtered list, as a file.
pub fn export_coverage_workers(api: &Api, filter: &CoverageWorkerFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/coverage/workers").query(filter).file(kind)
}

pub fn coverage_gaps(api: &Api, filter: &GapFilter, page: &PageQuery) -> Fetch<GapPage> {
    Call::get(api, "/coverage/gaps").query(filter).query(page).value()
}

/// Exactly the rows of the filtered list, as a file.
pub fn export_coverage_gaps(api: &Api, filter: &GapFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/coverage/gaps").query(filter).file(kind)
}

pub fn coverage_rows(api: &Api, filter: &SourceRowFilter, page: &PageQuery) -> Fetch<SourceRowPage> {
    Call::get(api, "/coverage/rows").query(filter).query(page).value()
}
