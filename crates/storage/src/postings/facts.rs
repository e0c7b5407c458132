//! What people enter about a posting.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{OrganisationId, PersonId, PostingId},
    journal::Change,
    postings::PostingState,
};

use crate::{connection::MultiBackend, schema::postings};

/// What is entered. To change a posting, take its [`PostingRecord`], change a copy of these and save them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingFacts {
    /// The code of its category; none where no source has said.
    pub category: Option<String>,
    /// The employer among the organisations.
    pub employer_id: Option<OrganisationId>,
    /// The employer's name, where it is not among the organisations.
    pub employer_name: Option<String>,
    /// Where the worker was sent.
    pub place: Option<String>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day; none while it goes on.
    pub to: Option<NaiveDate>,
    /// Where in its course it is.
    pub state: PostingState,
}

impl PostingFacts {
    /// A posting of which only its state is known.
    pub const fn in_state(state: PostingState) -> Self {
        Self {
            category: None,
            employer_id: None,
            employer_name: None,
            place: None,
            from: None,
            to: None,
            state,
        }
    }

    /// Whether the posting goes on at this day: it has not ended and the worker has not come home.
    pub fn is_current(&self, today: NaiveDate) -> bool {
        self.state != PostingState::Returned && self.to.is_none_or(|to| to >= today)
    }

    /// Field by field, what changed between the two; against nothing, all that is known.
    pub(super) fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        macro_rules! between {
            ($($field:ident),+) => {
                [$(match before {
                    Some(before) => Change::between(stringify!($field), &before.$field, &self.$field),
                    None => Change::set(stringify!($field), &self.$field),
                }),+]
            };
        }
        between!(category, employer_id, employer_name, place, from, to, state).into_iter().flatten().collect()
    }
}

/// A posting as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingRecord {
    /// The posting.
    pub id: PostingId,
    /// The worker.
    pub person_id: PersonId,
    /// What is entered.
    pub facts: PostingFacts,
    /// Rises with every change.
    pub revision: i64,
}

impl PostingRecord {
    /// All that is known, as changes against nothing.
    pub(crate) fn all(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Change::set("person_id", &self.person_id).into_iter().collect();
        changes.extend(self.facts.changes(None));
        changes
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = postings, check_for_backend(MultiBackend))]
pub(super) struct Row {
    id: PostingId,
    person_id: PersonId,
    category: Option<String>,
    employer_id: Option<OrganisationId>,
    employer_name: Option<String>,
    place: Option<String>,
    from_date: Option<NaiveDate>,
    to_date: Option<NaiveDate>,
    state: PostingState,
    revision: i64,
}

impl From<Row> for PostingRecord {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            facts: PostingFacts {
                category: row.category,
                employer_id: row.employer_id,
                employer_name: row.employer_name,
                place: row.place,
                from: row.from_date,
                to: row.to_date,
                state: row.state,
            },
            revision: row.revision,
        }
    }
}
