//! One's own second factor: a secret shared with an authenticator app, and codes on paper for when the phone is gone.

mod totp;

use diesel::prelude::*;
use domain::{
    ids::{OperationId, SessionId, UserId},
    journal::{EntryKind, SubjectKind},
    problems::ProblemCode,
};

use crate::{
    Scoped, StorageError, Store, Vault,
    columns::Bind,
    dialect::insert_all,
    journal::Entry,
    schema::{recovery_codes, users},
    unscoped::sessions,
    users::rule,
};

pub use totp::SECRET as SECRET_BYTES;
pub(crate) use totp::matching_step;

/// What is kept of a recovery code. It has too few bits for a digest without a key, and is compared without its dash and
/// in lower case.
pub(crate) fn recovery_digest(
    vault: &Vault,
    (operation, user): (OperationId, UserId),
    code: &str,
) -> Vec<u8> {
    let plain = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let code: String = plain.collect();
    vault.fingerprint(format!("recovery code {operation} {user} {code}").as_bytes())
}

/// A secret as the account keeps it, if it has one.
type Sealed = Option<Vec<u8>>;

impl Scoped<'_> {
    fn keep_recovery_codes(&mut self, codes: &[String]) -> Result<(), StorageError> {
        let whose = (self.operation(), self.actor.user_id);
        diesel::delete(
            recovery_codes::table
                .filter(recovery_codes::operation_id.eq(Bind(whose.0)))
                .filter(recovery_codes::user_id.eq(Bind(whose.1))),
        )
        .execute(self.conn)?;
        let rows: Vec<_> = codes
            .iter()
            .map(|code| {
                (
                    recovery_codes::operation_id.eq(Bind(whose.0)),
                    recovery_codes::user_id.eq(Bind(whose.1)),
                    recovery_codes::digest.eq(recovery_digest(&self.vault, whose, code)),
                )
            })
            .collect();
        Ok(insert_all!(self.conn, recovery_codes::table, rows)?)
    }

    fn tell_of_second_factor(&mut self, kind: EntryKind) -> Result<(), StorageError> {
        let entry = Entry::new(kind, SubjectKind::User, self.actor.user_id)
            .named(&self.actor.display_name)
            .of_organisation(self.actor.organisation_id);
        self.record(vec![entry])
    }

    /// The sealed secret in use, and the sealed one that waits for its first code.
    fn second_factor(&mut self) -> Result<(Sealed, Sealed), StorageError> {
        Ok(users::table
            .filter(users::operation_id.eq(Bind(self.operation())))
            .filter(users::id.eq(Bind(self.actor.user_id)))
            .select((users::second_factor, users::second_factor_pending))
            .first(self.conn)?)
    }
}

impl Store {
    /// Keeps a secret until its first code proves that the app has it, too.
    ///
    /// # Errors
    /// [`ProblemCode::SecondFactorOn`].
    pub async fn prepare_second_factor(&self, secret: [u8; SECRET_BYTES]) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let whose = (scoped.operation(), scoped.actor.user_id);
            if scoped.second_factor()?.0.is_some() {
                return Err(rule(ProblemCode::SecondFactorOn));
            }
            let sealed = scoped.vault.keys(scoped.conn)?.seal_for_user(whose.0, whose.1, &secret)?;
            diesel::update(
                users::table
                    .filter(users::operation_id.eq(Bind(whose.0)))
                    .filter(users::id.eq(Bind(whose.1))),
            )
            .set(users::second_factor_pending.eq(Some(sealed)))
            .execute(scoped.conn)?;
            Ok(())
        })
        .await
    }

    /// Puts the prepared secret to use, keeps its recovery codes, and ends one's other sessions: they began without it.
    ///
    /// # Errors
    /// [`ProblemCode::SecondFactorOff`] when none is prepared, [`ProblemCode::WrongCode`].
    pub async fn confirm_second_factor(
        &self,
        code: String,
        recovery: Vec<String>,
        kept: SessionId,
    ) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let whose = (scoped.operation(), scoped.actor.user_id);
            let pending = scoped.second_factor()?.1.ok_or(rule(ProblemCode::SecondFactorOff))?;
            let secret = scoped.vault.open_for_user(whose.0, whose.1, &pending)?;
            let step =
                matching_step(&secret, code.trim(), scoped.now, None).ok_or(rule(ProblemCode::WrongCode))?;
            diesel::update(
                users::table
                    .filter(users::operation_id.eq(Bind(whose.0)))
                    .filter(users::id.eq(Bind(whose.1))),
            )
            .set((
                users::second_factor.eq(Some(pending)),
                users::second_factor_pending.eq(None::<Vec<u8>>),
                users::second_factor_step.eq(Some(step)),
                users::revision.eq(users::revision + 1),
            ))
            .execute(scoped.conn)?;
            scoped.keep_recovery_codes(&recovery)?;
            sessions::end_all_but(scoped.conn, whose.0, whose.1, Some(kept), scoped.now)?;
            scoped.tell_of_second_factor(EntryKind::SecondFactorSet)
        })
        .await
    }

    /// Replaces the recovery codes.
    ///
    /// # Errors
    /// [`ProblemCode::SecondFactorOff`].
    pub async fn replace_recovery_codes(&self, codes: Vec<String>) -> Result<(), StorageError> {
        self.write(move |scoped| {
            if scoped.second_factor()?.0.is_none() {
                return Err(rule(ProblemCode::SecondFactorOff));
            }
            scoped.keep_recovery_codes(&codes)?;
            scoped.tell_of_second_factor(EntryKind::SecondFactorSet)
        })
        .await
    }

    /// Takes one's own second factor away.
    ///
    /// # Errors
    /// [`ProblemCode::SecondFactorOff`].
    pub async fn remove_second_factor(&self) -> Result<(), StorageError> {
        self.write(|scoped| {
            if scoped.second_factor()?.0.is_none() {
                return Err(rule(ProblemCode::SecondFactorOff));
            }
            let user = scoped.actor.user_id;
            scoped.forget_second_factor(user)?;
            scoped.tell_of_second_factor(EntryKind::SecondFactorRemoved)
        })
        .await
    }

    /// How many recovery codes are still good.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn recovery_codes_left(&self) -> Result<i64, StorageError> {
        self.read(|scoped| {
            Ok(recovery_codes::table
                .filter(recovery_codes::operation_id.eq(Bind(scoped.operation())))
                .filter(recovery_codes::user_id.eq(Bind(scoped.actor.user_id)))
                .count()
                .get_result(scoped.conn)?)
        })
        .await
    }
}
