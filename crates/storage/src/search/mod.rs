//! Finding households by what one types: terms with an index on their beginnings, alike on both engines.
//!
//! Trigram indexes do not serve Chinese words of two characters, and those are the usual ones.

mod keep;
mod pinyin;
pub(crate) mod terms;
mod words;

pub(crate) use keep::{Term, keep};
pub(crate) use pinyin::sort_key;
pub use words::Reach;
pub(crate) use words::{Range, Word, words};
