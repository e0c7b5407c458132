//! Towns and villages, found by the words of a roster.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    areas::{AreaLevel, AreaPath, area_name_key},
    ids::AreaId,
    text::tidy,
};

/// An area with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The area.
    pub id: AreaId,
    /// Where it lies.
    pub path: AreaPath,
}

/// An area of the operation, as the index takes it.
#[derive(Debug, Clone)]
pub struct AreaEntry {
    /// The area.
    pub place: Place,
    /// How deep it lies.
    pub level: AreaLevel,
    /// Its name.
    pub name: String,
}

/// What a row's words say of where a household lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The area that is certain: the village, or the smallest area that holds all candidates.
    pub place: Place,
    /// The villages that the words may mean, where there are several.
    pub candidates: Vec<Place>,
    /// The village's words, kept where they do not name one village.
    pub hint: Option<String>,
}

/// How the words fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// One village, or the town where no village was named.
    Certain,
    /// Several villages have the name.
    Ambiguous,
    /// No area has the name.
    Unknown,
    /// The village lies in another town than the row says.
    NotInTown,
}

impl Whereabouts {
    /// Whether both can be one village. A village that nobody knows fits only its own name.
    pub fn fits(&self, other: &Self) -> bool {
        match (self.possible(), other.possible()) {
            (Some(these), Some(those)) => these.iter().any(|this| {
                those.iter().any(|that| this.path.contains(&that.path) || that.path.contains(&this.path))
            }),
            (None, None) => {
                let key = |hint: &Option<String>| {
                    hint.as_deref().map(|hint| area_name_key(AreaLevel::Village, hint))
                };
                key(&self.hint) == key(&other.hint)
            }
            _ => false,
        }
    }

    /// The areas that the words may mean; nothing where they are not known.
    fn possible(&self) -> Option<&[Place]> {
        match (self.candidates.as_slice(), &self.hint) {
            ([], None) => Some(std::slice::from_ref(&self.place)),
            ([], Some(_)) => None,
            (several, _) => Some(several),
        }
    }

    /// Whether this says more than the other, and nothing against it.
    pub fn is_more_precise_than(&self, other: &Self) -> bool {
        let deeper = other.place.path.contains(&self.place.path) && self.place != other.place;
        let named = self.is_certain() && !other.is_certain();
        (named
            && (self.fits(other)
                || other.possible().is_none() && other.place.path.contains(&self.place.path)))
            || (deeper && self.is_certain() && other.is_certain())
    }

    /// Whether the words name one village.
    pub fn is_certain(&self) -> bool {
        self.hint.is_none()
    }
}

/// Whether a village's name says that it is a community of a town or a village of farmers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Community,
    Village,
    Unsaid,
}

impl Kind {
    fn of(name: &str) -> Self {
        let name = name.trim_end_matches(['会']);
        if name.ends_with("社区") || name.ends_with("居委") || name.ends_with("居民委员") {
            Self::Community
        } else if name.ends_with('村') || name.ends_with("村委") || name.ends_with("村民委员") {
            Self::Village
        } else {
            Self::Unsaid
        }
    }
}

/// Finds areas by their words.
#[derive(Debug, Clone)]
pub struct AreaIndex {
    root: Place,
    by_path: HashMap<AreaPath, Place>,
    paths: HashMap<AreaId, AreaPath>,
    /// Areas that are divided further.
    divided: HashSet<AreaPath>,
    villages: HashMap<String, Vec<(Place, Kind)>>,
    towns: HashMap<String, Vec<Place>>,
}

impl AreaIndex {
    /// Indexes the areas of an operation. The root is where a household belongs of which nothing is known.
    pub fn new(root: Place, entries: impl IntoIterator<Item = AreaEntry>) -> Self {
        let mut index = Self {
            root,
            by_path: HashMap::new(),
            paths: HashMap::new(),
            divided: HashSet::new(),
            villages: HashMap::new(),
            towns: HashMap::new(),
        };
        for AreaEntry { place, level, name } in entries {
            index.by_path.insert(place.path.clone(), place.clone());
            index.paths.insert(place.id, place.path.clone());
            index.divided.extend(place.path.parent());
            let key = area_name_key(level, &name);
            match level {
                AreaLevel::Village => {
                    index.villages.entry(key).or_default().push((place, Kind::of(&tidy(&name))))
                }
                AreaLevel::Town => index.towns.entry(key).or_default().push(place),
                AreaLevel::City | AreaLevel::District => {}
            }
        }
        index
    }

    /// The area of the whole operation.
    pub const fn root(&self) -> &Place {
        &self.root
    }

    /// What was found earlier, with the areas where they lie now.
    #[must_use]
    pub fn as_now(&self, said: Whereabouts) -> Whereabouts {
        let now = |place: Place| match self.paths.get(&place.id) {
            Some(path) => Place { id: place.id, path: path.clone() },
            None => place,
        };
        Whereabouts {
            place: now(said.place),
            candidates: said.candidates.into_iter().map(now).collect(),
            hint: said.hint,
        }
    }

    /// Whether both name one and the same village, or town that has no villages, and leave no doubt.
    pub fn are_one_village(&self, one: &Whereabouts, other: &Whereabouts) -> bool {
        one.is_certain()
            && other.is_certain()
            && one.place == other.place
            && !self.divided.contains(&one.place.path)
    }

    /// What the words of a town column and a village column say. Nothing where both are blank.
    pub fn find(&self, town: &str, village: &str) -> Option<(Whereabouts, Fit)> {
        let (town, village) = (tidy(town), tidy(village));
        let town_found = self.town(&town);
        if village.is_empty() {
            if town.is_empty() {
                return None;
            }
            // Small towns and development zones have no villages; their people live in the town itself.
            return Some(match town_found {
                Some(place) => (certain(place.clone()), Fit::Certain),
                None => match self.villages_named(&town).as_slice() {
                    [(place, _)] => (certain(place.clone()), Fit::Certain),
                    _ => (self.uncertain(&[], &town), Fit::Unknown),
                },
            });
        }
        let named = self.villages_named(&village);
        let in_town = |place: &Place| town_found.is_none_or(|town| town.path.contains(&place.path));
        let inside: Vec<&(Place, Kind)> = named.iter().copied().filter(|(place, _)| in_town(place)).collect();
        Some(match (inside.as_slice(), named.as_slice()) {
            ([(place, _)], _) => (certain(place.clone()), Fit::Certain),
            ([], []) => match (town_found, self.town(&village)) {
                // The village column names a town, as where a development zone has no villages.
                (_, Some(place)) if town_found.is_none_or(|town| town == place) => {
                    (certain(place.clone()), Fit::Certain)
                }
                (Some(town), _) => (
                    Whereabouts { place: town.clone(), candidates: Vec::new(), hint: Some(village) },
                    Fit::Unknown,
                ),
                (None, _) => (self.uncertain(&[], &village), Fit::Unknown),
            },
            ([], [(place, _)]) => (certain(place.clone()), Fit::NotInTown),
            ([], several) => (self.several(several, &village), Fit::Ambiguous),
            (several, _) => {
                let kind = Kind::of(&village);
                let is_same = |(_, other): &&(Place, Kind)| kind != Kind::Unsaid && *other == kind;
                let same_kind: Vec<&(Place, Kind)> = several.iter().copied().filter(is_same).collect();
                match same_kind.as_slice() {
                    [(place, _)] => (certain(place.clone()), Fit::Certain),
                    [] => (self.several(several, &village), Fit::Ambiguous),
                    fitting => (self.several(fitting, &village), Fit::Ambiguous),
                }
            }
        })
    }

    /// What a household's kept area and hint mean.
    pub fn whereabouts(&self, place: &Place, hint: Option<&str>) -> Whereabouts {
        let Some(hint) = hint else { return certain(place.clone()) };
        let candidates: Vec<Place> = match self.find("", hint) {
            Some((found, Fit::Ambiguous)) => found.candidates,
            _ => Vec::new(),
        };
        let candidates =
            candidates.into_iter().filter(|candidate| place.path.contains(&candidate.path)).collect();
        Whereabouts { place: place.clone(), candidates, hint: Some(hint.to_owned()) }
    }

    fn town(&self, words: &str) -> Option<&Place> {
        if words.is_empty() {
            return None;
        }
        match self.towns.get(&area_name_key(AreaLevel::Town, words)).map(Vec::as_slice) {
            Some([place]) => Some(place),
            _ => None,
        }
    }

    /// Villages by their words; a town's name may stand before the village's, as in 大寺镇王庄子村.
    fn villages_named(&self, words: &str) -> Vec<&(Place, Kind)> {
        if let Some(found) = self.villages.get(&area_name_key(AreaLevel::Village, words)) {
            return found.iter().collect();
        }
        for end in ['镇', '乡', '道', '区'] {
            let Some((town, village)) = words.split_once(end).filter(|(_, village)| !village.is_empty())
            else {
                continue;
            };
            let town = self.town(&format!("{town}{end}"));
            if let (Some(town), Some(found)) =
                (town, self.villages.get(&area_name_key(AreaLevel::Village, village)))
            {
                return found.iter().filter(|(place, _)| town.path.contains(&place.path)).collect();
            }
        }
        Vec::new()
    }

    fn several(&self, found: &[&(Place, Kind)], words: &str) -> Whereabouts {
        let candidates: Vec<Place> = found.iter().map(|(place, _)| place.clone()).collect();
        self.uncertain(&candidates, words)
    }

    fn uncertain(&self, candidates: &[Place], words: &str) -> Whereabouts {
        let common = candidates.iter().map(|place| place.path.clone()).reduce(|a, b| a.common_ancestor(&b));
        let place = common.and_then(|path| self.by_path.get(&path)).unwrap_or(&self.root).clone();
        Whereabouts { place, candidates: candidates.to_vec(), hint: Some(words.to_owned()) }
    }
}

const fn certain(place: Place) -> Whereabouts {
    Whereabouts { place, candidates: Vec::new(), hint: None }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn place(number: u128, path: &AreaPath) -> Place {
        Place { id: AreaId::from_uuid(Uuid::from_u128(number)), path: path.clone() }
    }

    fn index() -> AreaIndex {
        let root = AreaPath::root(1);
        let mut entries = Vec::new();
        for (town, name, villages) in [
            (4, "精武镇", vec!["王庄子村委会", "东姜井社区居委会", "东姜井村委会"]),
            (5, "大寺镇", vec!["王庄子村村委会", "门道口村委会"]),
            (6, "西青区开发区", vec![]),
        ] {
            let path = root.child(town);
            for (number, village) in (1..).zip(villages) {
                let place = place(u128::from(town) * 100 + u128::from(number), &path.child(number));
                entries.push(AreaEntry { place, level: AreaLevel::Village, name: village.to_owned() });
            }
            entries.push(AreaEntry {
                place: place(u128::from(town), &path),
                level: AreaLevel::Town,
                name: name.to_owned(),
            });
        }
        entries.push(AreaEntry {
            place: place(1, &root),
            level: AreaLevel::District,
            name: "西青区".to_owned(),
        });
        AreaIndex::new(place(1, &root), entries)
    }

    fn found(town: &str, village: &str) -> (u128, Fit) {
        let (whereabouts, fit) = index().find(town, village).unwrap();
        (whereabouts.place.id.as_uuid().as_u128(), fit)
    }

    #[test]
    fn the_town_decides_between_villages_of_one_name() {
        assert_eq!(found("大寺镇", "王庄子村"), (501, Fit::Certain));
        assert_eq!(found("精武镇", "王庄子村委会"), (401, Fit::Certain));
        assert_eq!(found("", "王庄子村"), (1, Fit::Ambiguous));
        assert_eq!(found("", "大寺镇王庄子村"), (501, Fit::Certain));
        assert_eq!(found("", "门道口村"), (502, Fit::Certain));
    }

    #[test]
    fn a_community_and_a_village_of_one_name_differ_by_their_kind() {
        assert_eq!(found("", "东姜井社区"), (402, Fit::Certain));
        assert_eq!(found("", "东姜井村"), (403, Fit::Certain));
        assert_eq!(found("", "东姜井"), (4, Fit::Ambiguous));
    }

    #[test]
    fn what_is_not_known_stays_as_a_hint() {
        assert_eq!(found("大寺镇", ""), (5, Fit::Certain));
        assert_eq!(found("大寺镇", "无此村"), (5, Fit::Unknown));
        assert_eq!(found("", "无此村"), (1, Fit::Unknown));
        assert_eq!(found("精武镇", "门道口村"), (502, Fit::NotInTown));
        assert_eq!(found("西青区开发区", "西青区开发区"), (6, Fit::Certain));
        assert_eq!(index().find(" ", ""), None);
        let (ambiguous, _) = index().find("", "王庄子").unwrap();
        let known = |town, village| index().find(town, village).unwrap().0;
        assert!(ambiguous.fits(&known("大寺镇", "王庄子村")) && known("大寺镇", "王庄子村").fits(&ambiguous));
        assert!(!ambiguous.fits(&known("", "门道口村")) && !known("", "无此村").fits(&known("", "门道口村")));
        assert!(known("", "无此村").fits(&known("", "无此村委会")));
        assert!(known("大寺镇", "王庄子村").is_more_precise_than(&ambiguous));
        assert!(known("大寺镇", "王庄子村").is_more_precise_than(&known("大寺镇", "")));
        assert!(!ambiguous.is_more_precise_than(&known("大寺镇", "王庄子村")));
        let kept = index().whereabouts(&ambiguous.place, ambiguous.hint.as_deref());
        assert_eq!(kept, ambiguous);
    }

    #[test]
    fn what_was_found_before_an_area_moved_is_found_where_it_is() {
        let index = index();
        let (found, _) = index.find("大寺镇", "王庄子村").unwrap();
        let elsewhere = AreaPath::root(1).child(9).child(1);
        let before = Whereabouts { place: Place { path: elsewhere, ..found.place.clone() }, ..found.clone() };
        assert!(before != found && index.as_now(before) == found);
    }

    #[test]
    fn only_the_smallest_areas_leave_no_doubt_of_the_village() {
        let index = index();
        let one = |a: (&str, &str), b: (&str, &str)| {
            let at = |(town, village)| index.find(town, village).unwrap().0;
            index.are_one_village(&at(a), &at(b))
        };
        assert!(one(("大寺镇", "王庄子村"), ("", "大寺镇王庄子村")));
        assert!(one(("西青区开发区", ""), ("西青区开发区", "西青区开发区")));
        assert!(!one(("大寺镇", ""), ("大寺镇", "")));
        assert!(!one(("大寺镇", "王庄子村"), ("精武镇", "王庄子村")));
        assert!(!one(("", "王庄子村"), ("", "王庄子村")));
        assert!(!one(("", "无此村"), ("", "无此村")));
    }
}
