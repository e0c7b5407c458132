//! The operation's worker categories, found by the words of a roster.

use std::{collections::HashMap, fmt};

use serde::{Deserialize, Serialize};

use crate::text::tidy;

/// The stable word of a worker category, such as `fever_clinic`. Categories are data of the operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryCode(String);

impl CategoryCode {
    /// A code as the operation's table has it.
    pub const fn from_stored(code: String) -> Self {
        Self(code)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What offices append to a category.
const SUFFIXES: [&str; 16] = [
    "医务人员",
    "医护人员",
    "工作人员",
    "医疗队员",
    "医疗队",
    "防疫人员",
    "值守人员",
    "支援队",
    "人员",
    "队员",
    "岗位",
    "医生",
    "护士",
    "一线",
    "队",
    "岗",
];

/// Finds a category by its code, its names and its aliases.
#[derive(Debug, Clone, Default)]
pub struct CategoryIndex {
    by_key: HashMap<String, CategoryCode>,
    /// Keys with their codes, longest first, for words that only contain a name.
    longest_first: Vec<(String, CategoryCode)>,
}

impl CategoryIndex {
    /// Indexes categories by each of their words.
    pub fn new<'a>(categories: impl IntoIterator<Item = (CategoryCode, Vec<&'a str>)>) -> Self {
        let mut index = Self::default();
        for (code, words) in categories {
            for word in words.into_iter().chain([code.as_str()]) {
                let key = category_key(word);
                if !key.is_empty() {
                    index.by_key.entry(key).or_insert_with(|| code.clone());
                }
            }
        }
        index.longest_first = index.by_key.iter().map(|(key, code)| (key.clone(), code.clone())).collect();
        index
            .longest_first
            .sort_by(|(a, _), (b, _)| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
        index
    }

    /// The category that a roster's words mean.
    pub fn find(&self, words: &str) -> Option<&CategoryCode> {
        let key = category_key(words);
        if key.is_empty() {
            return None;
        }
        self.by_key.get(&key).or_else(|| self.find_inside(&key))
    }

    /// The category whose name stands in a longer text, such as the name of a sheet, if it is only one.
    pub fn find_inside(&self, text: &str) -> Option<&CategoryCode> {
        let text = bare(text);
        let mut inside = self
            .longest_first
            .iter()
            .filter(|(key, _)| key.chars().count() >= 2 && text.contains(key.as_str()));
        let (_, first) = inside.next()?;
        inside.all(|(_, code)| code == first).then_some(first)
    }
}

fn category_key(words: &str) -> String {
    let bare = bare(words);
    let mut key = bare.as_str();
    while let Some(shorter) =
        SUFFIXES.iter().find_map(|suffix| key.strip_suffix(suffix)).filter(|rest| rest.chars().count() >= 2)
    {
        key = shorter;
    }
    key.to_owned()
}

fn bare(text: &str) -> String {
    tidy(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_and_without_what_offices_append() {
        let code = |code: &str| CategoryCode::from_stored(code.to_owned());
        let index = CategoryIndex::new([
            (code("aid_hubei"), vec!["援鄂", "Sent to Hubei", "支援湖北", "援鄂医疗队"]),
            (code("fever_clinic"), vec!["发热门诊", "Fever clinic"]),
            (code("isolation_site"), vec!["隔离点", "集中隔离点"]),
        ]);
        for (words, expected) in [
            ("援鄂", Some("aid_hubei")),
            ("援鄂人员", Some("aid_hubei")),
            ("援鄂医疗队员", Some("aid_hubei")),
            ("发热门诊医务人员", Some("fever_clinic")),
            (" 隔离点 ", Some("isolation_site")),
            ("fever clinic", Some("fever_clinic")),
            ("发热门诊（预检）", Some("fever_clinic")),
            ("发热门诊和隔离点", None),
            ("社区", None),
            ("", None),
        ] {
            assert_eq!(index.find(words).map(CategoryCode::as_str), expected, "{words}");
        }
        assert_eq!(index.find_inside("援鄂医疗队").map(CategoryCode::as_str), Some("aid_hubei"));
        assert_eq!(index.find_inside("区内一线"), None);
    }
}
