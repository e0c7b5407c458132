use api_types::{
    coverage::{
        Coverage, CoverageDay, CoverageDayFilter, CoverageDayList, CoverageWorkerFilter, CoverageWorkerPage,
        EmployerCoverage, EmployerCoverageList, GapFilter, GapPage, SourceRowFilter, SourceRowPage,
        TownCoverage, TownCoverageList,
    },
    disagreements::{DisagreementFilter, DisagreementPage, SettlementNew},
    journal::AsOf,
    pages::PageQuery,
};
use domain::ids::SettlementId;
use futures::{FutureExt, TryFutureExt};

use crate::{
    Api, Download, FileKind,
    call::{Call, Fetch},
};

/// Coverage as it is, or as an earlier day ended.
pub fn coverage(api: &Api, as_of: &AsOf) -> Fetch<Coverage> {
    Call::get(api, "/coverage").query(as_of).value()
}

pub fn coverage_by_town(api: &Api, as_of: &AsOf) -> Fetch<Vec<TownCoverage>> {
    let list = Call::get(api, "/coverage/towns").query(as_of).value::<TownCoverageList>();
    list.map_ok(|list| list.items).boxed_local()
}

pub fn coverage_by_employer(api: &Api, as_of: &AsOf) -> Fetch<Vec<EmployerCoverage>> {
    let list = Call::get(api, "/coverage/employers").query(as_of).value::<EmployerCoverageList>();
    list.map_ok(|list| list.items).boxed_local()
}

pub fn coverage_days(api: &Api, filter: &CoverageDayFilter) -> Fetch<Vec<CoverageDay>> {
    let list = Call::get(api, "/coverage/days").query(filter).value::<CoverageDayList>();
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

pub fn disagreements(api: &Api, filter: &DisagreementFilter, page: &PageQuery) -> Fetch<DisagreementPage> {
    Call::get(api, "/coverage/disagreements").query(filter).query(page).value()
}

/// Exactly the rows of the filtered list, as a file.
pub fn export_disagreements(api: &Api, filter: &DisagreementFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/coverage/disagreements").query(filter).file(kind)
}

pub fn settle_disagreement(api: &Api, settlement: &SettlementNew) -> Fetch<()> {
    Call::post(api, "/coverage/settlements").json(settlement).done()
}

pub fn reopen_disagreement(api: &Api, id: SettlementId) -> Fetch<()> {
    Call::post(api, format!("/coverage/settlements/{id}/reopen")).done()
}
