//! What somebody typed into the search field, as ranges of terms.

use domain::{
    access::Actor,
    areas::{AreaLevel, area_name_key},
    households::ReferenceCode,
    masking::{PersonalField, Sight},
    text::{address_key, name_key, tidy},
};

use super::terms;
use crate::text::end_of_prefix;

/// Words that are looked up; what is typed beyond them is not.
const WORDS: usize = 6;
/// Digits from which on they are compared with the ends of phones.
const DIGITS_OF_A_PHONE: usize = 4;

/// What somebody finds by what they type: no more than what they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// How much of phones they see.
    pub phones: Sight,
    /// How much of addresses they see.
    pub addresses: Sight,
}

impl Reach {
    /// What an actor finds.
    pub const fn of(actor: &Actor) -> Self {
        Self { phones: actor.sight(PersonalField::Phone), addresses: actor.sight(PersonalField::Address) }
    }
}

/// One word. A household is found by it when one of its terms lies in one of these ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The ranges, at most four.
    pub ranges: Vec<Range>,
}

/// Terms from one text up to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub from: String,
    /// The first one behind.
    pub to: String,
}

impl Word {
    /// What no household has: terms hold no control characters.
    fn nowhere() -> Self {
        Self::exactly("\u{1}")
    }

    /// Exactly this term.
    pub fn exactly(term: &str) -> Self {
        Self { ranges: vec![Range::exactly(term)] }
    }
}

impl Range {
    fn beginning_with(prefix: &str) -> Option<Self> {
        let from = terms::cut(prefix);
        let to = end_of_prefix(&from)?;
        Some(Self { from, to })
    }

    fn exactly(term: &str) -> Self {
        // No text lies between a text and the same with the smallest character behind it.
        Self { from: term.to_owned(), to: format!("{term}\u{1}") }
    }
}

/// Takes apart what was typed. Each word must be found; nothing typed finds everything, signs alone find nothing.
pub fn words(typed: &str, reach: Reach) -> Vec<Word> {
    let typed = tidy(typed);
    if let Some(number) = phone_with_separators(&typed) {
        return vec![word(&number, reach)];
    }
    if let Some(reference) = reference_with_spaces(&typed) {
        return vec![word(&reference, reach)];
    }
    let words = typed.split(' ').filter(|word| word.chars().any(char::is_alphanumeric));
    let words: Vec<Word> = words.take(WORDS).map(|typed| word(typed, reach)).collect();
    if words.is_empty() && !typed.is_empty() { vec![Word::nowhere()] } else { words }
}

/// `+86 199 7011 5465` and `199-7011-5465` are one number, not several words.
fn phone_with_separators(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let only_a_number = typed.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '(' | ')'));
    let number =
        ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code).filter(|rest| rest.len() >= 10));
    (only_a_number && digits.len() >= 7).then(|| number.unwrap_or(&digits).to_owned())
}

/// `22H 9P4`, as it is said on the phone, is one reference.
fn reference_with_spaces(typed: &str) -> Option<String> {
    let reference: ReferenceCode = typed.parse().ok()?;
    let is_said = typed.contains(' ') && typed.chars().any(|c| c.is_ascii_digit());
    is_said.then(|| terms::of_reference(&reference))
}

fn word(typed: &str, reach: Reach) -> Word {
    // What stands before facets, phones and whole addresses is never the beginning of a word.
    let typed = typed.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare: String = name_key(typed).chars().filter(|c| c.is_alphanumeric()).collect();
    let address = address_key(typed);
    let mut prefixes = vec![bare.clone()];
    match reach.addresses {
        Sight::Clear if !address.is_empty() => prefixes.push(terms::whole_address(&address)),
        // The part that the mask shows is among the other terms.
        Sight::Clear | Sight::Masked => prefixes.push(address),
        Sight::Hidden => {}
    }
    if !bare.is_ascii() {
        prefixes.push(area_name_key(AreaLevel::Village, typed).to_lowercase());
    }
    prefixes.retain(|prefix| !prefix.is_empty());
    prefixes.sort_unstable();
    prefixes.dedup();
    let mut ranges: Vec<Range> = prefixes.iter().filter_map(|prefix| Range::beginning_with(prefix)).collect();
    if bare.len() >= DIGITS_OF_A_PHONE && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        let shown = bare.len() - DIGITS_OF_A_PHONE;
        match reach.phones {
            Sight::Clear => ranges.extend(Range::beginning_with(&terms::phone_tail(&bare))),
            // Digits that the mask hides find nothing and exclude nothing.
            Sight::Masked => ranges
                .extend(bare.get(shown..).and_then(|tail| Range::beginning_with(&terms::phone_tail(tail)))),
            Sight::Hidden => {}
        }
    }
    Word { ranges }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COORDINATOR: Reach = Reach { phones: Sight::Clear, addresses: Sight::Clear };
    const VIEWER: Reach = Reach { phones: Sight::Masked, addresses: Sight::Masked };

    fn finds(typed: &str, term: &str) -> bool {
        reaches(COORDINATOR, typed, term)
    }

    fn reaches(reach: Reach, typed: &str, term: &str) -> bool {
        let words = words(typed, reach);
        !words.is_empty()
            && words.iter().all(|word| {
                word.ranges.iter().any(|range| range.from.as_str() <= term && term < range.to.as_str())
            })
    }

    #[test]
    fn a_reference_may_be_typed_as_it_is_said() {
        let reference: ReferenceCode = "22H-9P4".parse().unwrap();
        for typed in ["22H-9P4", "22h 9p4", "22 H9 P4", "22H9P4"] {
            assert!(finds(typed, &terms::of_reference(&reference)), "{typed}");
        }
    }

    #[test]
    fn what_people_type_finds_what_they_mean() {
        for (typed, term) in [
            ("小芳", "小芳"),
            ("WF", "wf"),
            ("wang", "wangfang"),
            ("K7M-2QX", "k7m2qx"),
            ("k7m 2qx".replace(' ', "").as_str(), "k7m2qx"),
            ("8560", "~06583603991"),
            ("+86 199-3063-8560", "~06583603991"),
            ("36栋3单元", "@36号楼3门2104"),
            ("王庄子村民委员会", "王庄子"),
            ("王庄子村", "王庄子村村委会"),
        ] {
            assert!(finds(typed, term), "{typed} {term}");
        }
        assert!(!finds("856", "~06583603991"));
        assert!(!finds("芳", "王芳"));
        assert!(!finds("王芳 李娜", "王芳"));
    }

    #[test]
    fn nothing_typed_finds_everything_and_signs_alone_nothing() {
        for typed in ["", " "] {
            assert_eq!(words(typed, COORDINATOR), [], "{typed}");
        }
        for typed in ["。、", "=", "~~", "%"] {
            assert_eq!(words(typed, COORDINATOR), [Word::nowhere()], "{typed}");
        }
        assert!(!finds("=category:cdc", "=category:cdc"), "facets are not typed");
    }

    #[test]
    fn what_is_masked_cannot_be_guessed_digit_by_digit() {
        let phone = "~06583603991";
        for typed in ["8560", "38560", "48560", "19930638560", "19999998560", "199-9999-8560"] {
            assert!(reaches(VIEWER, typed, phone), "{typed} says no more than its last four digits");
        }
        for typed in ["856", "8561", "1993", "19930638561"] {
            assert!(!reaches(VIEWER, typed, phone), "{typed}");
        }
        assert!(finds("38560", phone) && !finds("48560", phone));
    }

    #[test]
    fn a_masked_address_is_found_by_what_is_shown_of_it() {
        assert!(
            reaches(VIEWER, "金地", "金地花园") && reaches(COORDINATOR, "金地", "@金地花园36号楼3门2104")
        );
        for typed in ["金地花园36号楼", "36号楼", "2104", "@金地花园36号楼"] {
            assert!(!reaches(VIEWER, typed, "@金地花园36号楼3门2104"), "{typed}");
        }
        let hidden = Reach { phones: Sight::Hidden, addresses: Sight::Hidden };
        assert!(!reaches(hidden, "8560", "~06583603991"));
    }
}
