//! The closed sets whose words the ledger's pages look up, for the test that every one has a text.

use domain::{
    coverage::HouseholdCoverage,
    duplicates::{DuplicateReason, DuplicateState},
    households::{Clarity, HouseholdStatus, Missing, Situation},
    journal::EntryKind,
    persons::{Relation, SchoolGrade, Sex},
    postings::PostingState,
    users::Language,
};

use super::page::{CHANGED_FIELDS, LIMITATIONS};

pub fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("clarity", Clarity::ALL.iter().map(|clarity| clarity.as_str()).collect()),
        ("alike", DuplicateReason::ALL.iter().map(|reason| reason.as_str()).collect()),
        ("duplicates", DuplicateState::ALL.iter().map(|state| state.as_str()).collect()),
        ("duplicate", DuplicateReason::ALL.iter().map(|reason| reason.as_str()).collect()),
        ("entry", EntryKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        ("changed", CHANGED_FIELDS.to_vec()),
        ("grade", SchoolGrade::ALL.iter().map(|grade| grade.as_str()).collect()),
        ("household-coverage", HouseholdCoverage::ALL.iter().map(|coverage| coverage.as_str()).collect()),
        ("household-status", HouseholdStatus::ALL.iter().map(|status| status.as_str()).collect()),
        ("household-step", HouseholdStatus::ALL.iter().map(|status| status.as_str()).collect()),
        ("limitation", LIMITATIONS.to_vec()),
        ("missing", Missing::ALL.iter().map(|missing| missing.as_str()).collect()),
        ("posting-state", PostingState::ALL.iter().map(|state| state.as_str()).collect()),
        ("relation", Relation::ALL.iter().map(|relation| relation.as_str()).collect()),
        ("sex", Sex::ALL.iter().map(|sex| sex.as_str()).collect()),
        ("speaks", Language::ALL.iter().map(|language| language.as_str()).collect()),
        ("situation", Situation::ALL.iter().map(|situation| situation.as_str()).collect()),
        ("to-clear", Clarity::ALL.iter().map(|clarity| clarity.as_str()).collect()),
        ("unclear", Clarity::ALL.iter().map(|clarity| clarity.as_str()).collect()),
    ]
}
