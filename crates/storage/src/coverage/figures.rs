//! The figures of a part of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    coverage::{GapKind, Step},
    ids::SourceId,
};

use super::{source_sets, tallies::figure};

/// Coverage in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Households with a worker.
    pub households: i64,
    /// Those of which every worker is covered.
    pub households_covered: i64,
    /// Covered workers.
    pub covered: i64,
    /// Workers by the first step that they lack; those who wait on a roster lack [`Step::InLedger`].
    pub missing: BTreeMap<Step, i64>,
    /// Gaps by kind.
    pub gaps: BTreeMap<GapKind, i64>,
    /// Workers by the set of sources that have them.
    pub(super) sets: BTreeMap<String, i64>,
}

impl Figures {
    pub(super) fn add(&mut self, name: &str, amount: i64) {
        match name {
            figure::HOUSEHOLDS => self.households += amount,
            figure::HOUSEHOLDS_COVERED => self.households_covered += amount,
            figure::COVERED => self.covered += amount,
            _ => {
                if let Some(Ok(step)) = name.strip_prefix(figure::MISSING).map(str::parse) {
                    *self.missing.entry(step).or_default() += amount;
                } else if let Some(Ok(kind)) = name.strip_prefix(figure::GAP).map(str::parse::<GapKind>) {
                    *self.gaps.entry(kind).or_default() += amount;
                } else if let Some(set) = name.strip_prefix(figure::SOURCES) {
                    *self.sets.entry(set.to_owned()).or_default() += amount;
                }
            }
        }
    }

    /// Rows that wait are workers, too, whom the ledger does not have; who may not see rosters sees neither.
    pub(super) fn with_waiting(mut self, rosters: Seen) -> Self {
        if rosters == Seen::No {
            self.gaps.retain(|kind, _| !kind.is_of_row());
        }
        let waiting = self.gaps.get(&GapKind::WorkerWaits).copied().unwrap_or_default();
        self.missing.insert(Step::InLedger, waiting);
        self
    }

    /// Workers in all: of the ledger, and those who wait.
    pub fn workers(&self) -> i64 {
        self.covered + self.missing.values().sum::<i64>()
    }

    pub(super) fn in_sets(&self, which: impl Fn(&BTreeSet<SourceId>) -> bool) -> i64 {
        let fits = |set: &str| which(&source_sets::members(set).collect());
        self.sets.iter().filter(|(set, _)| fits(set)).map(|(_, workers)| workers).sum()
    }
}

/// Whether the actor sees rosters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Yes,
    No,
}
