//! The tree of areas, and the several names of one village.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{text::tidy, words};

words! {
    /// How deep an area lies.
    pub enum AreaLevel {
        /// 市
        City = "city",
        /// 区
        District = "district",
        /// 镇街: a town or subdistrict
        Town = "town",
        /// 村居: a village or community
        Village = "village",
    }
}

/// Where an area lies in its tree: one fixed-width segment for each level, each closed by `/`.
///
/// A subtree is one range of text (`path >= '0001/' and path < '00010'`), which both engines find by index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaPath(String);

impl AreaPath {
    /// The path of the n-th root.
    pub fn root(position: u32) -> Self {
        Self(format!("{position:04}/"))
    }

    /// The path of the n-th child.
    #[must_use]
    pub fn child(&self, position: u32) -> Self {
        Self(format!("{}{position:04}/", self.0))
    }

    /// A path as the tables keep it.
    pub const fn from_stored(path: String) -> Self {
        Self(path)
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first text behind the subtree: `/` is followed by `0` in ASCII.
    pub fn end_of_subtree(&self) -> String {
        let stem = self.0.strip_suffix('/').unwrap_or(&self.0);
        format!("{stem}0")
    }

    /// Whether the other area is this one or lies below it.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The path of the area above; none for a root.
    pub fn parent(&self) -> Option<Self> {
        let stem = self.0.strip_suffix('/')?;
        stem.rfind('/').and_then(|at| stem.get(..=at)).map(|above| Self(above.to_owned()))
    }

    /// Which child of another area it is, or lies in; none where it lies elsewhere.
    pub fn position_below(&self, above: &Self) -> Option<u32> {
        self.0.strip_prefix(&above.0)?.split('/').next()?.parse().ok()
    }

    /// The path when an area that it is, or lies in, goes from one place to another; none where it lies elsewhere.
    pub fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        self.0.strip_prefix(&from.0).map(|below| Self(format!("{}{below}", to.0)))
    }

    /// The deepest area that holds both.
    #[must_use]
    pub fn common_ancestor(&self, other: &Self) -> Self {
        let shared =
            self.0.split_inclusive('/').zip(other.0.split_inclusive('/')).take_while(|(a, b)| a == b);
        Self(shared.map(|(segment, _)| segment).collect())
    }
}

impl fmt::Display for AreaPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What offices append to the name of a village or community, longest first.
const VILLAGE_SUFFIXES: [&str; 9] = [
    "社区居民委员会",
    "村民委员会",
    "社区居委会",
    "居民委员会",
    "村村委会",
    "村委会",
    "居委会",
    "社区",
    "村",
];

/// What offices append to the name of a town or district.
const TOWN_SUFFIXES: [&str; 8] = ["街道办事处", "人民政府", "街办事处", "街道", "地区", "乡", "镇", "街"];

/// The form of an area's name that is compared: `王庄子村村委会`, `王庄子村` and `王庄子` are one key.
///
/// Keys are for finding candidates among the areas of one operation; two villages may share a key.
pub fn area_name_key(level: AreaLevel, name: &str) -> String {
    let name: String = tidy(name).chars().filter(|c| !c.is_whitespace()).collect();
    let suffixes: &[&str] = match level {
        AreaLevel::Village => &VILLAGE_SUFFIXES,
        AreaLevel::Town => &TOWN_SUFFIXES,
        AreaLevel::City => &["市"],
        AreaLevel::District => &["区", "县", "市"],
    };
    let mut key = name.as_str();
    while let Some(shorter) =
        suffixes.iter().find_map(|suffix| key.strip_suffix(suffix)).filter(|rest| !rest.is_empty())
    {
        key = shorter;
    }
    key.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_of_a_village_have_one_key() {
        let key = |name| area_name_key(AreaLevel::Village, name);
        for name in ["王庄子村村委会", "王庄子村", "王庄子村民委员会", "王庄子"] {
            assert_eq!(key(name), "王庄子", "{name}");
        }
        assert_eq!(key("金谊花园社区居民委员会"), key("金谊花园社区"));
        assert_eq!(key("天津农学院（张家窝）社区"), key("天津农学院(张家窝)社区居委会"));
        assert_eq!(key("村"), "村");
        assert_eq!(area_name_key(AreaLevel::Town, "李七庄街道"), area_name_key(AreaLevel::Town, "李七庄街"));
    }

    #[test]
    fn a_subtree_is_one_range() {
        let town = AreaPath::root(1).child(2);
        let village = town.child(15);
        assert!(town.contains(&village) && !village.contains(&town));
        assert!(village.as_str() >= town.as_str() && village.as_str() < town.end_of_subtree().as_str());
        let sibling = AreaPath::root(1).child(3);
        assert!(sibling.as_str() >= town.end_of_subtree().as_str());
        assert_eq!(village.common_ancestor(&sibling), AreaPath::root(1));
        assert_eq!(
            (village.position_below(&AreaPath::root(1)), town.position_below(&village)),
            (Some(2), None)
        );
        let moved = village.moved(&town, &sibling.child(7));
        assert_eq!(moved, Some(sibling.child(7).child(15)));
        assert_eq!(sibling.moved(&town, &AreaPath::root(2)), None);
        assert_eq!((village.parent(), AreaPath::root(1).parent()), (Some(town), None));
    }
}
