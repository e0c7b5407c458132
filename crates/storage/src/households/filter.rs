//! Which households, in which order.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::AreaPath,
    coverage::HouseholdCoverage,
    households::{Clarity, HouseholdStatus, Situation},
    identity_number::IdentityNumber,
    ids::{AreaId, HouseholdId, OrganisationId, UserId},
};
use serde::{Deserialize, Serialize};

use crate::{
    Scoped, StorageError,
    search::{self, Reach, Word, terms},
};

/// Which households. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdFilter {
    /// What somebody typed into the search field.
    pub words: Option<String>,
    /// In this area or below it.
    pub area_id: Option<AreaId>,
    /// In this status.
    pub status: Option<HouseholdStatus>,
    /// With this owner.
    pub owner: Option<OwnerFilter>,
    /// With a worker of this category; `none` for workers without one.
    pub category: Option<String>,
    /// With a worker of this employer.
    pub employer_id: Option<OrganisationId>,
    /// Vulnerable in this way.
    pub situation: Option<Situation>,
    /// Not yet clear in this.
    pub unclear: Option<Clarity>,
    /// With workers who are covered so.
    pub coverage: Option<HouseholdCoverage>,
}

/// The owner to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerFilter {
    /// Nobody.
    Nobody,
    /// This user.
    User(UserId),
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdOrder {
    /// What is compared.
    pub by: SortBy,
    /// Which end comes first.
    pub direction: Direction,
}

/// What an order compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// The reference.
    Reference,
    /// The name, by pinyin.
    Name,
    /// The area, in the order of the official list.
    Area,
    /// The last change.
    Updated,
    /// The day since when somebody is away; unknown days last, whatever the direction.
    AwaySince,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// The smallest.
    Ascending,
    /// The largest.
    Descending,
}

/// A household's place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdKey {
    /// The order that it is a place in.
    pub order: HouseholdOrder,
    /// What that order compares.
    pub value: SortValue,
    /// The household, which decides among equals.
    pub id: HouseholdId,
}

/// What an order compares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SortValue {
    /// A reference, a name or an area's path.
    Text(String),
    /// A moment.
    Moment(DateTime<Utc>),
    /// A known day.
    Day(NaiveDate),
    /// An unknown one.
    UnknownDay,
}

/// One condition of a list: a few households are found by it, or many are checked against it.
#[derive(Debug, Clone)]
pub(super) enum Check {
    Word(Word),
    /// Those in which somebody has the identity number that was typed.
    Among(BTreeSet<HouseholdId>),
    Within(AreaPath),
    Status(HouseholdStatus),
    Owner(OwnerFilter),
    Coverage(HouseholdCoverage),
}

impl Check {
    /// Whether it asks for something of every worker, which one worker does not tell.
    pub fn is_of_every_worker(&self) -> bool {
        matches!(self, Self::Coverage(HouseholdCoverage::Covered))
    }
}

impl HouseholdFilter {
    /// The conditions, with what the actor typed read as they may search.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is no such area.
    pub(super) fn checks(&self, scoped: &mut Scoped<'_>) -> Result<Vec<Check>, StorageError> {
        let typed = self.words.as_deref().unwrap_or_default();
        let facet = |name, value: &str| Check::Word(Word::exactly(&terms::facet(name, value)));
        let mut checks: Vec<Check> = match IdentityNumber::parse(typed) {
            Ok(number) => vec![Check::Among(scoped.households_with_number(&number)?)],
            Err(_) => search::words(typed, Reach::of(scoped.actor)).into_iter().map(Check::Word).collect(),
        };
        checks.extend(self.category.as_deref().map(|category| facet("category", category)));
        checks.extend(self.employer_id.map(|employer| facet("employer", &employer.to_string())));
        checks.extend(self.situation.map(|situation| facet("situation", situation.as_str())));
        checks.extend(self.unclear.map(|clarity| facet("unclear", clarity.as_str())));
        checks.extend(self.status.map(Check::Status));
        checks.extend(self.owner.map(Check::Owner));
        checks.extend(self.coverage.map(Check::Coverage));
        if let Some(area) = self.area_id {
            checks.push(Check::Within(scoped.place(area)?.path));
        }
        Ok(checks)
    }
}
