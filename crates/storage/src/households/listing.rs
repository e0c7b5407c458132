//! What the list shows of a household's people: kept beside the household, so that a page of the list reads no one else.

use chrono::NaiveDate;
use domain::{ids::OrganisationId, phone::PhoneNumber};
use serde::{Deserialize, Serialize};

use crate::{persons::PersonRecord, postings::PostingRecord};

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Listing {
    /// The first phone of a worker, else of any member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The present workers, in the order of their names in the household's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub workers: Vec<ListedWorker>,
}

/// What the postings of a worker say to the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ListedWorker {
    /// By the latest posting that names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// By the latest posting that names one; its name is looked up, since organisations are renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<OrganisationId>,
    /// As a list words it, where it is no organisation here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer_name: Option<String>,
    /// The first days of the postings for which they are away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub away_since: Vec<Option<NaiveDate>>,
}

impl ListedWorker {
    /// From all postings of a worker, the earliest first.
    pub fn of(postings: &[&PostingRecord]) -> Self {
        let mut worker = Self::default();
        for posting in postings.iter().map(|posting| &posting.facts) {
            if posting.to.is_none() && posting.state.is_away() {
                worker.away_since.push(posting.from);
            }
            if posting.category.is_some() {
                worker.category.clone_from(&posting.category);
            }
            if posting.employer_id.is_some() || posting.employer_name.is_some() {
                worker.employer_id = posting.employer_id;
                worker.employer_name.clone_from(&posting.employer_name);
            }
        }
        worker
    }
}

/// A person's phone that is rung first.
pub(crate) fn first_phone(person: &PersonRecord) -> Option<PhoneNumber> {
    person.facts.phones.first().map(|phone| phone.number.clone())
}
