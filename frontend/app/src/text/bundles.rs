//! The texts as `build.rs` packed them from the `.ftl` files.

use domain::users::Language;

const PACKED: &str = include_str!(concat!(env!("OUT_DIR"), "/texts.txt"));

/// The patterns of a language with their keys, in the order of the keys.
pub fn load(language: Language) -> Vec<(&'static str, &'static str)> {
    let record = |record: &'static str| {
        let (key, patterns) = record.split_once('\u{1f}')?;
        let (chinese, english) = patterns.split_once('\u{1f}')?;
        let pattern = match language {
            Language::Chinese => chinese,
            Language::English => english,
        };
        Some((key, pattern))
    };
    PACKED.split('\u{1e}').filter_map(record).collect()
}
