//! Identity numbers beside their persons: sealed when given, found again when a journal entry names them.

use diesel::prelude::*;
use domain::ids::{IdentityNumberId, OperationId, PersonId};

use super::facts::{Identity, KeptIdentity, PersonFacts, Standing};
use crate::{
    Connection, StorageError,
    columns::Bind,
    ids,
    ledger::Ledger,
    prepared::Prepare as _,
    schema::{identity_numbers, persons},
};

/// The number of a person as it is kept: one that is given is sealed. The same number as `before` stays as it is, since
/// sealing it again would look like a change.
///
/// # Errors
/// As any write.
pub(crate) fn keep(
    ledger: &mut Ledger<'_>,
    person: PersonId,
    facts: &PersonFacts,
    before: Option<&KeptIdentity>,
) -> Result<Option<KeptIdentity>, StorageError> {
    let operation = ledger.operation();
    match &facts.identity {
        None => Ok(None),
        Some(Identity::Kept(kept)) => still(ledger, person, kept).map(Some),
        Some(Identity::Noted(noted)) => {
            let Some(sealed) = sealed(ledger.conn, operation, noted.id)? else { return Ok(None) };
            let number = ledger.vault.open(operation, person, &sealed)?;
            let digest = ledger.vault.keys(ledger.conn)?.digest(operation, &number);
            let standing = standing(ledger, person, &digest)?;
            Ok(Some(KeptIdentity { id: noted.id, digest, standing, masked: noted.masked.clone() }))
        }
        Some(Identity::Given(number)) => {
            let keys = ledger.vault.keys(ledger.conn)?;
            let digest = keys.digest(operation, number);
            if let Some(before) = before.filter(|before| before.digest == digest) {
                return still(ledger, person, before).map(Some);
            }
            let id = ids::new(IdentityNumberId::from_uuid, ledger.now);
            diesel::insert_into(identity_numbers::table)
                .values((
                    identity_numbers::operation_id.eq(Bind(operation)),
                    identity_numbers::id.eq(Bind(id)),
                    identity_numbers::person_id.eq(Bind(person)),
                    identity_numbers::sealed.eq(keys.seal(operation, person, number)?),
                ))
                .execute(ledger.conn)?;
            // A roster has looked for everybody who has one of its numbers, and nobody else matches people meanwhile.
            let standing = match ledger.is_of_roster() {
                true => Standing::Held,
                false => standing(ledger, person, &digest)?,
            };
            Ok(Some(KeptIdentity { id, digest, standing, masked: number.masked() }))
        }
    }
}

/// Whether a number is a person's own, or somebody else has it. Whoever may know that is told before.
fn standing(ledger: &mut Ledger<'_>, person: PersonId, digest: &[u8]) -> Result<Standing, StorageError> {
    let holder: Option<PersonId> = persons::table
        .filter(persons::operation_id.eq(Bind(ledger.operation())))
        .filter(persons::identity_digest.eq(digest))
        .filter(persons::id.ne(Bind(person)))
        .select(persons::id)
        .first(ledger.conn)
        .optional()?;
    Ok(if holder.is_some() { Standing::Claimed } else { Standing::Held })
}

/// A number that stays. A claim may have become the person's own meanwhile.
fn still(
    ledger: &mut Ledger<'_>,
    person: PersonId,
    kept: &KeptIdentity,
) -> Result<KeptIdentity, StorageError> {
    let standing = match kept.standing {
        Standing::Held => Standing::Held,
        Standing::Claimed => standing(ledger, person, &kept.digest)?,
    };
    Ok(KeptIdentity { standing, ..kept.clone() })
}

/// What somebody held and holds no more belongs to the first who claimed it.
///
/// # Errors
/// As any write.
pub(super) fn let_go(ledger: &mut Ledger<'_>, before: Option<&KeptIdentity>) -> Result<(), StorageError> {
    match before.and_then(KeptIdentity::held) {
        Some(digest) => hand_on(ledger.conn, ledger.actor.operation_id, digest),
        None => Ok(()),
    }
}

/// Gives a number that nobody holds any more to the first who claimed it.
///
/// # Errors
/// As any write.
pub(crate) fn hand_on(
    conn: &mut Connection,
    operation: OperationId,
    digest: &[u8],
) -> Result<(), StorageError> {
    let next: Option<PersonId> = persons::table
        .filter(persons::operation_id.eq(Bind(operation)))
        .filter(persons::claimed_digest.eq(digest))
        .order(persons::id)
        .select(persons::id)
        .first(conn)
        .optional()?;
    if let Some(next) = next {
        diesel::update(persons::table.find((Bind(operation), Bind(next))))
            .set((persons::identity_digest.eq(digest), persons::claimed_digest.eq(None::<Vec<u8>>)))
            .prepared()
            .execute(conn)?;
    }
    Ok(())
}

/// A number under its key; nothing where it was forgotten.
///
/// # Errors
/// As any read.
pub(crate) fn sealed(
    conn: &mut Connection,
    operation: OperationId,
    id: IdentityNumberId,
) -> Result<Option<Vec<u8>>, StorageError> {
    Ok(identity_numbers::table
        .find((Bind(operation), Bind(id)))
        .select(identity_numbers::sealed)
        .first(conn)
        .optional()?)
}
