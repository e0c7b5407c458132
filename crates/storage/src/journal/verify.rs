//! Proving that no sealed entry was changed, removed, put in or put elsewhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use diesel::prelude::*;
use domain::ids::{EntryId, OperationId};

use super::{
    EntryRow, chain, read_on,
    vouch::{self, Line, Voucher},
};
use crate::{Connection, StorageError, columns::Bind, schema::journal};

/// Entries that are read at a time.
const AT_ONCE: i64 = 1000;

/// What the proof covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are sealed.
    pub entries: i64,
    /// How many of them have lost something since, and an entry vouches for it.
    pub emptied: i64,
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
    /// It has lost something since it was sealed, and no entry vouches for that.
    #[error("entry {position} was emptied, and no sealed entry vouches for it")]
    Unvouched {
        /// Where.
        position: i64,
    },
    /// It vouches for other losses than those that are noted.
    #[error("entry {position} vouches for other emptied entries than those that are noted")]
    OtherLosses {
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
    let mut proof = Proof {
        verified: Verified { entries: 0, emptied: 0, head: chain::origin(operation) },
        waiting: BTreeMap::new(),
        several: BTreeMap::new(),
        vouched: 0,
    };
    against(noted, &proof.verified)?;
    loop {
        let entries = page(conn, operation, proof.verified.entries)?;
        let Some(last) = entries.iter().filter_map(|entry| entry.position).max() else { break };
        let mut losses = vouch::lines_among(conn, operation, (proof.verified.entries + 1, last))?;
        for entry in entries {
            let lost = entry.position.and_then(|position| losses.remove(&position)).unwrap_or_default();
            proof.follow(&entry, &lost)?;
            proof.hear(conn, &entry)?;
            against(noted, &proof.verified)?;
        }
    }
    if let Some(position) = proof.waiting.values().min() {
        return Err(Flaw::Unvouched { position: *position }.into());
    }
    let verified = proof.verified;
    if vouch::count(conn, operation)? != proof.vouched {
        return Err(Flaw::Unvouched { position: verified.entries + 1 }.into());
    }
    match noted.filter(|noted| noted.position > verified.entries) {
        Some(noted) => Err(Flaw::CutOff { last: verified.entries, noted: noted.position }.into()),
        None => Ok(verified),
    }
}

/// What is proved so far.
struct Proof {
    verified: Verified,
    /// Entries that have to vouch for what was lost before them, each with the first position that it has to vouch for.
    waiting: BTreeMap<EntryId, i64>,
    /// Entries that lost something more than once, with who has to vouch for the last loss and who is still to come.
    several: BTreeMap<i64, (EntryId, BTreeSet<EntryId>)>,
    /// Losses for which an entry vouched.
    vouched: i64,
}

impl Proof {
    /// Checks one entry behind those that are proved.
    fn follow(&mut self, entry: &EntryRow, lost: &[Line]) -> Result<(), Flaw> {
        let Verified { entries, emptied, head } = self.verified.clone();
        let position = entries + 1;
        if entry.position != Some(position) {
            return Err(Flaw::Missing { position });
        }
        if entry.previous_hash.as_deref() != Some(&head) {
            return Err(Flaw::Unchained { position });
        }
        let (hash, emptied) = match entry.emptied_by {
            None if lost.is_empty() => (chain::hash(&head, position, entry), emptied),
            None => return Err(Flaw::Changed { position }),
            Some(by) => (self.what_was_lost(position, entry, by, lost)?, emptied + 1),
        };
        if entry.hash.as_deref() != Some(&hash) {
            return Err(Flaw::Changed { position });
        }
        self.verified = Verified { entries: position, emptied, head: hash };
        Ok(())
    }

    /// The hash that an emptied entry was sealed with, where what is left of it is what its lines say.
    fn what_was_lost(
        &mut self,
        position: i64,
        entry: &EntryRow,
        by: EntryId,
        lost: &[Line],
    ) -> Result<chain::Hash, Flaw> {
        let last = lost.iter().find(|line| line.emptied_by == by).ok_or(Flaw::Unvouched { position })?;
        let left = vouch::left_of(&last.hash, position, entry).ok_or(Flaw::Changed { position })?;
        if last.digest != left || lost.iter().any(|line| line.hash != last.hash) {
            return Err(Flaw::Changed { position });
        }
        for line in lost {
            self.waiting.entry(line.emptied_by).or_insert(position);
        }
        if lost.len() > 1 {
            self.several.insert(position, (by, lost.iter().map(|line| line.emptied_by).collect()));
        }
        last.hash.as_slice().try_into().map_err(|_| Flaw::Changed { position })
    }

    /// Lets an entry vouch for what was lost before it.
    fn hear(&mut self, conn: &mut Connection, entry: &EntryRow) -> Result<(), VerifyError> {
        let Some(voucher) = Voucher::of(entry) else { return Ok(()) };
        let position = self.verified.entries;
        let (lines, last) = vouch::lines_of(conn, entry.operation_id, entry.id)?;
        if voucher != lines || last >= position {
            return Err(Flaw::OtherLosses { position }.into());
        }
        self.waiting.remove(&entry.id);
        for (emptied, (last, to_come)) in &mut self.several {
            if to_come.remove(&entry.id) && to_come.is_empty() && *last != entry.id {
                return Err(Flaw::Changed { position: *emptied }.into());
            }
        }
        self.several.retain(|_, (_, to_come)| !to_come.is_empty());
        self.vouched += lines.entries();
        Ok(())
    }
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
