//! The second step of signing in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::ids::{OperationId, UserId};

use crate::{
    Connection, StorageError, Vault,
    columns::Bind,
    schema::{recovery_codes, users},
    second_factor::{matching_step, recovery_digest},
};

/// The code is not the present one, or was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCode;

/// Takes a user's code, of the app or of the paper, so that it is good no second time. Commit whatever comes out.
///
/// # Errors
/// As the engine's; the inner result is the verdict.
pub fn use_code(
    conn: &mut Connection,
    vault: &Vault,
    whose: (OperationId, UserId),
    code: &str,
    now: DateTime<Utc>,
) -> Result<Result<(), WrongCode>, StorageError> {
    let (operation, user) = whose;
    let this_user =
        users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user)));
    let (sealed, used): (Option<Vec<u8>>, Option<i64>) =
        this_user.select((users::second_factor, users::second_factor_step)).first(conn)?;
    let Some(sealed) = sealed else { return Ok(Err(WrongCode)) };
    let secret = vault.open_for_user(operation, user, &sealed)?;
    let taken = match matching_step(&secret, code.trim(), now, used) {
        // Of two that come at once with one code, one finds the step unused; the other waits here for it.
        Some(step) => diesel::update(
            this_user.filter(users::second_factor_step.is_null().or(users::second_factor_step.lt(step))),
        )
        .set(users::second_factor_step.eq(Some(step)))
        .execute(conn)?,
        None => diesel::delete(
            recovery_codes::table
                .filter(recovery_codes::operation_id.eq(Bind(operation)))
                .filter(recovery_codes::user_id.eq(Bind(user)))
                .filter(recovery_codes::digest.eq(recovery_digest(vault, whose, code))),
        )
        .execute(conn)?,
    };
    Ok(if taken == 1 { Ok(()) } else { Err(WrongCode) })
}
