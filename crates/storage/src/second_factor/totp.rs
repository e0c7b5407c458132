//! Codes that change every half minute (RFC 6238, with SHA-1 and six digits, as authenticator apps make them).

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Bytes of a shared secret: as long as the hash, as RFC 4226 asks for.
pub const SECRET: usize = 20;
/// Seconds for which a code is shown.
const STEP: i64 = 30;

/// The step whose code was given: the present one, or the one before or after it for clocks that differ. Never one that is
/// not later than `used`, so that a code that was overlooked over somebody's shoulder is good for nothing.
pub fn matching_step(secret: &[u8], code: &str, now: DateTime<Utc>, used: Option<i64>) -> Option<i64> {
    let present = now.timestamp().div_euclid(STEP);
    [present, present - 1, present + 1]
        .into_iter()
        .filter(|step| used.is_none_or(|used| *step > used))
        .find(|step| code_at(secret, *step).is_some_and(|expected| same(&expected, code)))
}

fn code_at(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0xf);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// Compares in a time that does not tell where the texts differ.
fn same(expected: &str, given: &str) -> bool {
    expected.len() == given.len()
        && expected.bytes().zip(given.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(matching_step(RFC_SECRET, code, at(seconds), None), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_for_a_minute_and_a_half_and_once() {
        let step = 1_111_111_109 / 30;
        for (later, good) in [(-30, true), (0, true), (30, true), (60, false), (-60, false)] {
            let matched = matching_step(RFC_SECRET, "081804", at(1_111_111_109 + later), None);
            assert_eq!(matched.is_some(), good, "{later}");
        }
        assert_eq!(matching_step(RFC_SECRET, "081804", at(1_111_111_109), Some(step)), None);
        assert_eq!(matching_step(RFC_SECRET, "081804", at(1_111_111_109), Some(step - 1)), Some(step));
        for wrong in ["", "81804", "0818044", "081805", "０８１８０４"] {
            assert_eq!(matching_step(RFC_SECRET, wrong, at(1_111_111_109), None), None, "{wrong}");
        }
    }
}
