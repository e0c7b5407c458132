//! The figures at the end of earlier days.
//!
//! Each change adds to the day on which it was made, in its own transaction. So what a day ended with is what is there now
//! without all that came after, exact whenever it is asked for and whatever stopped in between.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use diesel::{
    dsl::{min, sql},
    prelude::*,
    sql_types::BigInt,
};
use domain::{access::Visibility, areas::AreaLevel, organisations::Line};

use super::{
    figures::Figures,
    tallies,
    workers::{EmployerFilter, Place},
};
use crate::{Scoped, StorageError, Store, columns::Bind, connection::MultiBackend, schema::coverage_days};

/// Which part of what the actor sees, and which days.
#[derive(Debug, Clone, Copy)]
pub struct DayFilter {
    /// Whose figures.
    pub part: DayPart,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// A part of which each day is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// All that the actor sees.
    All,
    /// Of an area.
    Area(Place),
    /// Of an employer's workers.
    Employer(EmployerFilter),
    /// The moves of a line's organisations; of these there are gaps alone.
    Line(Line),
}

/// The figures at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFigures {
    /// The day.
    pub day: NaiveDate,
    /// The figures.
    pub figures: Figures,
}

/// A party with the paths of the areas, from the first to the first behind them.
pub(super) struct Kept {
    pub party: String,
    pub from: String,
    pub to: String,
}

impl Kept {
    /// All of a party.
    pub fn everywhere(party: String) -> Self {
        Self { party, from: String::new(), to: tallies::BEHIND_ALL_AREAS.to_owned() }
    }

    pub fn areas(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }
}

/// Parties whose changes are read together.
#[derive(Clone, Copy)]
pub(super) enum Parties<'a> {
    One(&'a str),
    /// From the first to the first text behind them.
    Between(&'a str, &'a str),
}

impl Store {
    /// The figures at the end of each day from the first one that is known; the present one's so far.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn coverage_days(
        &self,
        filter: DayFilter,
        today: NaiveDate,
    ) -> Result<Vec<DayFigures>, StorageError> {
        self.read(move |scoped| scoped.coverage_days(filter, today)).await
    }
}

impl Scoped<'_> {
    fn coverage_days(
        &mut self,
        filter: DayFilter,
        today: NaiveDate,
    ) -> Result<Vec<DayFigures>, StorageError> {
        if let (DayPart::Employer(_), Visibility::Area(path)) = (filter.part, self.actor.visibility.clone())
            && self.level_of(&path)? == Some(AreaLevel::Village)
        {
            // Employers' figures are kept by town.
            return Ok(Vec::new());
        }
        let Some(kept) = self.kept_of(filter.part)? else { return Ok(Vec::new()) };
        let Some(first) = self.first_day(&kept)? else { return Ok(Vec::new()) };
        let (from, to) = (filter.from.max(first), filter.to.min(today));
        let mut changes = self.changes_by_day(&kept, from)?;
        let mut now = Figures::default();
        for (name, amount) in self.sums_of(&kept, None)? {
            now.add(&name, amount);
        }
        let seen = self.sees_rosters();
        let mut days = Vec::new();
        let mut day = today;
        while day >= from {
            if day <= to {
                days.push(DayFigures { day, figures: now.clone().with_waiting(seen) });
            }
            for (name, amount) in changes.remove(&day).unwrap_or_default() {
                now.add(&name, -amount);
            }
            let Some(before) = day.checked_sub_days(Days::new(1)) else { break };
            day = before;
        }
        days.reverse();
        Ok(days)
    }

    /// Where the figures of a part are kept; none where the actor sees nothing of it.
    pub(super) fn kept_of(&mut self, part: DayPart) -> Result<Option<Kept>, StorageError> {
        let everywhere = (String::new(), tallies::BEHIND_ALL_AREAS.to_owned());
        let asked = match part {
            DayPart::Area(place) => self.range_of(Some(place))?.unwrap_or(everywhere.clone()),
            DayPart::All | DayPart::Employer(_) | DayPart::Line(_) => everywhere.clone(),
        };
        let (own, seen) = match &self.actor.visibility {
            Visibility::Area(path) => (None, (path.as_str().to_owned(), path.end_of_subtree())),
            Visibility::Employer(own) => (Some(*own), everywhere),
            Visibility::Referred(_) => return Ok(None),
        };
        let party = match (part, own) {
            (DayPart::Line(_), Some(_)) => return Ok(None),
            (DayPart::Line(line), None) => tallies::of_line(line),
            (DayPart::Employer(EmployerFilter::Organisation(id)), Some(own)) if id != own => return Ok(None),
            (DayPart::Employer(EmployerFilter::Nobody), Some(_)) => return Ok(None),
            (_, Some(own)) => tallies::employer(Some(own)),
            (DayPart::Employer(EmployerFilter::Nobody), None) => tallies::employer(None),
            (DayPart::Employer(EmployerFilter::Organisation(id)), None) => tallies::employer(Some(id)),
            (DayPart::All | DayPart::Area(_), None) => tallies::ALL.to_owned(),
        };
        Ok(Some(Kept { party, from: asked.0.max(seen.0), to: asked.1.min(seen.1) }))
    }

    /// The first day of which something is known.
    fn first_day(&mut self, kept: &Kept) -> Result<Option<NaiveDate>, StorageError> {
        Ok(coverage_days::table
            .filter(coverage_days::operation_id.eq(Bind(self.operation())))
            .filter(coverage_days::party.eq(&kept.party))
            .select(min(coverage_days::day))
            .first(self.conn)?)
    }

    fn changes_by_day(
        &mut self,
        kept: &Kept,
        from: NaiveDate,
    ) -> Result<BTreeMap<NaiveDate, Vec<(String, i64)>>, StorageError> {
        let rows: Vec<(NaiveDate, String, i64)> = coverage_days::table
            .filter(coverage_days::operation_id.eq(Bind(self.operation())))
            .filter(coverage_days::party.eq(&kept.party))
            .filter(coverage_days::day.gt(from))
            .filter(coverage_days::area_path.ge(&kept.from))
            .filter(coverage_days::area_path.lt(&kept.to))
            .group_by((coverage_days::day, coverage_days::figure))
            .select((coverage_days::day, coverage_days::figure, sql::<BigInt>("CAST(SUM(amount) AS BIGINT)")))
            .load(self.conn)?;
        let mut changes: BTreeMap<NaiveDate, Vec<(String, i64)>> = BTreeMap::new();
        for (day, name, amount) in rows {
            changes.entry(day).or_default().push((name, amount));
        }
        Ok(changes)
    }

    /// How much changed after a day, if one is given, by party, area and figure: taken away, what is there now is what the day ended with.
    pub(super) fn came_after(
        &mut self,
        day: Option<NaiveDate>,
        parties: Parties<'_>,
        areas: (&str, &str),
    ) -> Result<Vec<(String, String, String, i64)>, StorageError> {
        let Some(day) = day else { return Ok(Vec::new()) };
        let changes = coverage_days::table
            .filter(coverage_days::operation_id.eq(Bind(self.operation())))
            .filter(coverage_days::day.gt(day))
            .filter(coverage_days::area_path.ge(areas.0))
            .filter(coverage_days::area_path.lt(areas.1))
            .group_by((coverage_days::party, coverage_days::area_path, coverage_days::figure))
            .select((
                coverage_days::party,
                coverage_days::area_path,
                coverage_days::figure,
                sql::<BigInt>("CAST(SUM(amount) AS BIGINT)"),
            ))
            .into_boxed::<MultiBackend>();
        let changes = match parties {
            Parties::One(party) => changes.filter(coverage_days::party.eq(party)),
            Parties::Between(first, behind) => {
                changes.filter(coverage_days::party.ge(first)).filter(coverage_days::party.lt(behind))
            }
        };
        Ok(changes.load(self.conn)?)
    }
}
