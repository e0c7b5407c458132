//! What people enter about a household, apart from what follows from its members.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    anonymising::Anonymised,
    areas::AreaPath,
    households::{Bits, HouseholdStatus, Missing, ReferenceCode, Situation},
    ids::{AreaId, HouseholdId, OperationId, UserId},
    journal::Change,
    users::Language,
};

use crate::{
    Connection, Scoped, StorageError,
    columns::Bind,
    connection::MultiBackend,
    ledger::KEYS,
    prepared::{Prepare as _, padded},
    schema::households,
    visibility,
};

/// What is entered. To change a household, take its [`HouseholdRecord`], change a copy of these and save them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdFacts {
    /// A name set by hand; without one the name follows the workers.
    pub name: Option<String>,
    /// Where it lives.
    pub area_id: AreaId,
    /// The village's name on a list, where it names several areas or none.
    pub area_hint: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The language to speak with the family.
    pub preferred_language: Option<Language>,
    /// When the family wants to be rung.
    pub contact_hours: Option<String>,
    /// What the family finds hard, or that it needs nothing.
    pub difficulties: Option<String>,
    /// What else one must know.
    pub situation_note: Option<String>,
    /// People of 60 or older that a roster reports.
    pub reported_elders: Option<i32>,
    /// Minor children that a roster reports.
    pub reported_minors: Option<i32>,
}

impl HouseholdFacts {
    /// A household of which only the area is known.
    pub const fn at(area_id: AreaId) -> Self {
        Self {
            name: None,
            area_id,
            area_hint: None,
            address: None,
            preferred_language: None,
            contact_hours: None,
            difficulties: None,
            situation_note: None,
            reported_elders: None,
            reported_minors: None,
        }
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
        between!(
            name,
            area_id,
            area_hint,
            address,
            preferred_language,
            contact_hours,
            difficulties,
            situation_note,
            reported_elders,
            reported_minors
        )
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A household as its row has it: what was entered, what is kept, and how far its life is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRecord {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name, by hand or by its workers.
    pub name: String,
    /// What is entered.
    pub facts: HouseholdFacts,
    /// Where its area lies.
    pub area_path: AreaPath,
    /// How far the operation has come with it.
    pub status: HouseholdStatus,
    /// What makes it vulnerable.
    pub situation: Bits<Situation>,
    /// What is still missing.
    pub missing: Bits<Missing>,
    /// The coordinator in charge.
    pub owner_id: Option<UserId>,
    /// Present members.
    pub member_count: i32,
    /// Those of them who have a posting.
    pub worker_count: i32,
    /// Two or more of them are on the front line at present.
    pub dual_frontline: bool,
    /// The category that the list shows.
    pub primary_category: Option<String>,
    /// Since when somebody is away.
    pub away_since: Option<NaiveDate>,
    /// Rises with every change of the household or its members.
    pub revision: i64,
    /// When it entered the ledger.
    pub created_at: DateTime<Utc>,
    /// When it or its members last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was closed, while it is.
    pub closed_at: Option<DateTime<Utc>>,
    /// That what tells who it was was taken away.
    pub anonymised: Option<Anonymised>,
}

impl HouseholdRecord {
    /// All that was entered and decided, as changes against nothing: what the journal must know to bring it back.
    pub(crate) fn all(&self) -> Vec<Change> {
        let of_life = [
            Change::set("reference", &self.reference),
            Change::set("status", &self.status),
            Change::set("owner_id", &self.owner_id),
        ];
        of_life.into_iter().flatten().chain(self.facts.changes(None)).collect()
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = households, check_for_backend(MultiBackend))]
pub(super) struct Row {
    id: HouseholdId,
    reference: String,
    name: String,
    name_by_hand: bool,
    area_id: AreaId,
    area_path: String,
    address: String,
    area_hint: String,
    status: HouseholdStatus,
    situation: i32,
    missing: i32,
    preferred_language: Option<String>,
    contact_hours: Option<String>,
    difficulties: Option<String>,
    situation_note: Option<String>,
    reported_elders: Option<i32>,
    reported_minors: Option<i32>,
    owner_id: Option<UserId>,
    member_count: i32,
    worker_count: i32,
    primary_category: Option<String>,
    away_since: Option<NaiveDate>,
    revision: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    anonymised_at: Option<DateTime<Utc>>,
    anonymised_after_days: Option<i32>,
}

fn said(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl TryFrom<Row> for HouseholdRecord {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let situation = Bits::<Situation>::from_column(row.situation);
        Ok(Self {
            id: row.id,
            reference: row.reference.parse().map_err(StorageError::internal)?,
            facts: HouseholdFacts {
                name: row.name_by_hand.then(|| row.name.clone()),
                area_id: row.area_id,
                area_hint: said(row.area_hint),
                address: said(row.address),
                preferred_language: row.preferred_language.and_then(|word| word.parse().ok()),
                contact_hours: row.contact_hours,
                difficulties: row.difficulties,
                situation_note: row.situation_note,
                reported_elders: row.reported_elders,
                reported_minors: row.reported_minors,
            },
            name: row.name,
            area_path: AreaPath::from_stored(row.area_path),
            status: row.status,
            situation,
            missing: Bits::<Missing>::from_column(row.missing),
            owner_id: row.owner_id,
            member_count: row.member_count,
            worker_count: row.worker_count,
            dual_frontline: situation.contains(Situation::BothOnTheFrontLine),
            primary_category: row.primary_category,
            away_since: row.away_since,
            revision: row.revision,
            created_at: row.created_at,
            updated_at: row.updated_at,
            closed_at: row.closed_at,
            anonymised: row.anonymised_at.map(|at| Anonymised { at, after_days: row.anonymised_after_days }),
        })
    }
}

/// Reads a household of the operation, whoever may see it: for writes whose subject was resolved before.
///
/// # Errors
/// [`StorageError::NotFound`].
pub(crate) fn load(
    conn: &mut Connection,
    operation: OperationId,
    id: HouseholdId,
) -> Result<HouseholdRecord, StorageError> {
    let row: Row =
        households::table.find((Bind(operation), Bind(id))).select(Row::as_select()).first(conn)?;
    row.try_into()
}

/// Reads a household that the actor sees.
///
/// # Errors
/// [`StorageError::NotFound`].
pub(super) fn load_visible(
    scoped: &mut Scoped<'_>,
    id: HouseholdId,
) -> Result<HouseholdRecord, StorageError> {
    let row: Row = households::table
        .filter(visibility::of_households(scoped.actor))
        .filter(households::id.eq(Bind(id)))
        .select(Row::as_select())
        .first(scoped.conn)?;
    row.try_into()
}

/// The names of households.
pub(crate) fn names(
    conn: &mut Connection,
    operation: OperationId,
    ids: &BTreeSet<HouseholdId>,
) -> Result<HashMap<HouseholdId, String>, StorageError> {
    let ids: Vec<HouseholdId> = ids.iter().copied().collect();
    let mut names = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        let rows: Vec<(HouseholdId, String)> = households::table
            .filter(households::operation_id.eq(Bind(operation)))
            .filter(households::id.eq_any(padded(ids.iter().copied())))
            .select((households::id, households::name))
            .prepared()
            .load(conn)?;
        names.extend(rows);
    }
    Ok(names)
}

/// Reads households of the operation, whoever may see them; those that are not there are left out.
pub(crate) fn load_many(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
) -> Result<Vec<HouseholdRecord>, StorageError> {
    let rows: Vec<Row> = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::id.eq_any(padded(ids.iter().copied())))
        .order(households::id)
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
