//! The texts as `build.rs` packed them from the `.ftl` files: those of the first load, and those that come with a part.

use std::cell::RefCell;

use domain::users::Language;

const PACKED: &str = include_str!(concat!(env!("OUT_DIR"), "/texts.txt"));

/// A text's key, and its pattern in Chinese and in English.
type Record = (&'static str, [&'static str; 2]);

thread_local! {
    /// What parts brought, each in the order of its keys.
    static BROUGHT: RefCell<Vec<Vec<Record>>> = const { RefCell::new(Vec::new()) };
}

fn read(packed: &'static str) -> impl Iterator<Item = Record> {
    packed.split('\u{1e}').filter_map(|record| {
        let (key, patterns) = record.split_once('\u{1f}')?;
        let (chinese, english) = patterns.split_once('\u{1f}')?;
        Some((key, [chinese, english]))
    })
}

const fn of([chinese, english]: [&'static str; 2], language: Language) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// The patterns of a language with their keys, in the order of the keys.
pub fn load(language: Language) -> Vec<(&'static str, &'static str)> {
    read(PACKED).map(|(key, patterns)| (key, of(patterns, language))).collect()
}

/// Takes up the texts of a part, which `build.rs` packed by themselves. Its pages are shown after this.
pub fn bring(packed: &'static str) {
    let records: Vec<Record> = read(packed).collect();
    BROUGHT.with_borrow_mut(|brought| {
        // A part that is asked for twice at once comes twice.
        if !brought.iter().any(|others| others.first() == records.first()) {
            brought.push(records);
        }
    });
}

/// A pattern that a part brought.
pub fn brought(key: &str, language: Language) -> Option<&'static str> {
    BROUGHT.with_borrow(|brought| {
        brought.iter().find_map(|records| {
            let at = records.binary_search_by_key(&key, |(key, _)| key).ok()?;
            records.get(at).map(|(_, patterns)| of(*patterns, language))
        })
    })
}

/// All patterns of a language, those of parts, too.
#[cfg(test)]
pub fn all(language: Language) -> Vec<(&'static str, &'static str)> {
    let of_parts = [include_str!(concat!(env!("OUT_DIR"), "/coverage.txt"))];
    let of_parts = of_parts.into_iter().flat_map(read);
    load(language).into_iter().chain(of_parts.map(|(key, patterns)| (key, of(patterns, language)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_part_are_there_once_it_is() {
        assert_eq!(brought("coverage", Language::English), None);
        bring(include_str!(concat!(env!("OUT_DIR"), "/coverage.txt")));
        assert_eq!(brought("coverage", Language::English), Some("Coverage"));
        assert_eq!(brought("coverage", Language::Chinese), Some("全覆盖"));
        assert_eq!(brought("home", Language::English), None);
    }
}
