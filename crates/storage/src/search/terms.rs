//! The terms by which a household is found. One looks them up by their beginning, so a text that is found by any of its
//! parts gives one term for each place where a part can begin.

use domain::{
    areas::{AreaLevel, area_name_key},
    households::ReferenceCode,
    masking::mask_address,
    phone::PhoneNumber,
    text::{address_key, is_han, name_key},
};

use super::pinyin;

/// Longer terms, and longer words that are looked up, are cut here.
const LONGEST: usize = 24;
/// Places in a text from which on it is found.
const BEGINNINGS: usize = 40;

/// What stands before the digits of a phone from behind: no other term begins with it.
const PHONE: char = '~';
/// What stands before the parts of a whole address, which not everyone may search.
const ADDRESS: char = '@';
/// What stands before a facet, a property to filter by.
const FACET: char = '=';

/// A name by its parts, its pinyin and the initials of it.
pub fn of_name(name: &str) -> Vec<String> {
    let name: Vec<char> =
        name_key(name).chars().filter(|c| is_han(*c) || c.is_alphanumeric() || *c == ' ').collect();
    let mut terms = Vec::new();
    for beginning in beginnings(&name) {
        let part: Vec<char> = beginning.iter().copied().filter(|c| *c != ' ').collect();
        terms.push(part.iter().collect());
        if part.iter().any(|c| is_han(*c)) {
            let (whole, initials) = pinyin::spellings(&part);
            terms.extend(whole);
            terms.extend(initials);
        }
    }
    finished(terms)
}

/// A phone by its whole number and its last digits.
pub fn of_phone(number: &PhoneNumber) -> Vec<String> {
    vec![phone_tail(number.as_str())]
}

/// An address by its parts: all of them for those who see it whole, and the part that its mask shows for the others.
pub fn of_address(address: &str) -> Vec<String> {
    let parts = |address: &str| -> Vec<String> {
        let key: Vec<char> = address_key(address).chars().filter(|c| *c != '*').collect();
        beginnings(&key).map(|part| part.iter().collect()).collect()
    };
    let mut terms: Vec<String> = parts(address).iter().map(|part| whole_address(part)).collect();
    terms.extend(parts(&mask_address(address)));
    finished(terms)
}

/// A part of an address, as those find it who see it whole.
pub fn whole_address(part: &str) -> String {
    format!("{ADDRESS}{part}")
}

/// A reference as it is typed, without its dash.
pub fn of_reference(reference: &ReferenceCode) -> String {
    reference.as_str().to_lowercase()
}

/// An area by its code, its name, and the form of the name that other spellings share.
pub fn of_area(code: &str, name: &str, level: AreaLevel) -> Vec<String> {
    finished(vec![
        code.to_lowercase(),
        name_key(name).replace(' ', ""),
        area_name_key(level, name).to_lowercase(),
    ])
}

/// The last digits of a phone, turned round so that they come first.
pub fn phone_tail(digits: &str) -> String {
    std::iter::once(PHONE).chain(digits.chars().rev()).collect()
}

/// A property of a household that lists filter by.
pub fn facet(name: &str, value: &str) -> String {
    format!("{FACET}{name}:{value}")
}

/// A term as it is kept, or a word as it is looked up.
pub fn cut(term: &str) -> String {
    term.chars().take(LONGEST).collect()
}

/// The text from each Chinese character on, and from the start of each run of letters or digits.
fn beginnings(text: &[char]) -> impl Iterator<Item = &[char]> {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic() && !is_han(c));
    let starts = (0..text.len()).filter(move |at| {
        let here = text.get(*at).copied();
        let before = at.checked_sub(1).and_then(|before| text.get(before)).copied();
        match (before, here) {
            (_, Some(' ') | None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(here)) => is_han(here) || kind(before) != kind(here),
        }
    });
    starts.take(BEGINNINGS).filter_map(|at| text.get(at..))
}

fn finished(terms: Vec<String>) -> Vec<String> {
    let mut terms: Vec<String> = terms.iter().map(|term| cut(term)).filter(|term| !term.is_empty()).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_any_of_its_parts() {
        let terms = of_name("王小芳");
        for word in ["王小芳", "小芳", "芳", "wangxiaofang", "xiaofang", "wxf", "xf", "f"] {
            assert!(terms.iter().any(|term| term == word), "{word} {terms:?}");
        }
        assert_eq!(of_name("Anna Lee"), ["annalee", "lee"]);
        assert!(of_name("阿依古丽·买买提").iter().any(|term| term == "买买提"));
    }

    #[test]
    fn an_address_is_found_from_each_word_and_number_on() {
        let terms = of_address("金地花园36号楼3门2104室");
        for word in
            ["@金地花园36号楼3门2104", "@花园36号楼3门2104", "@36号楼3门2104", "@号楼3门2104", "@2104"]
        {
            assert!(terms.iter().any(|term| term == word), "{word} {terms:?}");
        }
        assert!(!terms.iter().any(|term| term == "@104"));
        let shown: Vec<&String> = terms.iter().filter(|term| !term.starts_with('@')).collect();
        assert_eq!(shown, ["园", "地花园", "花园", "金地花园"]);
    }

    #[test]
    fn terms_have_bounds() {
        let long = "很".repeat(300);
        assert!(of_address(&long).len() <= 2 * BEGINNINGS);
        assert!(of_address(&long).iter().all(|term| term.chars().count() <= LONGEST));
        assert!(of_name(&"曾".repeat(60)).len() < 2000);
    }
}
