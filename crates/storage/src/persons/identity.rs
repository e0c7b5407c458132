//! Identity numbers beside their persons: sealed when given, found again when a journal entry names them.

use diesel::prelude::*;
use domain::ids::{IdentityNumberId, OperationId, PersonId};

use super::facts::{Identity, KeptIdentity, PersonFacts};
use crate::{Connection, StorageError, columns::Bind, ids, ledger::Ledger, schema::identity_numbers};

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
        Some(Identity::Kept(kept)) => Ok(Some(kept.clone())),
        Some(Identity::Noted(noted)) => {
            let Some(sealed) = sealed(ledger.conn, operation, noted.id)? else { return Ok(None) };
            let number = ledger.vault.open(operation, person, &sealed)?;
            let digest = ledger.vault.keys(ledger.conn)?.digest(operation, &number);
            Ok(Some(KeptIdentity { id: noted.id, digest, masked: noted.masked.clone() }))
        }
        Some(Identity::Given(number)) => {
            let keys = ledger.vault.keys(ledger.conn)?;
            let digest = keys.digest(operation, number);
            if let Some(before) = before.filter(|before| before.digest == digest) {
                return Ok(Some(before.clone()));
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
            Ok(Some(KeptIdentity { id, digest, masked: number.masked() }))
        }
    }
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
