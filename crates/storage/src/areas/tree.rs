//! From the official list of divisions to a tree with paths.

use std::collections::{BTreeMap, HashMap};

use domain::areas::{AreaLevel, AreaPath};

/// A line of the official list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArea {
    /// Its code, which also orders it among its siblings.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: AreaLevel,
    /// The code of the area above; none for the root.
    pub parent_code: Option<String>,
}

/// An area with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedArea {
    /// The line.
    pub area: NewArea,
    /// Where it lies.
    pub path: AreaPath,
    /// Its place among its siblings, from 1.
    pub position: u32,
}

/// Why a list is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaTreeError {
    /// Two lines have one code.
    #[error("the code {0} stands twice in the list")]
    CodeTwice(String),
    /// There must be one area that all others lie in.
    #[error("the list must have one area without parent, not {0}")]
    Roots(usize),
    /// A parent that is not in the list, or that lies below its own child.
    #[error("{code} {name} does not lie below the root of the list")]
    Unreachable {
        /// The code.
        code: String,
        /// The name.
        name: String,
    },
    /// Paths have four digits for each level.
    #[error("{0} has more than 9999 areas directly below it")]
    TooMany(String),
}

/// Gives each area its path, parents before their children.
///
/// # Errors
/// [`AreaTreeError`] says why the list is no tree.
pub fn plan_tree(list: Vec<NewArea>) -> Result<Vec<PlannedArea>, AreaTreeError> {
    let lines = list.len();
    let mut children: HashMap<Option<String>, BTreeMap<String, NewArea>> = HashMap::new();
    for area in list {
        let siblings = children.entry(area.parent_code.clone()).or_default();
        if let Some(twin) = siblings.insert(area.code.clone(), area) {
            return Err(AreaTreeError::CodeTwice(twin.code));
        }
    }
    let roots = children.remove(&None).unwrap_or_default();
    if roots.len() != 1 {
        return Err(AreaTreeError::Roots(roots.len()));
    }
    let mut planned: Vec<PlannedArea> = Vec::with_capacity(lines);
    planned.extend(roots.into_values().map(|area| PlannedArea {
        area,
        path: AreaPath::root(1),
        position: 1,
    }));
    let mut next = 0;
    while let Some(PlannedArea { area, path, .. }) = planned.get(next) {
        let below = children.remove(&Some(area.code.clone())).unwrap_or_default();
        if below.len() > 9999 {
            return Err(AreaTreeError::TooMany(area.code.clone()));
        }
        let path = path.clone();
        planned.extend((1..).zip(below.into_values()).map(|(position, area)| PlannedArea {
            area,
            path: path.child(position),
            position,
        }));
        next += 1;
    }
    match children.into_values().flat_map(BTreeMap::into_values).next() {
        None => Ok(planned),
        Some(NewArea { code, name, .. }) => Err(AreaTreeError::Unreachable { code, name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, parent: &str) -> NewArea {
        NewArea {
            code: code.to_owned(),
            name: format!("area {code}"),
            level: AreaLevel::Town,
            parent_code: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
        }
    }

    #[test]
    fn siblings_lie_in_the_order_of_their_codes_wherever_they_stand() {
        let planned =
            plan_tree(vec![area("12", "1"), area("111", "11"), area("11", "1"), area("1", "")]).unwrap();
        let paths: Vec<_> = planned.iter().map(|p| (p.area.code.as_str(), p.path.as_str())).collect();
        assert_eq!(
            paths,
            [("1", "0001/"), ("11", "0001/0001/"), ("12", "0001/0002/"), ("111", "0001/0001/0001/")]
        );
    }

    #[test]
    fn lists_that_are_no_tree() {
        assert_eq!(plan_tree(vec![area("1", ""), area("2", "")]), Err(AreaTreeError::Roots(2)));
        assert_eq!(plan_tree(vec![]), Err(AreaTreeError::Roots(0)));
        assert_eq!(
            plan_tree(vec![area("1", ""), area("2", "1"), area("2", "1")]),
            Err(AreaTreeError::CodeTwice("2".into()))
        );
        for wrong in
            [vec![area("1", ""), area("2", "9")], vec![area("1", ""), area("2", "3"), area("3", "2")]]
        {
            assert!(matches!(plan_tree(wrong), Err(AreaTreeError::Unreachable { .. })));
        }
    }
}
