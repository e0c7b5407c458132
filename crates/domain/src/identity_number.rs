//! The citizen identity number: GB 11643-1999, check character by ISO 7064 MOD 11-2.

use std::fmt;

use chrono::NaiveDate;

use crate::{persons::Sex, text::to_half_width};

/// A well-formed identity number: 17 digits with a true date and a matching check character.
///
/// Only the date and the check character can be verified; whether the number was ever given to anybody cannot.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdentityNumber(String);

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdentityNumberError {
    /// Not 17 digits followed by a digit or X.
    #[error("an identity number has 17 digits and a digit or X")]
    Shape,
    /// Digits 7–14 are not a date.
    #[error("the birth date inside the identity number does not exist")]
    Date,
    /// The check character does not match.
    #[error("the identity number's check character does not match: one of its digits is mistyped")]
    CheckCharacter,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl IdentityNumber {
    /// Parses what an office typed: full-width digits, spaces, dashes and a lower-case x are accepted.
    ///
    /// # Errors
    /// [`IdentityNumberError`] names the first rule that does not hold.
    pub fn parse(text: &str) -> Result<Self, IdentityNumberError> {
        let number: String = to_half_width(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\'' | '\u{200b}' | '\u{feff}'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let mut sum = 0;
        let mut length = 0;
        for (position, c) in number.chars().enumerate() {
            length += 1;
            match (WEIGHTS.get(position), c.to_digit(10)) {
                (Some(weight), Some(digit)) => sum += weight * digit,
                (None, Some(_)) if position == 17 => {}
                (None, None) if position == 17 && c == 'X' => {}
                _ => return Err(IdentityNumberError::Shape),
            }
        }
        if length != 18 {
            return Err(IdentityNumberError::Shape);
        }
        let parsed = Self(number);
        if parsed.date().is_none() {
            return Err(IdentityNumberError::Date);
        }
        let expected = CHECK_CHARACTERS.get((sum % 11) as usize);
        if parsed.0.chars().last().as_ref() == expected {
            Ok(parsed)
        } else {
            Err(IdentityNumberError::CheckCharacter)
        }
    }

    fn date(&self) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.0.get(6..14)?, "%Y%m%d").ok()
    }

    /// The birth date that the number states.
    pub fn birth_date(&self) -> NaiveDate {
        self.date().unwrap_or_default()
    }

    /// The sex that the number states: the 17th digit is odd for men.
    pub fn sex(&self) -> Sex {
        match self.0.as_bytes().get(16).map(|digit| digit % 2) {
            Some(1) => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// Whether this is what the other becomes by one mistyped digit or two swapped neighbours, with the same birth date.
    /// The check character follows from the digits before it, so it is not compared.
    pub fn is_slip_of(&self, other: &Self) -> bool {
        if self.birth_date() != other.birth_date() {
            return false;
        }
        let pairs: Vec<(usize, char, char)> = self
            .0
            .chars()
            .zip(other.0.chars())
            .take(WEIGHTS.len())
            .enumerate()
            .filter(|(_, (mine, theirs))| mine != theirs)
            .map(|(at, (mine, theirs))| (at, mine, theirs))
            .collect();
        match pairs.as_slice() {
            [_] => true,
            [(first, a, b), (second, c, d)] => first + 1 == *second && a == d && b == c,
            _ => false,
        }
    }

    /// The whole number. For sealing, digesting and revealing only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The form that pages show: area prefix and the last two characters.
    pub fn masked(&self) -> String {
        format!("{}**********{}", self.0.get(..6).unwrap_or_default(), self.0.get(16..).unwrap_or_default())
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_offices_type() {
        let number = IdentityNumber::parse(" １２０１９９198710016 72x").unwrap();
        assert_eq!(number.reveal(), "12019919871001672X");
        assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1987, 10, 1).unwrap());
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.masked(), "120199**********2X");
        assert_eq!(format!("{number:?}"), "IdentityNumber(120199**********2X)");
    }

    #[test]
    fn names_the_rule_that_fails() {
        assert_eq!(IdentityNumber::parse("120199198905126023"), Err(IdentityNumberError::CheckCharacter));
        assert_eq!(IdentityNumber::parse("12019919890230602X"), Err(IdentityNumberError::Date));
        assert_eq!(IdentityNumber::parse("1201991989"), Err(IdentityNumberError::Shape));
        assert_eq!(IdentityNumber::parse("12019919871001672XX"), Err(IdentityNumberError::Shape));
    }

    #[test]
    fn every_single_digit_mistake_is_found() {
        let good = "12019919871001672X";
        for position in 0..17 {
            for digit in '0'..='9' {
                let mut wrong: Vec<char> = good.chars().collect();
                if wrong[position] != digit {
                    wrong[position] = digit;
                    assert!(IdentityNumber::parse(&wrong.iter().collect::<String>()).is_err());
                }
            }
        }
    }
}
