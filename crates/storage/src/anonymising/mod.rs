//! 匿名化: takes from a closed household, for good and everywhere, what tells who it was.
//!
//! One household a transaction, which holds the turns of matching and of sealing: so no list is matched with people who
//! are about to lose their names, and no entry is sealed between what it says and what is left of it. Whoever lives in
//! another household that is open, or could be opened again, keeps their name, and loses it with the last of these.

mod aside;
mod due;
mod entries;
mod life;
mod reach;
mod retention;
mod rosters;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::AreaPath,
    households::HouseholdStatus,
    ids::{EntryId, HouseholdId, OperationId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};

pub(crate) use self::due::rule_of;
pub use self::{
    due::{Due, Reckoned, Rule, Swept, due, rules, sweep},
    retention::Retention,
};
use self::{entries::empty_entries, reach::Reach};
use crate::{
    ConflictKind, Connection, StorageError,
    dialect::{Turn, leave_what_goes, lock_households, overwrite_what_goes, take_turn},
    duplicates,
    households::{self, HouseholdRecord},
    ids,
    journal::{self, Author, Emptying, Entry},
};

/// Why a household is anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was closed so many days ago, before this moment.
    Rule {
        /// Days after closing.
        after_days: i32,
        /// Those closed before this moment are due.
        closed_before: DateTime<Utc>,
    },
    /// Somebody wants it, at this version and knowing it by its reference.
    Asked,
}

impl Why {
    const fn after_days(self) -> Option<i32> {
        match self {
            Self::Rule { after_days, .. } => Some(after_days),
            Self::Asked => None,
        }
    }

    /// Proves that a household may be anonymised.
    fn check(self, household: &HouseholdRecord) -> Result<(), StorageError> {
        let refuse = |code| Err(ConflictKind::Rule(code).into());
        if household.anonymised.is_some() {
            return refuse(ProblemCode::HouseholdAnonymised);
        }
        match (self, household.status, household.closed_at) {
            (Self::Rule { closed_before, .. }, HouseholdStatus::Closed, Some(at)) if at >= closed_before => {
                refuse(ProblemCode::HouseholdNotClosed)
            }
            (_, HouseholdStatus::Closed, _) => Ok(()),
            _ => refuse(ProblemCode::HouseholdNotClosed),
        }
    }
}

/// Anonymises one household, in a transaction of its own.
///
/// # Errors
/// [`ProblemCode::HouseholdNotClosed`], also where the rule does not reach it yet; [`ProblemCode::HouseholdAnonymised`];
/// [`ProblemCode::RosterBusy`] while a list that it came with is worked on; [`StorageError::NotFound`].
pub fn anonymise(
    conn: &mut Connection,
    author: &Author,
    today: NaiveDate,
    id: HouseholdId,
    why: Why,
) -> Result<(), StorageError> {
    overwrite_what_goes(conn)?;
    let outcome = Anonymising::begin(conn, author, id, why).and_then(|work| work.finish(conn, today));
    leave_what_goes(conn)?;
    outcome
}

/// The anonymising of one household.
struct Anonymising<'a> {
    author: &'a Author,
    operation: OperationId,
    household: HouseholdRecord,
    why: Why,
    reach: Reach,
    entry: EntryId,
}

impl<'a> Anonymising<'a> {
    fn begin(
        conn: &mut Connection,
        author: &'a Author,
        id: HouseholdId,
        why: Why,
    ) -> Result<Self, StorageError> {
        let operation = author.operation_id;
        take_turn(conn, operation, Turn::Matching)?;
        take_turn(conn, operation, Turn::Sealing)?;
        lock_households(conn, operation, &[id])?;
        let household = households::load(conn, operation, id)?;
        why.check(&household)?;
        // What is sealed is vouched for; nobody else seals before this transaction ends.
        while journal::seal(conn, operation)? > 0 {}
        let reach = Reach::of(conn, operation, &household)?;
        rosters::must_be_idle(conn, operation, &reach)?;
        let entry = ids::new(EntryId::from_uuid, author.at);
        Ok(Self { author, operation, household, why, reach, entry })
    }

    fn finish(mut self, conn: &mut Connection, today: NaiveDate) -> Result<(), StorageError> {
        let (operation, now) = (self.operation, self.author.at);
        let lists = rosters::empty(conn, operation, &self.reach)?;
        let mut emptying = Emptying::by(operation, self.entry);
        empty_entries(conn, operation, &mut self.reach, &lists, &mut emptying)?;
        aside::empty(conn, operation, &self.reach, &lists)?;
        life::empty(conn, &self)?;
        let gone = self.reach.uuids();
        duplicates::forget(conn, operation, &gone)?;
        let mut touched: Vec<HouseholdId> = self.reach.elsewhere.iter().copied().collect();
        touched.push(self.household.id);
        let coverage = households::Coverage::Now;
        households::refresh(conn, operation, now, today, &touched, coverage, &mut |_, _| Ok(()))?;
        let voucher = emptying.noted(conn)?;
        let told = [
            Change::set("after_days", &self.why.after_days()),
            Change::set("persons", &self.reach.persons_of_today),
            voucher.change(),
        ];
        let entry = Entry::new(EntryKind::HouseholdAnonymised, SubjectKind::Household, self.household.id)
            .named(self.household.reference.to_string())
            .of_household(
                self.household.id,
                &AreaPath::from_stored(self.household.area_path.as_str().to_owned()),
            )
            .changing(told);
        journal::append(conn, self.author, vec![Entry { id: Some(self.entry), ..entry }])?;
        // At once: what vouches is never missing where something is lost.
        while journal::seal(conn, operation)? > 0 {}
        Ok(())
    }
}
