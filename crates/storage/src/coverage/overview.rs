//! The figures of coverage, as far as the actor sees them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use domain::{
    access::{Permission, Visibility},
    areas::{AreaLevel, AreaPath},
    coverage::{GapKind, Matter},
    ids::{AreaId, OrganisationId, SourceId},
    organisations::Line,
};

use super::{
    days::{DayPart, Kept, Parties},
    figures::{Figures, Seen},
    keep::{KeptGap, KeptWorker},
    source_sets,
    tallies::{self, Differences, figure},
};
use crate::{
    Scoped, StorageError, Store,
    columns::Bind,
    households::organisation_names,
    prepared::{Prepare as _, padded},
    schema::{areas, coverage_gaps, coverage_tallies, coverage_workers, sources},
};

/// A source against the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCoverage {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub name: String,
    /// Workers of the ledger who are on its rosters.
    pub listed: i64,
    /// Those of them whom no other source has.
    pub only_here: i64,
    /// Workers of the ledger who are not on its rosters.
    pub not_listed: i64,
    /// Rows of its rosters that are part of the ledger.
    pub applied: i64,
    /// Rows that wait.
    pub held: i64,
    /// Rows that could not be used.
    pub rejected: i64,
}

/// Everything at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The figures.
    pub figures: Figures,
    /// Gaps that are the move of the actor's organisation.
    pub moves: i64,
    /// Gaps by the line of the organisation whose move they are.
    pub lines: BTreeMap<Line, i64>,
    /// Each source against the ledger, by name.
    pub sources: Vec<SourceCoverage>,
    /// Workers whom every source has.
    pub in_all_sources: i64,
}

/// The coverage of a town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownCoverage {
    /// The town, or the larger area of households whose town is not known.
    pub area_id: AreaId,
    /// Its name.
    pub name: String,
    /// How deep it lies.
    pub level: AreaLevel,
    /// The figures.
    pub figures: Figures,
}

/// The coverage of an employer's workers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployerCoverage {
    /// The employer; none for workers without one among the organisations.
    pub employer: Option<(OrganisationId, String)>,
    /// The figures.
    pub figures: Figures,
}

/// The gaps that are an organisation's move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moves {
    /// All that the actor sees.
    pub all: i64,
    /// Those of them that are disagreements between sources, for those who see rosters.
    pub disputed: i64,
}

impl Store {
    /// Coverage at a glance, or as an earlier day ended; of that day no rows of rosters are known.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn coverage(&self, as_of: Option<NaiveDate>) -> Result<Coverage, StorageError> {
        self.read(move |scoped| scoped.coverage(as_of)).await
    }

    /// The coverage of each town, in the order of the official list.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn coverage_by_town(
        &self,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<TownCoverage>, StorageError> {
        self.read(move |scoped| scoped.coverage_by_town(as_of)).await
    }

    /// The coverage of each employer's workers, by the employer's name.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn coverage_by_employer(
        &self,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<EmployerCoverage>, StorageError> {
        self.read(move |scoped| scoped.coverage_by_employer(as_of)).await
    }
}

impl Scoped<'_> {
    pub(super) fn sees_rosters(&self) -> Seen {
        if self.actor.may(Permission::RostersRead).is_ok() { Seen::Yes } else { Seen::No }
    }

    fn coverage(&mut self, as_of: Option<NaiveDate>) -> Result<Coverage, StorageError> {
        let mut figures = Figures::default();
        if let Some(kept) = self.kept_of(DayPart::All)? {
            let sums = self.sums_of(&kept, as_of)?;
            sums.iter().for_each(|(name, amount)| figures.add(name, *amount));
            figures = figures.with_waiting(self.sees_rosters());
        }
        let sources = self.sources_against(&figures, as_of)?;
        let all: BTreeSet<SourceId> = sources.iter().map(|source| source.id).collect();
        let in_all_sources = if all.is_empty() { 0 } else { figures.in_sets(|set| *set == all) };
        let (moves, lines) = (self.own_moves(as_of)?.all, self.moves_by_line(as_of)?);
        Ok(Coverage { in_all_sources, sources, moves, lines, figures })
    }

    /// The figures of a part, as they are or as a day ended.
    pub(super) fn sums_of(
        &mut self,
        kept: &Kept,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<(String, i64)>, StorageError> {
        let mut sums: Vec<(String, i64)> = coverage_tallies::table
            .filter(coverage_tallies::operation_id.eq(Bind(self.operation())))
            .filter(coverage_tallies::party.eq(&kept.party))
            .filter(coverage_tallies::area_path.ge(&kept.from))
            .filter(coverage_tallies::area_path.lt(&kept.to))
            .group_by(coverage_tallies::figure)
            .select((coverage_tallies::figure, sql::<BigInt>("CAST(SUM(amount) AS BIGINT)")))
            .load(self.conn)?;
        let later = self.came_after(as_of, Parties::One(&kept.party), kept.areas())?;
        sums.extend(later.into_iter().map(|(_, _, name, amount)| (name, -amount)));
        Ok(sums)
    }

    /// The gaps that are the move of the actor's organisation.
    pub(crate) fn own_moves(&mut self, as_of: Option<NaiveDate>) -> Result<Moves, StorageError> {
        let hides_rows = self.sees_rosters() == Seen::No;
        let own = Kept::everywhere(tallies::moves_of(self.actor.organisation_id));
        let sums = self.sums_of(&own, as_of)?;
        let mut figures = Figures::default();
        sums.iter().for_each(|(name, amount)| figures.add(name, *amount));
        let counted = figures.gaps.iter().filter(|(kind, _)| !(hides_rows && kind.is_of_row()));
        let disputed =
            Matter::ALL.iter().filter(|_| !hides_rows).filter_map(|of| figures.gaps.get(&of.gap()));
        Ok(Moves { all: counted.map(|(_, gaps)| gaps).sum(), disputed: disputed.sum() })
    }

    fn moves_by_line(&mut self, as_of: Option<NaiveDate>) -> Result<BTreeMap<Line, i64>, StorageError> {
        // Beyond an area, a line's figures are not kept by what an organisation sees.
        let Visibility::Area(path) = self.actor.visibility.clone() else { return Ok(BTreeMap::new()) };
        let hides_rows = self.sees_rosters() == Seen::No;
        let mut rows: Vec<(String, String, i64)> = coverage_tallies::table
            .filter(coverage_tallies::operation_id.eq(Bind(self.operation())))
            .filter(coverage_tallies::party.ge(tallies::LINES))
            .filter(coverage_tallies::party.lt(tallies::END_OF_LINES))
            .filter(coverage_tallies::area_path.ge(path.as_str().to_owned()))
            .filter(coverage_tallies::area_path.lt(path.end_of_subtree()))
            .group_by((coverage_tallies::party, coverage_tallies::figure))
            .select((
                coverage_tallies::party,
                coverage_tallies::figure,
                sql::<BigInt>("CAST(SUM(amount) AS BIGINT)"),
            ))
            .load(self.conn)?;
        let within = (path.as_str().to_owned(), path.end_of_subtree());
        let of_lines = Parties::Between(tallies::LINES, tallies::END_OF_LINES);
        let later = self.came_after(as_of, of_lines, (&within.0, &within.1))?;
        rows.extend(later.into_iter().map(|(party, _, name, amount)| (party, name, -amount)));
        let mut lines = BTreeMap::new();
        for (party, name, amount) in rows {
            let kind = name.strip_prefix(figure::GAP).and_then(|kind| kind.parse::<GapKind>().ok());
            let is_hidden = hides_rows && kind.is_some_and(GapKind::is_of_row);
            if let Some(Ok(line)) = party.strip_prefix(tallies::LINES).map(str::parse::<Line>)
                && !is_hidden
            {
                *lines.entry(line).or_default() += amount;
            }
        }
        Ok(lines)
    }

    fn sources_against(
        &mut self,
        figures: &Figures,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<SourceCoverage>, StorageError> {
        let rows = match (self.sees_rosters(), as_of) {
            (Seen::Yes, None) => self.rows_by_source()?,
            _ => HashMap::new(),
        };
        let mut ids: BTreeSet<SourceId> = figures
            .sets
            .iter()
            .filter(|(_, workers)| **workers > 0)
            .flat_map(|(set, _)| source_sets::members(set))
            .collect();
        ids.extend(rows.keys());
        let names: Vec<(SourceId, String)> = sources::table
            .filter(sources::operation_id.eq(Bind(self.operation())))
            .filter(sources::id.eq_any(padded(ids)))
            .order((sources::name, sources::id))
            .select((sources::id, sources::name))
            .prepared()
            .load(self.conn)?;
        let source = |(id, name): (SourceId, String)| {
            let counts = rows.get(&id).copied().unwrap_or_default();
            SourceCoverage {
                listed: figures.in_sets(|set| set.contains(&id)),
                only_here: figures.in_sets(|set| set.len() == 1 && set.contains(&id)),
                not_listed: figures.in_sets(|set| !set.contains(&id)),
                applied: counts.new + counts.same + counts.update + counts.conflict,
                held: counts.held,
                rejected: counts.rejected,
                id,
                name,
            }
        };
        Ok(names.into_iter().map(source).collect())
    }

    fn coverage_by_town(&mut self, as_of: Option<NaiveDate>) -> Result<Vec<TownCoverage>, StorageError> {
        let Some(kept) = self.kept_of(DayPart::All)? else { return Ok(Vec::new()) };
        let mut rows: Vec<(String, String, i64)> = coverage_tallies::table
            .filter(coverage_tallies::operation_id.eq(Bind(self.operation())))
            .filter(coverage_tallies::party.eq(&kept.party))
            .filter(coverage_tallies::area_path.ge(&kept.from))
            .filter(coverage_tallies::area_path.lt(&kept.to))
            .select((coverage_tallies::area_path, coverage_tallies::figure, coverage_tallies::amount))
            .load(self.conn)?;
        let later = self.came_after(as_of, Parties::One(&kept.party), kept.areas())?;
        rows.extend(later.into_iter().map(|(_, path, name, amount)| (path, name, -amount)));
        let above: BTreeSet<&str> = rows.iter().flat_map(|(path, ..)| upwards(path)).collect();
        let known: Vec<(String, AreaId, String, AreaLevel)> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::path.eq_any(above))
            .select((areas::path, areas::id, areas::name, areas::level))
            .load(self.conn)?;
        let known: HashMap<String, (AreaId, String, AreaLevel)> =
            known.into_iter().map(|(path, id, name, level)| (path, (id, name, level))).collect();
        let is_town = |path: &&str| known.get(*path).is_some_and(|area| area.2 == AreaLevel::Town);
        let mut by_town: BTreeMap<&str, Figures> = BTreeMap::new();
        for (path, name, amount) in &rows {
            let town = upwards(path).find(is_town).unwrap_or(path);
            by_town.entry(town).or_default().add(name, *amount);
        }
        let seen = self.sees_rosters();
        let town = |(path, figures): (&str, Figures)| {
            let (area_id, name, level) = known.get(path)?.clone();
            let figures = figures.with_waiting(seen);
            let is_empty = figures.workers() == 0 && figures.gaps.values().all(|gaps| *gaps == 0);
            (!is_empty).then_some(TownCoverage { area_id, name, level, figures })
        };
        Ok(by_town.into_iter().filter_map(town).collect())
    }

    fn sums_by_employer(
        &mut self,
        within: &AreaPath,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<(String, String, i64)>, StorageError> {
        if self.level_of(within)? == Some(AreaLevel::Village) {
            // What employers' figures were there is not kept.
            return if as_of.is_none() { self.employers_in_a_village(within) } else { Ok(Vec::new()) };
        }
        let (from, to) = (within.as_str().to_owned(), within.end_of_subtree());
        let mut rows: Vec<(String, String, i64)> = coverage_tallies::table
            .filter(coverage_tallies::operation_id.eq(Bind(self.operation())))
            .filter(coverage_tallies::area_path.ge(&from))
            .filter(coverage_tallies::area_path.lt(&to))
            .filter(coverage_tallies::party.ge(tallies::EMPLOYERS))
            .filter(coverage_tallies::party.lt(tallies::END_OF_EMPLOYERS))
            .group_by((coverage_tallies::party, coverage_tallies::figure))
            .select((
                coverage_tallies::party,
                coverage_tallies::figure,
                sql::<BigInt>("CAST(SUM(amount) AS BIGINT)"),
            ))
            .load(self.conn)?;
        let of_employers = Parties::Between(tallies::EMPLOYERS, tallies::END_OF_EMPLOYERS);
        let later = self.came_after(as_of, of_employers, (&from, &to))?;
        rows.extend(later.into_iter().map(|(party, _, name, amount)| (party, name, -amount)));
        Ok(rows)
    }

    /// How deep an area lies.
    pub(super) fn level_of(&mut self, path: &AreaPath) -> Result<Option<AreaLevel>, StorageError> {
        Ok(areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::path.eq(path.as_str()))
            .select(areas::level)
            .first(self.conn)
            .optional()?)
    }

    /// Employers' figures are kept by town; a village's few workers are counted.
    fn employers_in_a_village(
        &mut self,
        village: &AreaPath,
    ) -> Result<Vec<(String, String, i64)>, StorageError> {
        let (from, to) = (village.as_str().to_owned(), village.end_of_subtree());
        let workers: Vec<KeptWorker> = coverage_workers::table
            .filter(coverage_workers::operation_id.eq(Bind(self.operation())))
            .filter(coverage_workers::area_path.ge(from.clone()))
            .filter(coverage_workers::area_path.lt(to.clone()))
            .order((coverage_workers::area_path, coverage_workers::household_id))
            .select(KeptWorker::as_select())
            .load(self.conn)?;
        let gaps: Vec<KeptGap> = coverage_gaps::table
            .filter(coverage_gaps::operation_id.eq(Bind(self.operation())))
            .filter(coverage_gaps::area_path.ge(from))
            .filter(coverage_gaps::area_path.lt(to))
            .select(KeptGap::as_select())
            .load(self.conn)?;
        let mut counted = Differences::default();
        for household in workers.chunk_by(|one, next| one.household_id == next.household_id) {
            counted.household(&household.iter().collect::<Vec<_>>(), 1);
        }
        gaps.iter().for_each(|gap| counted.gap(gap, village, 1));
        Ok(counted.of_employers().collect())
    }

    fn coverage_by_employer(
        &mut self,
        as_of: Option<NaiveDate>,
    ) -> Result<Vec<EmployerCoverage>, StorageError> {
        let rows: Vec<(String, String, i64)> = match self.actor.visibility.clone() {
            Visibility::Area(path) => self.sums_by_employer(&path, as_of)?,
            Visibility::Employer(own) => {
                let party = tallies::employer(Some(own));
                let sums = self.sums_of(&Kept::everywhere(party.clone()), as_of)?;
                sums.into_iter().map(|(name, amount)| (party.clone(), name, amount)).collect()
            }
            Visibility::Referred(_) => Vec::new(),
        };
        let mut by_employer: BTreeMap<Option<OrganisationId>, Figures> = BTreeMap::new();
        for (party, name, amount) in rows {
            let employer = party.strip_prefix(tallies::EMPLOYERS).and_then(|id| id.parse().ok());
            by_employer.entry(employer).or_default().add(&name, amount);
        }
        let (operation, seen) = (self.operation(), self.sees_rosters());
        let names = organisation_names(self.conn, operation, by_employer.keys().copied().flatten())?;
        let mut employers: Vec<EmployerCoverage> = by_employer
            .into_iter()
            .map(|(id, figures)| EmployerCoverage {
                employer: id.and_then(|id| Some((id, names.get(&id)?.clone()))),
                figures: figures.with_waiting(seen),
            })
            .filter(|one| one.figures.workers() > 0)
            .collect();
        employers.sort_by_key(|one| {
            (one.employer.is_none(), one.employer.as_ref().map(|(id, name)| (name.clone(), *id)))
        });
        Ok(employers)
    }
}

/// The path itself and those of the areas above it.
pub(super) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(move |(at, _)| path.get(..=at))
}
