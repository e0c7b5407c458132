//! The figures of coverage, kept by difference.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::{prelude::*, upsert::excluded};
use domain::{
    areas::AreaPath,
    coverage::GapKind,
    ids::{OperationId, OrganisationId},
    organisations::Line,
};

use super::keep::{KeptGap, KeptWorker};
use crate::{
    Connection, StorageError,
    columns::Bind,
    dialect::insert_all,
    schema::{coverage_days, coverage_tallies},
};

/// The names of figures.
pub mod figure {
    /// Households with a worker.
    pub const HOUSEHOLDS: &str = "households";
    /// Those of which every worker is covered.
    pub const HOUSEHOLDS_COVERED: &str = "households_covered";
    /// Covered workers.
    pub const COVERED: &str = "covered";
    /// What stands before the first step that workers lack.
    pub const MISSING: &str = "missing:";
    /// What stands before the set of sources that have workers.
    pub const SOURCES: &str = "sources:";
    /// What stands before the kind of gaps.
    pub const GAP: &str = "gap:";
}

/// All of an area.
pub const ALL: &str = "*";
/// What stands before the party of an employer's workers.
pub const EMPLOYERS: &str = "e:";
/// What stands before the party of the moves of a line's organisations.
pub const LINES: &str = "l:";
/// The first text behind all parties of lines.
pub const END_OF_LINES: &str = "l;";
/// The first text behind all parties of employers.
pub const END_OF_EMPLOYERS: &str = "e;";

/// The first text behind the paths of all areas.
pub const BEHIND_ALL_AREAS: &str = "~";

/// The party of an employer's workers; of those without an employer among the organisations.
pub fn employer(id: Option<OrganisationId>) -> String {
    id.map_or_else(|| format!("{EMPLOYERS}none"), |id| format!("{EMPLOYERS}{id}"))
}

/// The party of the moves of an organisation.
pub fn moves_of(id: OrganisationId) -> String {
    format!("m:{id}")
}

/// The figure of a kind of gap.
pub fn gap(kind: GapKind) -> String {
    format!("{}{kind}", figure::GAP)
}

/// The party of the moves of a line's organisations.
pub fn of_line(line: Line) -> String {
    format!("{LINES}{line}")
}

/// Party, area and figure.
type Key = (String, String, String);

/// What is to be added to figures.
#[derive(Debug, Default)]
pub struct Differences(BTreeMap<Key, i64>);

impl Differences {
    fn add(&mut self, party: &str, area: &str, figure: &str, amount: i64) {
        *self.0.entry((party.to_owned(), area.to_owned(), figure.to_owned())).or_default() += amount;
    }

    /// The workers of one household come (1) or go (-1).
    pub fn household(&mut self, workers: &[&KeptWorker], sign: i64) {
        for worker in workers {
            let progress = match worker.missing.as_str() {
                "" => figure::COVERED.to_owned(),
                step => format!("{}{step}", figure::MISSING),
            };
            let sources = format!("{}{}", figure::SOURCES, worker.source_set);
            for name in [progress, sources] {
                self.add(ALL, &worker.area_path, &name, sign);
                self.add(&employer(worker.employer_id), &worker.town_path, &name, sign);
            }
        }
        let Some(one) = workers.first() else { return };
        let covered = workers.iter().all(|worker| worker.missing.is_empty());
        let mut parties: Vec<(String, &str)> =
            workers.iter().map(|worker| (employer(worker.employer_id), worker.town_path.as_str())).collect();
        parties.sort_unstable();
        parties.dedup();
        parties.push((ALL.to_owned(), one.area_path.as_str()));
        for (party, area) in parties {
            self.add(&party, area, figure::HOUSEHOLDS, sign);
            if covered {
                self.add(&party, area, figure::HOUSEHOLDS_COVERED, sign);
            }
        }
    }

    /// A gap comes (1) or goes (-1).
    pub fn gap(&mut self, of: &KeptGap, town: &AreaPath, sign: i64) {
        let name = gap(of.kind);
        self.add(ALL, &of.area_path, &name, sign);
        self.add(&employer(of.employer_id), town.as_str(), &name, sign);
        if let Some(mover) = of.mover_id {
            self.add(&moves_of(mover), "", &name, sign);
        }
        if let Some(line) = of.line {
            self.add(&of_line(line), &of.area_path, &name, sign);
        }
    }

    /// What was added for employers: party, figure and amount.
    pub fn of_employers(self) -> impl Iterator<Item = (String, String, i64)> {
        let all = self.0.into_iter().map(|((party, _, figure), amount)| (party, figure, amount));
        all.filter(|(party, ..)| party.starts_with(EMPLOYERS))
    }

    /// Adds them, to the figures and to what changed on this day, in the order of the keys, so that two transactions never
    /// wait for each other crosswise.
    pub fn write(
        mut self,
        conn: &mut Connection,
        operation: OperationId,
        today: NaiveDate,
    ) -> Result<(), StorageError> {
        const AT_ONCE: usize = 500;
        self.0.retain(|_, amount| *amount != 0);
        let all: Vec<(Key, i64)> = self.0.into_iter().collect();
        for some in all.chunks(AT_ONCE) {
            add_to_figures(conn, operation, some)?;
            add_to_day(conn, operation, today, some)?;
        }
        Ok(())
    }
}

fn add_to_figures(
    conn: &mut Connection,
    operation: OperationId,
    some: &[(Key, i64)],
) -> Result<(), StorageError> {
    let row = |((party, area, figure), amount): &(Key, i64)| {
        (
            coverage_tallies::operation_id.eq(Bind(operation)),
            coverage_tallies::party.eq(party.clone()),
            coverage_tallies::area_path.eq(area.clone()),
            coverage_tallies::figure.eq(figure.clone()),
            coverage_tallies::amount.eq(*amount),
        )
    };
    let rows: Vec<_> = some.iter().map(row).collect();
    Ok(insert_all!(conn, coverage_tallies::table, rows, insert => insert
        .on_conflict((
                coverage_tallies::operation_id,
                coverage_tallies::party,
                coverage_tallies::area_path,
                coverage_tallies::figure,
            ))
        .do_update()
        .set(coverage_tallies::amount.eq(coverage_tallies::amount + excluded(coverage_tallies::amount))))?)
}

fn add_to_day(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    some: &[(Key, i64)],
) -> Result<(), StorageError> {
    let row = |((party, area, figure), amount): &(Key, i64)| {
        (
            coverage_days::operation_id.eq(Bind(operation)),
            coverage_days::party.eq(party.clone()),
            coverage_days::day.eq(today),
            coverage_days::area_path.eq(area.clone()),
            coverage_days::figure.eq(figure.clone()),
            coverage_days::amount.eq(*amount),
        )
    };
    let rows: Vec<_> = some.iter().map(row).collect();
    Ok(insert_all!(conn, coverage_days::table, rows, insert => insert
        .on_conflict((
                coverage_days::operation_id,
                coverage_days::party,
                coverage_days::day,
                coverage_days::area_path,
                coverage_days::figure,
            ))
        .do_update()
        .set(coverage_days::amount.eq(coverage_days::amount + excluded(coverage_days::amount))))?)
}
