//! Brings back what a commit had removed because it turned out to be another: only the undoing of that commit or merge does this.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    households::HouseholdStatus,
    ids::{AreaId, HouseholdId, MembershipId, PersonId, PhoneId, PostingId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    postings::PostingState,
    text::{address_key, name_key, tidy},
};

use super::revert::{self, Step};
use crate::{
    Home, Ledger, StorageError,
    columns::{Bind, IdValue},
    dialect::insert_all,
    households::{
        self,
        members::{self, MembershipFacts, MembershipRecord},
    },
    ids,
    journal::{Entry, EntryRow},
    ledger::{Subject, reversed},
    persons::{self, KeptIdentity, PersonFacts},
    postings::{self, PostingFacts, PostingRecord},
    schema::{households as household_table, journal, persons as person_table, phones},
};

/// A membership that had been removed.
pub fn membership(ledger: &mut Ledger<'_>, step: &Step) -> Result<(), StorageError> {
    let home = step.home()?;
    let id = MembershipId::from_uuid(step.subject.as_uuid());
    let person: PersonId = step.before("person_id")?.ok_or(StorageError::NotFound)?;
    let of_facts: Vec<Change> =
        step.changes.iter().filter(|change| change.field != "person_id").cloned().collect();
    let facts = revert::membership(MembershipFacts::default(), &of_facts)?;
    let record = MembershipRecord { id, household_id: home.household_id, person_id: person, facts };
    members::bring(ledger, home, &record)
}

/// A posting that had been removed.
pub fn posting(ledger: &mut Ledger<'_>, step: &Step) -> Result<(), StorageError> {
    let worker: PersonId = step.before("person_id")?.ok_or(StorageError::NotFound)?;
    let state: PostingState = step.before("state")?.ok_or(StorageError::NotFound)?;
    let of_facts: Vec<Change> =
        step.changes.iter().filter(|change| change.field != "person_id").cloned().collect();
    let facts = revert::posting(&PostingFacts::in_state(state), &of_facts)?;
    let id = PostingId::from_uuid(step.subject.as_uuid());
    postings::bring(ledger, step.home()?, &PostingRecord { id, person_id: worker, facts, revision: 1 })
}

/// A person who had been removed.
pub fn person(ledger: &mut Ledger<'_>, step: &Step) -> Result<(), StorageError> {
    let id = PersonId::from_uuid(step.subject.as_uuid());
    let facts = revert::person(&PersonFacts::default(), &step.changes)?;
    let identity = persons::keep_identity(ledger, id, &facts, None)?;
    let entered = entered_at(ledger, id, EntryKind::PersonCreated)?;
    diesel::insert_into(person_table::table)
        .values((
            person_table::operation_id.eq(Bind(ledger.operation())),
            person_table::id.eq(Bind(id)),
            person_table::name.eq(&facts.name),
            person_table::name_key.eq(name_key(&facts.name)),
            person_table::sex.eq(facts.sex.map(Bind)),
            person_table::birth_date.eq(facts.birth_date.map(Bind)),
            person_table::identity_digest.eq(identity.as_ref().and_then(KeptIdentity::held)),
            person_table::claimed_digest.eq(identity.as_ref().and_then(KeptIdentity::claimed)),
            person_table::identity_id.eq(identity.as_ref().map(|identity| Bind(identity.id))),
            person_table::identity_masked.eq(identity.as_ref().map(|identity| &identity.masked)),
            person_table::school_grade.eq(facts.school_grade.map(Bind)),
            person_table::limited_mobility.eq(facts.limitations.limited_mobility),
            person_table::pregnant.eq(facts.limitations.pregnant),
            person_table::disability.eq(facts.limitations.disability),
            person_table::chronic_illness.eq(facts.limitations.chronic_illness),
            person_table::note.eq(facts.note.as_deref()),
            person_table::revision.eq(1_i64),
            person_table::created_at.eq(Bind(entered)),
            person_table::updated_at.eq(Bind(ledger.now)),
        ))
        .execute(ledger.conn)?;
    let numbers: Vec<_> = (0_i32..)
        .zip(facts.phones)
        .map(|(position, phone)| {
            (
                phones::operation_id.eq(Bind(ledger.operation())),
                phones::id.eq(Bind(ids::new(PhoneId::from_uuid, ledger.now))),
                phones::person_id.eq(Bind(id)),
                phones::number.eq(phone.number.as_str().to_owned()),
                phones::label.eq(phone.label),
                phones::position.eq(position),
            )
        })
        .collect();
    insert_all!(ledger.conn, phones::table, numbers)?;
    note(ledger, EntryKind::PersonCreated, SubjectKind::Person, id, step, Subject::Person(id))
}

/// A household that had been removed, with the reference that people know it by, its status and its owner.
pub fn household(ledger: &mut Ledger<'_>, step: &Step) -> Result<(), StorageError> {
    let home = step.home()?.clone();
    let id = home.household_id;
    let area: AreaId = step.before("area_id")?.ok_or(StorageError::NotFound)?;
    let of_facts: Vec<Change> = step
        .changes
        .iter()
        .filter(|change| !matches!(change.field.as_str(), "reference" | "status" | "owner_id"))
        .cloned()
        .collect();
    let facts = revert::household(&households::HouseholdFacts::at(area), &of_facts)?;
    let life = Life::of(ledger, id)?;
    diesel::insert_into(household_table::table)
        .values((
            (
                household_table::operation_id.eq(Bind(ledger.operation())),
                household_table::id.eq(Bind(id)),
                household_table::reference.eq(life.reference),
                household_table::name.eq(facts.name.as_deref().unwrap_or_default()),
                household_table::name_sort.eq(""),
                household_table::name_by_hand.eq(facts.name.is_some()),
                household_table::area_id.eq(Bind(facts.area_id)),
                household_table::area_path.eq(ledger.place_now(&home.area_path).as_str().to_owned()),
                household_table::address.eq(facts.address.as_deref().unwrap_or_default()),
                household_table::address_key.eq(facts
                    .address
                    .as_deref()
                    .map(|address| address_key(&tidy(address)))
                    .unwrap_or_default()),
                household_table::area_hint.eq(facts.area_hint.as_deref().unwrap_or_default()),
                household_table::status.eq(Bind(life.status)),
                household_table::situation.eq(0),
                household_table::missing.eq(0),
            ),
            (
                household_table::preferred_language
                    .eq(facts.preferred_language.map(|language| language.as_str())),
                household_table::contact_hours.eq(facts.contact_hours.as_deref()),
                household_table::difficulties.eq(facts.difficulties.as_deref()),
                household_table::situation_note.eq(facts.situation_note.as_deref()),
                household_table::reported_elders.eq(facts.reported_elders),
                household_table::reported_minors.eq(facts.reported_minors),
                household_table::owner_id.eq(life.owner.map(Bind)),
                household_table::member_count.eq(0),
                household_table::worker_count.eq(0),
                household_table::revision.eq(0_i64),
                household_table::created_at.eq(Bind(life.entered)),
                household_table::updated_at.eq(Bind(ledger.now)),
                household_table::closed_at.eq(life.closed.map(Bind)),
            ),
        ))
        .execute(ledger.conn)?;
    note(ledger, EntryKind::HouseholdCreated, SubjectKind::Household, id, step, Subject::Household(id))
}

/// What a household's own entries say of it beside its facts.
struct Life {
    reference: String,
    status: HouseholdStatus,
    owner: Option<UserId>,
    entered: DateTime<Utc>,
    closed: Option<DateTime<Utc>>,
}

impl Life {
    fn of(ledger: &mut Ledger<'_>, id: HouseholdId) -> Result<Self, StorageError> {
        let entries: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(ledger.operation())))
            .filter(journal::subject_id.eq(Bind(id)))
            .order(journal::id)
            .select(EntryRow::as_select())
            .load(ledger.conn)?;
        let mut life = Self {
            reference: String::new(),
            status: HouseholdStatus::Registered,
            owner: None,
            entered: ledger.now,
            closed: None,
        };
        for entry in entries {
            let at = entry.at;
            let step = Step::from(entry);
            match step.kind {
                EntryKind::HouseholdCreated if life.reference.is_empty() => {
                    let reference: Option<domain::households::ReferenceCode> = step.after("reference")?;
                    life.reference = reference.ok_or(StorageError::NotFound)?.as_str().to_owned();
                    life.entered = at;
                }
                EntryKind::HouseholdStatusChanged => {
                    life.status = step.after("status")?.unwrap_or(life.status);
                    life.closed = (life.status == HouseholdStatus::Closed).then_some(at);
                }
                EntryKind::HouseholdOwnerChanged => life.owner = step.after("owner_id")?,
                _ => {}
            }
        }
        Ok(life)
    }
}

fn entered_at(
    ledger: &mut Ledger<'_>,
    subject: impl IdValue,
    kind: EntryKind,
) -> Result<DateTime<Utc>, StorageError> {
    let entered = journal::table
        .filter(journal::operation_id.eq(Bind(ledger.operation())))
        .filter(journal::subject_id.eq(Bind(subject.any())))
        .filter(journal::kind.eq(Bind(kind)))
        .order(journal::id)
        .select(journal::at)
        .first(ledger.conn)
        .optional()?;
    Ok(entered.unwrap_or(ledger.now))
}

fn note(
    ledger: &mut Ledger<'_>,
    kind: EntryKind,
    subject_kind: SubjectKind,
    id: impl IdValue,
    step: &Step,
    subject: Subject,
) -> Result<(), StorageError> {
    let home: Home = step.home()?.clone();
    ledger.note(Entry::new(kind, subject_kind, id), &home, subject, reversed(step.changes.clone()));
    Ok(())
}
