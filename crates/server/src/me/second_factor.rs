//! One's own second factor.

use actix_web::{HttpResponse, get, http::header, post, web};
use api_types::{
    problems::Problem as Wire,
    second_factor::{PasswordProof, RecoveryCodes, SecondFactor, SecondFactorCode, SecondFactorOffer},
};
use domain::{administration::RECOVERY_CODES, problems::ProblemCode};
use qrcode::{Color, EcLevel, QrCode};
use storage::{ConflictKind, StorageError, second_factor::SECRET_BYTES};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::Json,
    opaque::random,
    passwords,
    problem::{Problem, Result},
    scope::SelfScope,
    sessions::Door,
};

/// Registers the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show).service(prepare).service(confirm).service(replace_codes).service(remove);
}

/// One's own second factor
///
/// Whether it is asked for, and how many recovery codes are left.
#[utoipa::path(
    tag = "me",
    operation_id = "show_second_factor",
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "Its state.", body = SecondFactor))
)]
#[get("/me/second_factor")]
pub async fn show(scope: SelfScope) -> Result<web::Json<SecondFactor>> {
    let is_on = scope.account().await?.second_factor;
    Ok(web::Json(SecondFactor { is_on, recovery_codes_left: scope.recovery_codes_left().await? }))
}

/// Prepare a second factor
///
/// Gives a secret for an authenticator app (TOTP, RFC 6238). It is asked for from the moment on that its first code has
/// come back.
#[utoipa::path(
    tag = "me",
    operation_id = "prepare_second_factor",
    extensions(("x-permission" = json!("self"))),
    responses(
        (status = CREATED, description = "The secret, shown this once.", body = SecondFactorOffer),
        (status = CONFLICT, description = "One is in use already.", body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/me/second_factor")]
pub async fn prepare(scope: SelfScope, body: Json<PasswordProof>, door: Door) -> Result<HttpResponse> {
    door.check_own(&scope, body.0.password, "/password").await?;
    let secret = random::<SECRET_BYTES>()?;
    scope.prepare_second_factor(secret).await?;
    let offer = offer(&scope.account().await?.username, &secret)?;
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(offer))
}

/// Confirm the second factor
///
/// With the first code of the app. From now on each sign-in asks for one; one's other sessions end.
#[utoipa::path(
    tag = "me",
    operation_id = "confirm_second_factor",
    extensions(("x-permission" = json!("self"))),
    responses(
        (status = CREATED, description = "Codes for when the app is gone, shown this once.", body = RecoveryCodes),
        (status = CONFLICT, description = "None has been prepared.", body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/me/second_factor/confirmations")]
pub async fn confirm(scope: SelfScope, body: Json<SecondFactorCode>, door: Door) -> Result<HttpResponse> {
    let codes = recovery_codes()?;
    match scope.confirm_second_factor(body.0.code, codes.clone(), scope.session_id()).await {
        Ok(()) => Ok(shown_once(codes)),
        Err(StorageError::Conflict(ConflictKind::Rule(ProblemCode::WrongCode))) => {
            Err(door.wrong_code(&scope).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Replace the recovery codes
///
/// Ten new ones; those before are good for nothing then.
#[utoipa::path(
    tag = "me",
    operation_id = "replace_recovery_codes",
    extensions(("x-permission" = json!("self"))),
    responses(
        (status = CREATED, description = "The codes, shown this once.", body = RecoveryCodes),
        (status = CONFLICT, description = "No second factor is in use.", body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/me/second_factor/recovery_codes")]
pub async fn replace_codes(scope: SelfScope, body: Json<PasswordProof>, door: Door) -> Result<HttpResponse> {
    door.check_own(&scope, body.0.password, "/password").await?;
    let codes = recovery_codes()?;
    scope.replace_recovery_codes(codes.clone()).await?;
    Ok(shown_once(codes))
}

/// Take one's second factor away
///
/// From now on the password alone lets one in.
#[utoipa::path(
    tag = "me",
    operation_id = "remove_second_factor",
    extensions(("x-permission" = json!("self"))),
    responses(
        (status = NO_CONTENT, description = "It is gone."),
        (status = CONFLICT, description = "None is in use.", body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/me/second_factor/removals")]
pub async fn remove(scope: SelfScope, body: Json<PasswordProof>, door: Door) -> Result<HttpResponse> {
    door.check_own(&scope, body.0.password, "/password").await?;
    scope.remove_second_factor().await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown_once(codes: Vec<String>) -> HttpResponse {
    HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(RecoveryCodes { codes })
}

/// Two groups of a made-up password each: 40 bits, and only good with the password and a few tries.
fn recovery_codes() -> Result<Vec<String>> {
    let code = || passwords::random().map(|password| password.chars().take(9).collect());
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

fn offer(username: &str, secret: &[u8]) -> Result<SecondFactorOffer> {
    let secret = base32(secret);
    let label: String = form_urlencoded::byte_serialize(username.as_bytes()).collect();
    let uri = format!("otpauth://totp/Homefront:{label}?secret={secret}&issuer=Homefront");
    let code = QrCode::with_error_correction_level(&uri, EcLevel::M).map_err(Problem::internal)?;
    let (qr_path, qr_size) = svg_path(&code);
    Ok(SecondFactorOffer { secret, uri, qr_path, qr_size })
}

/// RFC 4648 without padding: as apps expect a secret to be typed.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    bits.chunks(5)
        .map(|group| (0..5).fold(0, |value, at| value << 1 | usize::from(group.get(at) == Some(&true))))
        .filter_map(|value| ALPHABET.get(value).copied().map(char::from))
        .collect()
}

/// One unit square for each dark module, within a quiet zone of four.
fn svg_path(code: &QrCode) -> (String, u32) {
    use std::fmt::Write as _;
    const QUIET: usize = 4;
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            // Writing to a string cannot fail.
            write!(path, "M{x} {y}h1v1h-1z").ok();
        }
    }
    (path, u32::try_from(code.width() + 2 * QUIET).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_typed_in_base32() {
        // RFC 4648, section 10, without its padding.
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn an_offer_is_a_square_of_modules_and_an_address_for_apps() {
        let offer = offer("李.静", &[7; SECRET_BYTES]).unwrap();
        assert!(
            offer.uri.starts_with("otpauth://totp/Homefront:%E6%9D%8E.%E9%9D%99?secret="),
            "{}",
            offer.uri
        );
        assert_eq!(offer.secret.len(), 32);
        assert!(offer.qr_size > 29 && offer.qr_path.starts_with("M4 4h1"), "{}", offer.qr_path);
    }

    #[test]
    fn recovery_codes_differ() {
        let codes: std::collections::BTreeSet<_> = recovery_codes().unwrap().into_iter().collect();
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert!(codes.iter().all(|code| code.len() == 9 && code.chars().nth(4) == Some('-')), "{codes:?}");
    }
}
