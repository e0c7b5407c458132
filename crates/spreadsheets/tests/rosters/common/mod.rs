//! A ledger in memory: applies plans as storage does, counts as `expected.json` does.

pub mod invented;
pub mod ledger;
pub mod lists;
pub mod packs;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    areas::{AreaLevel, AreaPath},
    ids::{AreaId, HouseholdId},
    rosters::{
        areas::{AreaEntry, AreaIndex, Place},
        categories::{CategoryCode, CategoryIndex},
        ledger::{IdentityKey, Wanted},
        plan::{Decision, Plan, PlanRow, RowOutcome, RowPlan, plan},
        reasons::{Reason, ReasonCode},
        recognition::{ColumnMemory, Recognition},
        record::{ReadContext, ReadRow, read_row},
    },
};
use ledger::Ledger;
use spreadsheets::{Limits, data_rows, read, recognise};
use uuid::Uuid;

/// A roster that was imported: its rows with what became of them.
pub struct Imported {
    pub recognition: Recognition,
    pub rows: Vec<ReadRow>,
    pub row_nos: Vec<u32>,
    pub plans: BTreeMap<u32, RowPlan>,
}

impl Imported {
    pub fn outcome(&self, at: usize) -> RowOutcome {
        let row_no = self.row_nos[at];
        self.plans.get(&row_no).map_or(RowOutcome::Rejected, |plan| plan.outcome)
    }

    pub fn count(&self, outcome: RowOutcome) -> usize {
        (0..self.rows.len()).filter(|at| self.outcome(*at) == outcome).count()
    }

    pub fn has(&self, code: ReasonCode) -> usize {
        self.reasons().filter(|reasons| reasons.iter().any(|reason| reason.code == code)).count()
    }

    pub fn reasons(&self) -> impl Iterator<Item = Vec<&Reason>> {
        self.rows.iter().zip(&self.row_nos).map(|(row, row_no)| {
            row.reasons
                .iter()
                .chain(self.plans.get(row_no).into_iter().flat_map(|plan| &plan.reasons))
                .collect()
        })
    }
}

/// A district's office: its areas, its categories, its ledger and the rosters that were imported.
pub struct Office {
    pub areas: AreaIndex,
    pub categories: CategoryIndex,
    pub starts: NaiveDate,
    pub ledger: Ledger,
    pub imported: Vec<Imported>,
    pub decisions: BTreeMap<(usize, u32), Decision>,
}

impl Office {
    /// An office of the areas in a `divisions.csv`.
    pub fn new(divisions: &str) -> Self {
        let code = |code: &str| CategoryCode::from_stored(code.to_owned());
        let categories = CategoryIndex::new([
            (code("aid_hubei"), vec!["援鄂", "援鄂医疗队", "支援湖北", "Sent to Hubei"]),
            (code("isolation_site"), vec!["隔离点", "集中隔离点", "Isolation site"]),
            (code("cdc"), vec!["疾控中心", "疾控", "CDC"]),
            (code("fever_clinic"), vec!["发热门诊", "Fever clinic"]),
        ]);
        Self {
            areas: areas(divisions),
            categories,
            starts: NaiveDate::from_ymd_opt(2020, 1, 23).unwrap(),
            ledger: Ledger::default(),
            imported: Vec::new(),
            decisions: BTreeMap::new(),
        }
    }

    /// Reads, recognises, plans and applies a file, then looks again at what was held.
    pub fn import(&mut self, bytes: &[u8]) -> &Imported {
        let workbook = read(bytes, &Limits::default()).unwrap();
        let recognition = recognise(&workbook, &ColumnMemory::default());
        recognition.check().unwrap();
        let sources: Vec<_> = data_rows(&workbook, &recognition).collect();
        let rows: Vec<ReadRow> = sources
            .iter()
            .map(|row| {
                let sheet = &recognition.sheets[row.sheet as usize];
                let context = ReadContext {
                    as_of: sheet.as_of.or(recognition.as_of()),
                    operation_starts: self.starts,
                    operation_ends: None,
                    categories: &self.categories,
                    areas: &self.areas,
                };
                read_row(row, sheet, &context)
            })
            .collect();
        let row_nos = sources.iter().map(|row| row.row_no).collect();
        self.imported.push(Imported { recognition, rows, row_nos, plans: BTreeMap::new() });
        let last = self.imported.len() - 1;
        self.apply(last, |_| true);
        self.look_again();
        &self.imported[last]
    }

    /// Plans held rows anew until nothing changes any more.
    pub fn look_again(&mut self) {
        loop {
            let held =
                |office: &Self| office.imported.iter().map(|one| one.count(RowOutcome::Held)).sum::<usize>();
            let before = held(self);
            for at in 0..self.imported.len() {
                self.apply(at, |plan| plan.is_some_and(|plan| plan.outcome == RowOutcome::Held));
            }
            if held(self) == before {
                return;
            }
        }
    }

    fn apply(&mut self, at: usize, wanted: impl Fn(Option<&RowPlan>) -> bool) {
        let imported = &self.imported[at];
        let records = imported
            .rows
            .iter()
            .zip(&imported.row_nos)
            .filter_map(|(row, row_no)| Some((row.record.as_ref()?, row_no)));
        let homes: BTreeMap<u32, HouseholdId> = imported
            .rows
            .iter()
            .zip(&imported.row_nos)
            .filter_map(|(row, row_no)| {
                let home = imported.plans.get(row_no)?.household.and_then(ledger::existing_household)?;
                Some((row.record.as_ref()?.group, home))
            })
            .collect();
        let rows: Vec<PlanRow<'_>> = records
            .filter(|(_, row_no)| wanted(imported.plans.get(row_no)))
            .map(|(record, row_no)| PlanRow {
                record,
                identity: record.identity_number.as_ref().map(|number| key(number.reveal())),
                decision: self.decisions.get(&(at, *row_no)).copied(),
                household: homes.get(&record.group).copied(),
            })
            .collect();
        let view = self.ledger.view(&Wanted::by(&rows));
        let planned: Plan = plan(&rows, &view, &self.areas);
        assert_eq!(planned.rows.len(), rows.len(), "no row is lost");
        assert_eq!(planned, plan(&rows, &self.ledger.everything(), &self.areas), "what was loaded is enough");
        self.ledger.apply(&planned);
        let plans: Vec<RowPlan> = planned.rows.into_iter().map(|row| self.ledger.resolve(row)).collect();
        for row in plans {
            self.imported[at].plans.insert(row.row_no, row);
        }
        self.ledger.check();
        self.ledger.forget_new();
    }
}

/// Stands for the keyed digest: the digits themselves.
pub fn key(number: &str) -> IdentityKey {
    let mut bytes = [0; 32];
    bytes[..number.len()].copy_from_slice(number.as_bytes());
    IdentityKey(bytes)
}

fn areas(divisions: &str) -> AreaIndex {
    let mut reader = csv::Reader::from_reader(divisions.trim_start_matches('\u{feff}').as_bytes());
    let mut paths: BTreeMap<String, (AreaPath, u32)> = BTreeMap::new();
    let mut entries = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let (code, name, level, parent) =
            (&record[0], &record[1], record[2].parse::<AreaLevel>().unwrap(), &record[3]);
        let path = match paths.get_mut(parent) {
            Some((path, children)) => {
                *children += 1;
                path.child(*children)
            }
            None => AreaPath::root(1),
        };
        paths.insert(code.to_owned(), (path.clone(), 0));
        let place = Place { id: AreaId::from_uuid(Uuid::from_u128(number as u128 + 1)), path };
        entries.push(AreaEntry { place, level, name: name.to_owned() });
    }
    AreaIndex::new(entries[0].place.clone(), entries)
}
