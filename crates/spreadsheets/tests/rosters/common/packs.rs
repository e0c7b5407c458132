//! The packs of real files beside the checkout.

use std::{fs, path::PathBuf};

use serde::Deserialize;

use super::ledger::Counts;

pub struct Pack {
    pub name: String,
    pub divisions: String,
    /// Names and contents of the rosters.
    pub rosters: Vec<(String, Vec<u8>)>,
    pub expected: Expected,
}

#[derive(Deserialize)]
pub struct Expected {
    pub workers: usize,
    pub households: usize,
    pub dual_frontline_households: usize,
    pub by_category: std::collections::BTreeMap<String, usize>,
    pub without_category: usize,
    pub mistyped_ids: usize,
}

impl Expected {
    pub fn counts(&self) -> Counts {
        Counts {
            workers: self.workers,
            households: self.households,
            dual_frontline_households: self.dual_frontline_households,
            by_category: self.by_category.clone(),
            without_category: self.without_category,
        }
    }
}

/// Every pack; there is at least one.
pub fn all() -> Vec<Pack> {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folders =
        fs::read_dir(&data).unwrap_or_else(|error| panic!("the packs are in {}: {error}", data.display()));
    let mut packs: Vec<Pack> = folders
        .map(|folder| folder.unwrap().path())
        .filter(|folder| folder.join("expected.json").exists())
        .map(|folder| {
            let mut rosters: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
                .unwrap()
                .map(|file| file.unwrap().path())
                .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
                .filter(|(name, _)| name.starts_with("roster-"))
                .map(|(name, path)| (name, fs::read(path).unwrap()))
                .collect();
            rosters.sort();
            Pack {
                name: folder.file_name().unwrap().to_string_lossy().into_owned(),
                divisions: fs::read_to_string(folder.join("divisions.csv")).unwrap(),
                rosters,
                expected: serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap(),
            }
        })
        .collect();
    packs.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!packs.is_empty(), "no pack in {}", data.display());
    packs
}

/// The orders in which three files can come.
pub const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
