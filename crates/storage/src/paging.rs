//! Lists are read in slices, by the key of the last row that the caller has.

/// Which part of an ordered list to read.
#[derive(Debug, Clone)]
pub struct Slice<K> {
    /// The key of the last row before it; nothing for the beginning.
    pub after: Option<K>,
    /// How many rows at most. Ask for one more than a page to learn whether another follows.
    pub limit: i64,
}

impl<K> Slice<K> {
    /// The beginning of a list.
    pub const fn first(limit: i64) -> Self {
        Self { after: None, limit }
    }
}
