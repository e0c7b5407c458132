//! What stands in the way of taking something back, as an answer.

use domain::problems::ProblemCode;
use serde::Serialize;
use storage::blockers::UndoBlocked;

use super::Problem;

#[derive(Serialize)]
struct NamedBlocker<'a> {
    kind: &'a str,
    subject: Option<&'a str>,
    household_id: Option<String>,
    household: Option<String>,
    roster_id: Option<String>,
    by: &'a str,
    at: chrono::DateTime<chrono::Utc>,
}

/// Names what would be lost.
impl From<UndoBlocked> for Problem {
    fn from(blocked: UndoBlocked) -> Self {
        let blockers = match blocked {
            UndoBlocked::BuiltOn(blockers) => blockers,
            UndoBlocked::Anonymised(households) => {
                let named: Vec<String> = households.iter().map(ToString::to_string).collect();
                return Self::new(ProblemCode::AnonymisedSince).with_detail(named.join(", "));
            }
        };
        let named: Vec<NamedBlocker<'_>> = blockers
            .iter()
            .map(|blocker| NamedBlocker {
                kind: blocker.kind.as_str(),
                subject: blocker.subject.as_deref(),
                household_id: blocker.household_id.map(|id| id.to_string()),
                household: blocker.household.as_ref().map(ToString::to_string),
                roster_id: blocker.roster_id.map(|id| id.to_string()),
                by: &blocker.by,
                at: blocker.at,
            })
            .collect();
        let in_words: Vec<String> = named
            .iter()
            .map(|blocker| {
                let parts = [blocker.household.as_deref(), blocker.subject, Some(blocker.by)];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                format!("{} ({}, {})", parts.join(" "), blocker.kind, blocker.at.format("%Y-%m-%d %H:%M"))
            })
            .collect();
        Self::new(ProblemCode::UndoBlocked).with_detail(in_words.join("; ")).with_current(&named)
    }
}
