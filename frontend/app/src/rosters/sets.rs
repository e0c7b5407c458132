//! The closed sets whose words the pages of rosters look up, for the test that every one has a text.

use api_types::rosters::{FoundBy, RosterStatus, RowOutcome};
use domain::{
    jobs::JobKind,
    rosters::{
        fields::Field,
        reasons::{ReasonCode, Severity},
    },
};

use super::{columns::GROUPS, list::What, reasons::NAMED, upload::MENDABLE};

pub fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    let outcomes = || RowOutcome::ALL.iter().map(|outcome| outcome.as_str()).chain(["mistyped"]).collect();
    let held = ReasonCode::ALL.iter().filter(|code| code.severity() == Severity::Hold);
    let jobs = || {
        let of_rosters = JobKind::ALL.iter().filter(|kind| **kind != JobKind::AreaRenewal);
        of_rosters.map(|kind| kind.as_str()).collect()
    };
    vec![
        ("field", Field::ALL.iter().map(|field| field.as_str()).collect()),
        ("field-group", GROUPS.iter().map(|(group, _)| *group).collect()),
        ("found-by", FoundBy::ALL.iter().map(|found_by| found_by.as_str()).collect()),
        ("held", held.map(|code| code.as_str()).collect()),
        ("job", jobs()),
        ("job-failed", jobs()),
        ("mend", MENDABLE.iter().map(|code| code.as_str()).collect()),
        ("outcome", outcomes()),
        ("outcome-note", outcomes()),
        ("reason", ReasonCode::ALL.iter().map(|code| code.as_str()).collect()),
        ("reason-of", NAMED.iter().map(|code| code.as_str()).collect()),
        ("roster-status", RosterStatus::ALL.iter().map(|status| status.as_str()).collect()),
        ("rosters-waiting", What::ALL.iter().map(|what| what.as_str()).collect()),
        ("severity", Severity::ALL.iter().map(|severity| severity.as_str()).collect()),
    ]
}
