//! Identity numbers that were typed where they do not belong: into notes, addresses, file names.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::text::to_half_width;

/// Characters of an identity number.
const LENGTH: usize = 18;

/// The text with every identity number in it masked, mistyped ones too: whatever has 17 digits, a digit or X, and a date
/// in its place. Spaces, dashes and full-width digits do not hide one.
pub fn conceal_identity_numbers(text: &str) -> Cow<'_, str> {
    if text.chars().filter(|c| is_digit(*c)).count() < LENGTH - 1 {
        return Cow::Borrowed(text);
    }
    let mut shown: Vec<char> = text.chars().collect();
    let mut concealed = false;
    let mut at = 0;
    while let Some(found) = number_from(&shown, at) {
        match found {
            Found::Number(places) => {
                concealed = true;
                let last = places.last().copied().unwrap_or(at);
                for place in places.iter().skip(6).take(LENGTH - 8) {
                    if let Some(c) = shown.get_mut(*place) {
                        *c = '*';
                    }
                }
                at = last + 1;
            }
            Found::Other(next) => at = next,
        }
    }
    if concealed { Cow::Owned(shown.into_iter().collect()) } else { Cow::Borrowed(text) }
}

enum Found {
    /// An identity number, with the places of its characters.
    Number(Vec<usize>),
    /// Something else, and where to look on.
    Other(usize),
}

/// The next run of digits from a place on.
fn number_from(text: &[char], from: usize) -> Option<Found> {
    let start = (from..text.len()).find(|at| text.get(*at).copied().is_some_and(is_digit))?;
    let mut places = Vec::with_capacity(LENGTH);
    let mut at = start;
    while let Some(c) = text.get(at).copied() {
        if is_digit(c) || (places.len() == LENGTH - 1 && is_x(c)) {
            places.push(at);
        } else if !is_separator(c) {
            break;
        }
        at += 1;
        if places.len() == LENGTH {
            break;
        }
    }
    let digits: String = places.iter().filter_map(|place| text.get(*place)).collect();
    if places.len() == LENGTH && has_date(&to_half_width(&digits)) {
        return Some(Found::Number(places));
    }
    // It may begin within this run: after a phone number, say.
    Some(Found::Other(start + 1))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c)
}

fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '-' | '\'' | '\u{200b}' | '\u{feff}' | '\t')
}

fn has_date(number: &str) -> bool {
    let date = number.get(6..14).and_then(|date| NaiveDate::parse_from_str(date, "%Y%m%d").ok());
    date.is_some_and(|date| (1880..=2100).contains(&chrono::Datelike::year(&date)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_other_texts_are_masked() {
        for (text, concealed) in [
            ("身份证号12019919871001672X", "身份证号120199**********2X"),
            ("身份证12019919871001672x，电话19970115465", "身份证120199**********2x，电话19970115465"),
            ("120199 19871001 672X", "120199 ******** **2X"),
            ("１２０１９９１９８７１００１６７２Ｘ", "１２０１９９**********２Ｘ"),
            ("19970115465 120199198710016729", "19970115465 120199**********29"),
            ("a120199198710016729b120199198710016729", "a120199**********29b120199**********29"),
        ] {
            assert_eq!(conceal_identity_numbers(text), concealed, "{text}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "19970115465、19970115466",
            "金地花园36号楼3门2104室",
            "6222889900112233445",
            "单号 202002110000123456",
            "2020-02-11 08:00:00 0000",
        ] {
            assert_eq!(conceal_identity_numbers(text), text);
        }
    }
}
