//! Proving that no sealed entry was changed, removed, put in or put elsewhere.

use std::str::FromStr;

use diesel::prelude::*;
use domain::ids::{EntryId, OperationId};

use super::{EntryRow, chain, read_on};
use crate::{Connection, StorageError, columns::Bind, schema::journal};

/// Entries that are read at a time.
const AT_ONCE: i64 = 1000;

/// What the proof covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are sealed.
    pub entries: i64,
    /// The hash of the last one. Whoever notes it down can prove later that none was cut off the end either.
    pub head: chain::Hash,
}

/// The last entry of a journal as somebody noted it down, written `HASH@POSITION`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its position; 0 before the first entry.
    pub position: i64,
    /// Its hash.
    pub hash: chain::Hash,
}

/// A text that is no noted head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a noted head is written HASH@POSITION, as `homefront journal verify` prints it")]
pub struct HeadError;

impl FromStr for Head {
    type Err = HeadError;
    fn from_str(text: &str) -> Result<Self, HeadError> {
        let (hash, position) = text.trim().split_once('@').ok_or(HeadError)?;
        let position = position.parse().ok().filter(|position| *position >= 0).ok_or(HeadError)?;
        if hash.len() != 64 || !hash.is_ascii() {
            return Err(HeadError);
        }
        let byte = |at: usize| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..hash.len()).step_by(2).map(byte).collect();
        let hash = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(HeadError)?;
        Ok(Self { position, hash })
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, "@{}", self.position)
    }
}

impl Verified {
    /// What to note down elsewhere.
    pub const fn noted(&self) -> Head {
        Head { position: self.entries, hash: self.head }
    }
}

/// The first entry that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// There is none at this position.
    #[error("entry {position} is missing: it was removed, or its number was changed")]
    Missing {
        /// Where.
        position: i64,
    },
    /// It names another predecessor than the one before it.
    #[error(
        "entry {position} does not follow the entry before it: one was put in, taken out or moved here, or the note of \
         its predecessor was changed"
    )]
    Unchained {
        /// Where.
        position: i64,
    },
    /// Its content is not what was sealed.
    #[error("entry {position} was changed after it was sealed, or it was sealed for another place")]
    Changed {
        /// Where.
        position: i64,
    },
    /// A column holds what the application never writes.
    #[error("entry {position} cannot be read: a column holds what was never written by Homefront")]
    Unreadable {
        /// Where.
        position: i64,
    },
    /// It stands before the first.
    #[error("an entry was put in at position {position}, before the first one")]
    Misplaced {
        /// Where.
        position: i64,
    },
    /// It was sealed, and has no position any more.
    #[error("the sealed entry {id} has lost its number")]
    Unnumbered {
        /// Which.
        id: EntryId,
    },
    /// The journal ends before the noted head.
    #[error("the journal ends at entry {last}, but {noted} were noted: the last ones were cut off")]
    CutOff {
        /// Where it ends now.
        last: i64,
        /// How many there were.
        noted: i64,
    },
    /// The entry at the noted position has another hash.
    #[error(
        "entry {position} is not the one that was noted: it, or one before it, was replaced and the rest sealed anew"
    )]
    Replaced {
        /// Where.
        position: i64,
    },
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The journal was tampered with.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// It could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<diesel::result::Error> for VerifyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Reads an operation's whole journal and checks each entry against the one before it, and the whole against a head that
/// was noted earlier. Without one, nobody can tell a journal that was cut off at its end, or written anew, from a true one.
///
/// # Errors
/// [`VerifyError::Flaw`] names the first position that does not fit.
pub fn verify(
    conn: &mut Connection,
    operation: OperationId,
    noted: Option<Head>,
) -> Result<Verified, VerifyError> {
    nothing_outside(conn, operation)?;
    let mut verified = Verified { entries: 0, head: chain::origin(operation) };
    against(noted, &verified)?;
    loop {
        let entries = page(conn, operation, verified.entries)?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            verified = follow(&verified, &entry)?;
            against(noted, &verified)?;
        }
    }
    match noted.filter(|noted| noted.position > verified.entries) {
        Some(noted) => Err(Flaw::CutOff { last: verified.entries, noted: noted.position }.into()),
        None => Ok(verified),
    }
}

/// Checks one entry behind those that are proved.
fn follow(verified: &Verified, entry: &EntryRow) -> Result<Verified, Flaw> {
    let position = verified.entries + 1;
    if entry.position != Some(position) {
        return Err(Flaw::Missing { position });
    }
    if entry.previous_hash.as_deref() != Some(&verified.head) {
        return Err(Flaw::Unchained { position });
    }
    let hash = chain::hash(&verified.head, position, entry);
    if entry.hash.as_deref() != Some(&hash) {
        return Err(Flaw::Changed { position });
    }
    Ok(Verified { entries: position, head: hash })
}

fn against(noted: Option<Head>, verified: &Verified) -> Result<(), Flaw> {
    match noted {
        Some(noted) if noted.position == verified.entries && noted.hash != verified.head => {
            Err(Flaw::Replaced { position: noted.position })
        }
        _ => Ok(()),
    }
}

/// Entries that reading on from the origin would pass by.
fn nothing_outside(conn: &mut Connection, operation: OperationId) -> Result<(), VerifyError> {
    let of_operation = || journal::table.filter(journal::operation_id.eq(Bind(operation)));
    let before_the_first: Option<Option<i64>> = of_operation()
        .filter(journal::position.lt(1))
        .order(journal::position.asc())
        .select(journal::position)
        .first(conn)
        .optional()?;
    if let Some(position) = before_the_first.flatten() {
        return Err(Flaw::Misplaced { position }.into());
    }
    let unnumbered: Option<EntryId> = of_operation()
        .filter(journal::position.is_null())
        .filter(journal::hash.is_not_null())
        .order(journal::id.asc())
        .select(journal::id)
        .first(conn)
        .optional()?;
    unnumbered.map_or(Ok(()), |id| Err(Flaw::Unnumbered { id }.into()))
}

/// The next entries. Where one of them cannot be read, those before it, or the place of it.
fn page(conn: &mut Connection, operation: OperationId, after: i64) -> Result<Vec<EntryRow>, VerifyError> {
    match read_on(conn, operation, after, AT_ONCE) {
        Err(StorageError::Internal(_)) => {}
        read => return Ok(read?),
    }
    let mut readable = Vec::new();
    loop {
        let last = after + i64::try_from(readable.len()).unwrap_or(i64::MAX);
        match read_on(conn, operation, last, 1) {
            Err(StorageError::Internal(_)) if readable.is_empty() => {
                return Err(Flaw::Unreadable { position: last + 1 }.into());
            }
            Err(StorageError::Internal(_)) => return Ok(readable),
            read => readable.extend(read?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed() {
        let head = Head { position: 12, hash: [0xab; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in
            ["", "12", "ab@12", &format!("{}@-1", "ab".repeat(32)), &format!("{}@1", "zz".repeat(32))]
        {
            assert_eq!(wrong.parse::<Head>(), Err(HeadError), "{wrong}");
        }
    }
}
