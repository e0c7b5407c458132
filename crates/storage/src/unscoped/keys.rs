//! Changing the vault's keys while servers run.
//!
//! - The new keys are added to the secrets file.
//! - [`seal_with`] names the new sealing key in the database: it waits for transactions that seal with the old one, and
//!   every later one takes the new one (a server that does not know it reads the secrets file again).
//! - [`reseal_numbers`], [`reseal_file`], [`reseal_rows`] and [`reseal_second_factors`] seal anew what the old key sealed, a batch a transaction.
//! - [`digest_with`] does all digests in one transaction, because they are looked up by equality and must all be made with
//!   one key; writers wait for it, some ten seconds for a million numbers.
//! - When [`sealed_with`] finds nothing under another key, the old ones leave the file.
//!
//! Each step may be done again; so a change that was interrupted goes on where it stopped.

use std::collections::BTreeMap;

use diesel::{dsl::sql, prelude::*, sql_types::Binary};
use domain::ids::{IdentityNumberId, OperationId, PersonId, RosterId, UserId};

use crate::{
    Connection, KeyId, StorageError, Vault,
    columns::Bind,
    connection::MultiBackend,
    rosters::reseal,
    schema::{identity_numbers, persons, roster_files, users, vault_keys},
    vault::{
        Keys,
        in_use::{DIGEST, SEALING, named},
    },
};

/// Numbers that are sealed anew in one transaction.
const NUMBERS: i64 = 500;
/// Numbers that are digested anew with one statement's reach of each other.
const DIGESTS: i64 = 1_000;

/// The keys in use.
///
/// # Errors
/// [`StorageError::Busy`] where the vault does not have them.
pub fn in_use(conn: &mut Connection, vault: &Vault) -> Result<Keys, StorageError> {
    named(vault, vault_keys::table.select((vault_keys::purpose, vault_keys::key_id)).load(conn)?)
}

/// Lets every process seal with this key from now on.
///
/// # Errors
/// As any write.
pub fn seal_with(conn: &mut Connection, key: KeyId) -> Result<(), StorageError> {
    set(conn, SEALING, key)
}

fn set(conn: &mut Connection, purpose: &str, key: KeyId) -> Result<(), StorageError> {
    diesel::update(vault_keys::table.find(purpose))
        .set(vault_keys::key_id.eq(key.to_string()))
        .execute(conn)?;
    Ok(())
}

/// Lets every process digest with this key from now on, and digests every number anew, all in one transaction.
///
/// # Errors
/// [`StorageError::Internal`] where a number does not open.
pub fn digest_with(conn: &mut Connection, vault: &Vault, key: KeyId) -> Result<usize, StorageError> {
    set(conn, DIGEST, key)?;
    let keys = in_use(conn, vault)?;
    let (mut done, mut after): (usize, Option<(OperationId, PersonId)>) = (0, None);
    loop {
        let mut query = persons::table
            .inner_join(
                identity_numbers::table.on(identity_numbers::operation_id
                    .eq(persons::operation_id)
                    .and(identity_numbers::id.nullable().eq(persons::identity_id))),
            )
            .order((persons::operation_id, persons::id))
            .limit(DIGESTS)
            .select((
                persons::operation_id,
                persons::id,
                persons::claimed_digest.is_not_null(),
                identity_numbers::sealed,
            ))
            .into_boxed::<MultiBackend>();
        if let Some((operation, person)) = after {
            let later = persons::operation_id.eq(Bind(operation)).and(persons::id.gt(Bind(person)));
            query = query.filter(later.or(persons::operation_id.gt(Bind(operation))));
        }
        let rows: Vec<(OperationId, PersonId, bool, Vec<u8>)> = query.load(conn)?;
        let Some((operation, person, ..)) = rows.last() else { return Ok(done) };
        after = Some((*operation, *person));
        for (operation, person, is_claimed, sealed) in rows {
            let number = vault.open(operation, person, &sealed)?;
            let digest = keys.digest(operation, &number);
            let row = persons::table.find((Bind(operation), Bind(person)));
            if is_claimed {
                diesel::update(row).set(persons::claimed_digest.eq(digest)).execute(conn)?;
            } else {
                diesel::update(row).set(persons::identity_digest.eq(digest)).execute(conn)?;
            }
            done += 1;
        }
    }
}

/// What a batch did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<K> {
    /// What was sealed anew.
    pub resealed: usize,
    /// Where the next batch begins; nothing behind the last one.
    pub next: Option<K>,
}

/// Seals the numbers of the next persons anew, where another key sealed them.
///
/// # Errors
/// [`StorageError::Internal`] where one does not open.
pub fn reseal_numbers(
    conn: &mut Connection,
    vault: &Vault,
    after: Option<(OperationId, IdentityNumberId)>,
) -> Result<Batch<(OperationId, IdentityNumberId)>, StorageError> {
    let keys = in_use(conn, vault)?;
    let mut query = identity_numbers::table
        .order((identity_numbers::operation_id, identity_numbers::id))
        .limit(NUMBERS)
        .select(identity_numbers::all_columns)
        .into_boxed::<MultiBackend>();
    if let Some((operation, id)) = after {
        let later = identity_numbers::operation_id.eq(Bind(operation)).and(identity_numbers::id.gt(Bind(id)));
        query = query.filter(later.or(identity_numbers::operation_id.gt(Bind(operation))));
    }
    let rows: Vec<(OperationId, IdentityNumberId, PersonId, Vec<u8>)> = query.load(conn)?;
    let next = rows.last().map(|(operation, id, ..)| (*operation, *id));
    let mut resealed = 0;
    for (operation, id, person, sealed) in rows {
        if KeyId::of_sealed(&sealed) != Some(keys.sealing()) {
            let number = vault.open(operation, person, &sealed)?;
            diesel::update(identity_numbers::table.find((Bind(operation), Bind(id))))
                .set(identity_numbers::sealed.eq(keys.seal(operation, person, &number)?))
                .execute(conn)?;
            resealed += 1;
        }
    }
    Ok(Batch { resealed, next })
}

/// The files of rosters, which are sealed anew one at a time, since each may be large.
///
/// # Errors
/// As any read.
pub fn files(conn: &mut Connection) -> Result<Vec<(OperationId, RosterId)>, StorageError> {
    Ok(roster_files::table
        .order((roster_files::operation_id, roster_files::roster_id))
        .select((roster_files::operation_id, roster_files::roster_id))
        .load(conn)?)
}

/// Seals a roster's file anew, where another key sealed it; a file that is gone is nothing to do.
///
/// # Errors
/// [`StorageError::Internal`] where it does not open.
pub fn reseal_file(
    conn: &mut Connection,
    vault: &Vault,
    (operation, roster): (OperationId, RosterId),
) -> Result<usize, StorageError> {
    let keys = in_use(conn, vault)?;
    let row = roster_files::table.find((Bind(operation), Bind(roster)));
    let Some(beginning): Option<Vec<u8>> =
        row.select(sql::<Binary>("substr(content, 1, 7)")).first(conn).optional()?
    else {
        return Ok(0);
    };
    if KeyId::of_sealed(&beginning) == Some(keys.sealing()) {
        return Ok(0);
    }
    let sealed: Vec<u8> = row.select(roster_files::content).first(conn)?;
    let content = vault.open_for_roster(operation, roster, &sealed)?;
    diesel::update(row)
        .set(roster_files::content.eq(keys.seal_for_roster(operation, roster, &content)?))
        .execute(conn)?;
    Ok(1)
}

/// Seals the numbers of a roster's waiting rows anew, where another key sealed them.
///
/// # Errors
/// [`StorageError::Internal`] where one does not open.
pub fn reseal_rows(
    conn: &mut Connection,
    vault: &Vault,
    (operation, roster): (OperationId, RosterId),
) -> Result<usize, StorageError> {
    let keys = in_use(conn, vault)?;
    reseal::rows(conn, operation, roster, |sealed| {
        if KeyId::of_sealed(sealed) == Some(keys.sealing()) {
            return Ok(None);
        }
        let opened = vault.open_for_roster(operation, roster, sealed)?;
        Ok(Some(keys.seal_for_roster(operation, roster, &opened)?))
    })
}

/// A sealed secret of a second factor, in use or waiting for its first code.
type SealedFactor = (OperationId, UserId, Option<Vec<u8>>, Option<Vec<u8>>);

fn second_factors(conn: &mut Connection) -> Result<Vec<SealedFactor>, StorageError> {
    Ok(users::table
        .filter(users::second_factor.is_not_null().or(users::second_factor_pending.is_not_null()))
        .select((users::operation_id, users::id, users::second_factor, users::second_factor_pending))
        .load(conn)?)
}

/// Seals the secrets of second factors anew, where another key sealed them.
///
/// # Errors
/// [`StorageError::Internal`] where one does not open.
pub fn reseal_second_factors(conn: &mut Connection, vault: &Vault) -> Result<usize, StorageError> {
    let keys = in_use(conn, vault)?;
    let mut resealed = 0;
    for (operation, user, in_use, pending) in second_factors(conn)? {
        let mut anew = |sealed: Option<Vec<u8>>| -> Result<Option<Vec<u8>>, StorageError> {
            match sealed {
                Some(sealed) if KeyId::of_sealed(&sealed) != Some(keys.sealing()) => {
                    resealed += 1;
                    let secret = vault.open_for_user(operation, user, &sealed)?;
                    Ok(Some(keys.seal_for_user(operation, user, &secret)?))
                }
                same => Ok(same),
            }
        };
        let (in_use, pending) = (anew(in_use)?, anew(pending)?);
        diesel::update(users::table.find((Bind(operation), Bind(user))))
            .set((users::second_factor.eq(in_use), users::second_factor_pending.eq(pending)))
            .execute(conn)?;
    }
    Ok(resealed)
}

/// Opens some identity numbers, to see that the vault's keys are theirs, and counts them.
///
/// # Errors
/// [`StorageError::Internal`] where one does not open.
pub fn open_some(conn: &mut Connection, vault: &Vault, at_most: i64) -> Result<usize, StorageError> {
    let rows: Vec<(OperationId, IdentityNumberId, PersonId, Vec<u8>)> =
        identity_numbers::table.limit(at_most).select(identity_numbers::all_columns).load(conn)?;
    for (operation, _, person, sealed) in &rows {
        vault.open(*operation, *person, sealed)?;
    }
    Ok(rows.len())
}

/// How much is sealed with which key; nothing for what was sealed before keys had names.
///
/// # Errors
/// As any read.
pub fn sealed_with(conn: &mut Connection) -> Result<BTreeMap<Option<KeyId>, usize>, StorageError> {
    let mut counts = BTreeMap::new();
    let mut count = |sealed: &[u8]| *counts.entry(KeyId::of_sealed(sealed)).or_default() += 1;
    let numbers: Vec<Vec<u8>> =
        identity_numbers::table.select(sql::<Binary>("substr(sealed, 1, 7)")).load(conn)?;
    numbers.iter().for_each(|sealed| count(sealed));
    let of_files: Vec<Vec<u8>> =
        roster_files::table.select(sql::<Binary>("substr(content, 1, 7)")).load(conn)?;
    of_files.iter().for_each(|sealed| count(sealed));
    for (_, _, in_use, pending) in second_factors(conn)? {
        in_use.iter().chain(&pending).for_each(|sealed| count(sealed));
    }
    for (operation, roster) in files(conn)? {
        reseal::look(conn, operation, roster, &mut count)?;
    }
    Ok(counts)
}
