//! Phone numbers as offices type them, in one form.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::to_half_width;

/// A phone number as digits, without country code 86; a landline keeps its area code and `-` before an extension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "19970115465"))]
pub struct PhoneNumber(String);

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PhoneNumberError {
    /// Something other than digits and the usual separators.
    #[error("a phone number has only digits, spaces, dashes, brackets and a leading +")]
    Characters,
    /// Mobile numbers have 11 digits and begin with 1; landlines have 7 to 12 with their area code.
    #[error("a mobile number has 11 digits and begins with 1; a landline has 7 to 12 digits")]
    Length,
}

impl PhoneNumber {
    /// Parses what an office typed: `+86`, `0086`, full-width digits, spaces, dashes, brackets.
    ///
    /// # Errors
    /// [`PhoneNumberError`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        let half = to_half_width(text);
        let half = half.trim().trim_start_matches('\'');
        let mut digits = String::with_capacity(half.len());
        for c in half.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '–' | '—' | '(' | ')' | '.' | '·' | '/' | '\t' | '\u{200b}' | '\u{feff}' => {
                }
                '+' if digits.is_empty() => {}
                _ => return Err(PhoneNumberError::Characters),
            }
        }
        let local = ["0086", "86"]
            .iter()
            .find_map(|code| digits.strip_prefix(code).filter(|rest| rest.len() >= 10))
            .unwrap_or(&digits);
        let fits = match local.as_bytes() {
            [b'1', rest @ ..] if local.len() == 11 => rest.iter().all(u8::is_ascii_digit),
            [b'1', ..] => (7..=8).contains(&local.len()),
            [b'0', ..] => (10..=12).contains(&local.len()),
            [_, ..] => (7..=8).contains(&local.len()) || local.len() == 10,
            [] => false,
        };
        if fits { Ok(Self(local.to_owned())) } else { Err(PhoneNumberError::Length) }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for those who may not see the number: first three and last four digits, of a short one the last four.
    pub fn masked(&self) -> String {
        let head = if self.0.len() < 10 { 0 } else { 3 };
        let tail = self.0.len().saturating_sub(4).max(head);
        let part = |range: std::ops::Range<usize>| self.0.get(range).unwrap_or_default();
        format!("{}{}{}", part(0..head), "*".repeat(tail - head), part(tail..self.0.len()))
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_offices_type() {
        for text in
            ["+86 19970115465", "199-7011-5465", "１９９７０１１５４６５", " 19970115465 ", "008619970115465"]
        {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "19970115465", "{text}");
        }
        assert_eq!(PhoneNumber::parse("022-2739 1234").unwrap().as_str(), "02227391234");
        assert_eq!(PhoneNumber::parse("19970115465").unwrap().masked(), "199****5465");
        assert_eq!(PhoneNumber::parse("27391234").unwrap().masked(), "****1234");
    }

    #[test]
    fn refuses_the_rest() {
        assert_eq!(PhoneNumber::parse("无"), Err(PhoneNumberError::Characters));
        assert_eq!(PhoneNumber::parse("1997011546"), Err(PhoneNumberError::Length));
        assert_eq!(PhoneNumber::parse(""), Err(PhoneNumberError::Length));
    }
}
