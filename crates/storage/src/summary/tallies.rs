//! The figures by area, kept by difference whenever a household is brought up to date.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{prelude::*, upsert::excluded};
use domain::{
    areas::AreaPath,
    households::{Bits, Clarity, HouseholdStatus, Missing, Situation},
    ids::{HouseholdId, OperationId, UserId},
};

use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    dialect::insert_all,
    prepared::{Prepare as _, padded},
    schema::{household_tallies, tallies},
};

/// How much of each figure there is.
pub type Figures = BTreeMap<String, i64>;

/// The names of figures.
pub mod figure {
    /// Households that are not closed.
    pub const HOUSEHOLDS: &str = "households";
    /// Their members on the front line.
    pub const WORKERS: &str = "workers";
    /// Those with both spouses on the front line.
    pub const DUAL: &str = "dual_frontline";
    /// Those without an owner.
    pub const WITHOUT_OWNER: &str = "without_owner";
    /// Those in which an elder or a minor child is left without the worker.
    pub const VULNERABLE: &str = "vulnerable";
    /// What stands before the clarity that households lack.
    pub const UNCLEAR: &str = "unclear:";
    /// What stands before the code of the category of workers; no code is `none`.
    pub const CATEGORY: &str = "category:";
}

/// A household as the figures see it.
pub struct Counted<'a> {
    /// How far its life is.
    pub status: HouseholdStatus,
    /// The coordinator in charge.
    pub owner: Option<UserId>,
    /// What makes it vulnerable.
    pub situation: Bits<Situation>,
    /// What is missing.
    pub missing: Bits<Missing>,
    /// The categories of its workers, one for each.
    pub categories: &'a [Option<String>],
}

/// What a household adds to the figures of its area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Where it lies.
    pub area_path: AreaPath,
    /// What it adds.
    pub figures: Figures,
}

impl Counted<'_> {
    /// What the household adds; a closed one adds nothing.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::new();
        if self.status == HouseholdStatus::Closed {
            return figures;
        }
        let mut add = |figure: &str, amount: i64| {
            if amount != 0 {
                *figures.entry(figure.to_owned()).or_default() += amount;
            }
        };
        let both = self.situation.contains(Situation::BothOnTheFrontLine);
        let vulnerable = [Situation::ElderAtHome, Situation::MinorChildren];
        add(figure::HOUSEHOLDS, 1);
        add(figure::WORKERS, i64::try_from(self.categories.len()).unwrap_or(i64::MAX));
        add(figure::DUAL, i64::from(both));
        add(figure::WITHOUT_OWNER, i64::from(self.owner.is_none()));
        add(figure::VULNERABLE, i64::from(vulnerable.iter().any(|one| self.situation.contains(*one))));
        let unclear: BTreeSet<Clarity> = self.missing.iter().map(Missing::clarity).collect();
        unclear.iter().for_each(|clarity| add(&format!("{}{clarity}", figure::UNCLEAR), 1));
        for category in self.categories {
            add(&format!("{}{}", figure::CATEGORY, category.as_deref().unwrap_or("none")), 1);
        }
        figures
    }
}

/// Makes these the tallies of the households; one that is not among them any more adds nothing.
pub fn keep(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
    now: &BTreeMap<HouseholdId, Tally>,
) -> Result<(), StorageError> {
    let before = of_households(conn, operation, ids)?;
    let mut differences: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut changed = Vec::new();
    for id in ids {
        let (was, is) = (before.get(id), now.get(id));
        if was == is {
            continue;
        }
        changed.push(*id);
        for (tally, sign) in was.map(|tally| (tally, -1)).into_iter().chain(is.map(|tally| (tally, 1))) {
            for (figure, amount) in &tally.figures {
                let key = (tally.area_path.as_str().to_owned(), figure.clone());
                *differences.entry(key).or_default() += sign * amount;
            }
        }
    }
    replace(conn, operation, &changed, now)?;
    differences.retain(|_, amount| *amount != 0);
    add(conn, operation, differences)
}

/// What households add.
pub fn of_households(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
) -> Result<BTreeMap<HouseholdId, Tally>, StorageError> {
    let rows: Vec<(HouseholdId, String, Json<Figures>)> = household_tallies::table
        .filter(household_tallies::operation_id.eq(Bind(operation)))
        .filter(household_tallies::household_id.eq_any(padded(ids.iter().copied())))
        .select((household_tallies::household_id, household_tallies::area_path, household_tallies::figures))
        .prepared()
        .load(conn)?;
    let tally = |(id, path, Json(figures))| (id, Tally { area_path: AreaPath::from_stored(path), figures });
    Ok(rows.into_iter().map(tally).collect())
}

fn replace(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
    now: &BTreeMap<HouseholdId, Tally>,
) -> Result<(), StorageError> {
    let old = household_tallies::table
        .filter(household_tallies::operation_id.eq(Bind(operation)))
        .filter(household_tallies::household_id.eq_any(padded(ids.iter().copied())));
    diesel::delete(old).prepared().execute(conn)?;
    let row = |id: &HouseholdId| {
        let tally = now.get(id)?;
        Some((
            household_tallies::operation_id.eq(Bind(operation)),
            household_tallies::household_id.eq(Bind(*id)),
            household_tallies::area_path.eq(tally.area_path.as_str().to_owned()),
            household_tallies::figures.eq(Bind(tally.figures.clone())),
        ))
    };
    let rows: Vec<_> = ids.iter().filter_map(row).collect();
    Ok(insert_all!(conn, household_tallies::table, rows)?)
}

/// In the order of the keys, so that two transactions never wait for each other crosswise.
fn add(
    conn: &mut Connection,
    operation: OperationId,
    differences: BTreeMap<(String, String), i64>,
) -> Result<(), StorageError> {
    let row = |((area_path, figure), amount): ((String, String), i64)| {
        (
            tallies::operation_id.eq(Bind(operation)),
            tallies::area_path.eq(area_path),
            tallies::figure.eq(figure),
            tallies::amount.eq(amount),
        )
    };
    let rows: Vec<_> = differences.into_iter().map(row).collect();
    Ok(insert_all!(conn, tallies::table, rows, insert => insert
        .on_conflict((tallies::operation_id, tallies::area_path, tallies::figure))
        .do_update()
        .set(tallies::amount.eq(tallies::amount + excluded(tallies::amount))))?)
}
