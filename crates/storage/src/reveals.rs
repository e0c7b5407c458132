//! Masked values, seen whole one at a time: each is written to the journal in the same transaction, and counted, so that
//! nobody walks through the whole ledger.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    identity_number::IdentityNumber,
    ids::{HouseholdId, PersonId, PhoneId},
    journal::{Change, EntryKind, SubjectKind},
    masking::PersonalField,
    problems::ProblemCode,
};

use crate::{
    ConflictKind, Connection, Home, Scoped, StorageError, Store,
    columns::Bind,
    dialect::on_each_engine,
    households,
    journal::Entry,
    persons::{self, PhoneFacts},
    schema::reveals,
};

/// How much one user may reveal.
#[derive(Debug, Clone, Copy)]
pub struct RevealLimits {
    /// Within an hour.
    pub per_hour: u32,
    /// Within 24 hours.
    pub per_day: u32,
}

/// What became of the wish to see something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reveal<T> {
    /// It is this, and the journal says who saw it.
    Shown(T),
    /// Nothing is known there.
    Nothing,
    /// The user has seen too much already: not before this moment.
    NotBefore(DateTime<Utc>),
}

/// A value of a person.
#[derive(Clone, PartialEq, Eq)]
pub enum PersonValue {
    /// The identity number.
    IdentityNumber(IdentityNumber),
    /// The phones.
    Phones(Vec<(PhoneId, PhoneFacts)>),
}

impl std::fmt::Debug for PersonValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonValue(…)")
    }
}

impl Store {
    /// A value of a person, whole.
    ///
    /// # Errors
    /// [`StorageError::NotFound`]; [`ProblemCode::Forbidden`] where the actor may not reveal this field.
    pub async fn reveal_of_person(
        &self,
        id: PersonId,
        field: PersonalField,
        reason: Option<String>,
        limits: RevealLimits,
    ) -> Result<Reveal<PersonValue>, StorageError> {
        self.write(move |scoped| {
            let home = scoped.home_of(id)?;
            let person = persons::load(scoped.conn, scoped.actor.operation_id, id)?;
            let value = match field {
                PersonalField::IdentityNumber => scoped.identity_number_of(&person)?,
                PersonalField::Phone => {
                    let phones = person.phone_ids.iter().copied().zip(person.facts.phones.iter().cloned());
                    (!person.facts.phones.is_empty()).then(|| PersonValue::Phones(phones.collect()))
                }
                PersonalField::Address => None,
            };
            let entry =
                Entry::new(EntryKind::PersonRevealed, SubjectKind::Person, id).named(&person.facts.name);
            scoped.reveal(value, entry, &home, field, reason.as_ref(), limits)
        })
        .await
    }

    /// The address of a household, whole.
    ///
    /// # Errors
    /// As [`Store::reveal_of_person`].
    pub async fn reveal_address(
        &self,
        id: HouseholdId,
        reason: Option<String>,
        limits: RevealLimits,
    ) -> Result<Reveal<String>, StorageError> {
        self.write(move |scoped| {
            scoped.see(id)?;
            let household = households::load(scoped.conn, scoped.actor.operation_id, id)?;
            let home = Home::from(&household);
            let entry =
                Entry::new(EntryKind::HouseholdRevealed, SubjectKind::Household, id).named(&household.name);
            let address = household.facts.address;
            scoped.reveal(address, entry, &home, PersonalField::Address, reason.as_ref(), limits)
        })
        .await
    }
}

impl Scoped<'_> {
    fn identity_number_of(
        &mut self,
        person: &persons::PersonRecord,
    ) -> Result<Option<PersonValue>, StorageError> {
        let operation = self.operation();
        let Some(persons::Identity::Kept(kept)) = &person.facts.identity else { return Ok(None) };
        let Some(sealed) = persons::sealed_identity(self.conn, operation, kept.id)? else { return Ok(None) };
        Ok(Some(PersonValue::IdentityNumber(self.vault.open(operation, person.id, &sealed)?)))
    }

    fn reveal<T>(
        &mut self,
        value: Option<T>,
        entry: Entry,
        home: &Home,
        field: PersonalField,
        reason: Option<&String>,
        limits: RevealLimits,
    ) -> Result<Reveal<T>, StorageError> {
        self.actor
            .may_reveal(field)
            .map_err(|_| StorageError::from(ConflictKind::Rule(ProblemCode::Forbidden)))?;
        let Some(value) = value else { return Ok(Reveal::Nothing) };
        if let Err(not_before) = self.spend(limits)? {
            return Ok(Reveal::NotBefore(not_before));
        }
        let said = [Change::set("revealed", &field), reason.and_then(|reason| Change::set("reason", reason))];
        let entry = entry.of_household(home.household_id, &home.area_path).changing(said);
        self.record(vec![entry])?;
        Ok(Reveal::Shown(value))
    }

    /// Counts one more, unless there are too many.
    fn spend(&mut self, limits: RevealLimits) -> Result<Result<(), DateTime<Utc>>, StorageError> {
        let hour = self.now.duration_trunc(TimeDelta::hours(1)).map_err(StorageError::internal)?;
        let (operation, user) = (self.operation(), self.actor.user_id);
        let row = (
            reveals::operation_id.eq(Bind(operation)),
            reveals::user_id.eq(Bind(user)),
            reveals::hour.eq(Bind(hour)),
            reveals::amount.eq(0),
        );
        on_each_engine!(self.conn, own => {
            diesel::insert_into(reveals::table).values(row).on_conflict_do_nothing().execute(own)
        })?;
        let this_hour = reveals::table.find((Bind(operation), Bind(user), Bind(hour)));
        // Holds the row, so that two at once are counted one after the other.
        diesel::update(this_hour).set(reveals::amount.eq(reveals::amount)).execute(self.conn)?;
        let recent: Vec<(DateTime<Utc>, i32)> = reveals::table
            .filter(reveals::operation_id.eq(Bind(operation)))
            .filter(reveals::user_id.eq(Bind(user)))
            .filter(reveals::hour.gt(Bind(hour - TimeDelta::days(1))))
            .filter(reveals::amount.gt(0))
            .order(reveals::hour)
            .select((reveals::hour, reveals::amount))
            .load(self.conn)?;
        let amount = |rows: &mut dyn Iterator<Item = &(DateTime<Utc>, i32)>| -> i64 {
            rows.map(|(_, amount)| i64::from(*amount)).sum()
        };
        if amount(&mut recent.iter().filter(|(at, _)| *at == hour)) >= i64::from(limits.per_hour) {
            return Ok(Err(hour + TimeDelta::hours(1)));
        }
        if amount(&mut recent.iter()) >= i64::from(limits.per_day) {
            let oldest = recent.first().map_or(hour, |(at, _)| *at);
            return Ok(Err(oldest + TimeDelta::days(1)));
        }
        diesel::update(this_hour).set(reveals::amount.eq(reveals::amount + 1)).execute(self.conn)?;
        Ok(Ok(()))
    }
}

/// Forgets what was counted before a moment.
///
/// # Errors
/// As any write.
pub fn forget(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(reveals::table.filter(reveals::hour.lt(Bind(before)))).execute(conn)?)
}
