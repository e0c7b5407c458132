//! What needs a hand: the home page's figures.

mod remembered;
mod tallies;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use domain::{
    access::{Permission, Visibility},
    areas::{AreaLevel, AreaPath},
    households::Clarity,
    ids::{AreaId, HouseholdId},
};

use crate::{
    Scoped, Slice, StorageError, Store,
    columns::Bind,
    rosters::RosterStatus,
    schema::{areas, households, search_terms, tallies as kept},
    search::terms,
    visibility,
};

use remembered::Mark;
pub(crate) use remembered::Remembered;
pub(crate) use tallies::{Counted, Tally, keep};
use tallies::{Figures, figure};

/// The ledger in numbers, as far as the actor sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Households that are not closed.
    pub households: i64,
    /// Their members on the front line.
    pub workers: i64,
    /// Those with both spouses on the front line.
    pub dual_frontline_households: i64,
    /// Those without an owner.
    pub without_owner: i64,
    /// Those whose situation is not clear.
    pub unclear_situation: i64,
    /// Those whose headcount is not accurate.
    pub unclear_headcount: i64,
    /// Those whose needs are not clear.
    pub unclear_needs: i64,
    /// Those in which an elder or a minor child is left without the worker.
    pub vulnerable: i64,
    /// Those of which the actor is the owner.
    pub mine: i64,
    /// Gaps in the coverage that are the move of the actor's organisation.
    pub moves: i64,
    /// Those of them that are disagreements between sources.
    pub disagreements: i64,
    /// Roster rows that wait for a decision.
    pub held_rows: i64,
    /// Roster rows with an identity number that fails its check, about people whose number is still unknown.
    pub mistyped_identity_numbers: i64,
    /// Rosters that were uploaded and neither applied nor discarded.
    pub open_rosters: i64,
    /// Workers by category, in the operation's order; those without one last.
    pub workers_by_category: Vec<(Option<String>, i64)>,
    /// Households by town, in the order of the official list; those of which only the district is known last.
    pub households_by_town: Vec<TownTally>,
}

/// How many households a town has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownTally {
    /// The town; none for households whose town is not known.
    pub town: Option<(AreaId, String)>,
    /// How many.
    pub households: i64,
    /// How many of them have no owner.
    pub without_owner: i64,
}

/// Rosters that are looked through for rows that wait.
const ROSTERS: i64 = 1_000;
/// Households whose figures are read together.
const AT_ONCE: usize = 1_000;

/// Figures by the area that they belong to.
type ByArea = BTreeMap<String, Figures>;

impl Store {
    /// What needs a hand, as far as the actor sees it.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn summary(&self) -> Result<Arc<Summary>, StorageError> {
        let operation = self.actor().operation_id;
        let mark = self.read_one(move |conn| Mark::read(conn, operation)).await?;
        if let Some(summary) = mark.and_then(|mark| self.remembered().find(self.actor(), mark)) {
            return Ok(summary);
        }
        let (mark, summary) =
            self.read(move |scoped| Ok((Mark::read(scoped.conn, operation)?, scoped.summary()?))).await?;
        let summary = Arc::new(summary);
        if let Some(mark) = mark {
            self.remembered().keep(self.actor(), mark, &summary);
        }
        Ok(summary)
    }
}

impl Scoped<'_> {
    fn summary(&mut self) -> Result<Summary, StorageError> {
        let (totals, by_area) = match self.actor.visibility.clone() {
            Visibility::Area(path) => (self.totals_within(&path)?, self.towns_within(&path)?),
            Visibility::Employer(_) => {
                let by_area = self.figures_of_own()?;
                (total(&by_area), by_area)
            }
            Visibility::Referred(_) => (Figures::new(), ByArea::new()),
        };
        let of = |name: &str| totals.get(name).copied().unwrap_or_default();
        let unclear = |clarity: Clarity| of(&format!("{}{clarity}", figure::UNCLEAR));
        let moves = self.own_moves(None)?;
        let mut summary = Summary {
            households: of(figure::HOUSEHOLDS),
            workers: of(figure::WORKERS),
            dual_frontline_households: of(figure::DUAL),
            without_owner: of(figure::WITHOUT_OWNER),
            unclear_situation: unclear(Clarity::Situation),
            unclear_headcount: unclear(Clarity::Headcount),
            unclear_needs: unclear(Clarity::Needs),
            vulnerable: of(figure::VULNERABLE),
            mine: self.count_mine()?,
            moves: moves.all,
            disagreements: moves.disputed,
            workers_by_category: self.by_category(&totals)?,
            households_by_town: self.by_town(&by_area)?,
            ..Summary::default()
        };
        self.count_rosters(&mut summary)?;
        Ok(summary)
    }

    fn totals_within(&mut self, path: &AreaPath) -> Result<Figures, StorageError> {
        let rows: Vec<(String, i64)> = kept::table
            .filter(kept::operation_id.eq(Bind(self.operation())))
            .filter(kept::area_path.ge(path.as_str()))
            .filter(kept::area_path.lt(path.end_of_subtree()))
            .group_by(kept::figure)
            .select((kept::figure, sql::<BigInt>("CAST(SUM(amount) AS BIGINT)")))
            .load(self.conn)?;
        Ok(rows.into_iter().collect())
    }

    fn towns_within(&mut self, path: &AreaPath) -> Result<ByArea, StorageError> {
        let rows: Vec<(String, String, i64)> = kept::table
            .filter(kept::operation_id.eq(Bind(self.operation())))
            .filter(kept::area_path.ge(path.as_str()))
            .filter(kept::area_path.lt(path.end_of_subtree()))
            .filter(kept::figure.eq_any([figure::HOUSEHOLDS, figure::WITHOUT_OWNER]))
            .select((kept::area_path, kept::figure, kept::amount))
            .load(self.conn)?;
        let mut by_area = ByArea::new();
        for (path, figure, amount) in rows {
            by_area.entry(path).or_default().insert(figure, amount);
        }
        Ok(by_area)
    }

    /// An employer's households are as many as it has workers, so theirs are added up.
    fn figures_of_own(&mut self) -> Result<ByArea, StorageError> {
        let Visibility::Employer(employer) = self.actor.visibility else { return Ok(ByArea::new()) };
        let ids: Vec<HouseholdId> = search_terms::table
            .filter(search_terms::operation_id.eq(Bind(self.operation())))
            .filter(search_terms::term.eq(terms::facet("employer", &employer.to_string())))
            .select(search_terms::household_id)
            .distinct()
            .load(self.conn)?;
        let operation = self.operation();
        let mut by_area = ByArea::new();
        for ids in ids.chunks(AT_ONCE) {
            for tally in tallies::of_households(self.conn, operation, ids)?.into_values() {
                let figures = by_area.entry(tally.area_path.as_str().to_owned()).or_default();
                for (figure, amount) in tally.figures {
                    *figures.entry(figure).or_default() += amount;
                }
            }
        }
        Ok(by_area)
    }

    fn count_mine(&mut self) -> Result<i64, StorageError> {
        Ok(households::table
            .filter(visibility::of_households(self.actor))
            .filter(households::owner_id.eq(Bind(self.actor.user_id)))
            .count()
            .get_result(self.conn)?)
    }

    fn by_category(&mut self, totals: &Figures) -> Result<Vec<(Option<String>, i64)>, StorageError> {
        let of = |code: &str| totals.get(&format!("{}{code}", figure::CATEGORY)).copied().unwrap_or_default();
        let categories = self.categories()?;
        let known = categories.into_iter().map(|category| (of(&category.code), Some(category.code)));
        Ok(known.chain([(of("none"), None)]).map(|(workers, category)| (category, workers)).collect())
    }

    fn by_town(&mut self, by_area: &ByArea) -> Result<Vec<TownTally>, StorageError> {
        let paths: Vec<String> = by_area.keys().flat_map(|path| upwards(path)).map(str::to_owned).collect();
        let towns: Vec<(String, AreaId, String)> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::level.eq(Bind(AreaLevel::Town)))
            .filter(areas::path.eq_any(paths))
            .select((areas::path, areas::id, areas::name))
            .load(self.conn)?;
        let towns: HashMap<String, (AreaId, String)> =
            towns.into_iter().map(|(path, id, name)| (path, (id, name))).collect();
        let mut tallies: BTreeMap<(bool, Option<&str>), TownTally> = BTreeMap::new();
        for (path, figures) in by_area {
            let town = upwards(path).find(|path| towns.contains_key(*path));
            let of = |figure| figures.get(figure).copied().unwrap_or_default();
            let tally = tallies.entry((town.is_none(), town)).or_insert_with(|| TownTally {
                town: town.and_then(|path| towns.get(path).cloned()),
                households: 0,
                without_owner: 0,
            });
            tally.households += of(figure::HOUSEHOLDS);
            tally.without_owner += of(figure::WITHOUT_OWNER);
        }
        Ok(tallies.into_values().filter(|tally| tally.households > 0).collect())
    }

    fn count_rosters(&mut self, summary: &mut Summary) -> Result<(), StorageError> {
        if self.actor.may(Permission::RostersRead).is_err() {
            return Ok(());
        }
        for roster in self.rosters(&Slice::first(ROSTERS))? {
            match roster.status {
                RosterStatus::Committed => {
                    summary.held_rows += roster.counts.held;
                    summary.mistyped_identity_numbers += roster.waiting_numbers;
                }
                RosterStatus::Recognised | RosterStatus::Previewed => summary.open_rosters += 1,
                RosterStatus::Undone => {}
            }
        }
        Ok(())
    }
}

fn total(by_area: &ByArea) -> Figures {
    let mut totals = Figures::new();
    for (figure, amount) in by_area.values().flatten() {
        *totals.entry(figure.clone()).or_default() += amount;
    }
    totals
}

/// The path itself and those of the areas above it.
fn upwards(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(move |(at, _)| path.get(..=at))
}
