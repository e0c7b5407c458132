//! Which household the rows of a group belong to.

use super::PlanRow;
use crate::rosters::{
    areas::Whereabouts,
    draft::{Draft, HouseholdAt, PersonAt},
    reasons::{Reason, ReasonCode},
};

/// Where a group belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// To a household of the draft.
    Known(HouseholdAt),
    /// To none that is known.
    Nowhere,
    /// Several would fit.
    Unclear(Reason),
}

/// The home of a known worker of the group; else the household at the address in that village; else, for want of an
/// address, the home of any known member.
pub fn locate(draft: &Draft<'_>, rows: &[(PlanRow<'_>, Option<PersonAt>)]) -> Located {
    let address = rows.iter().find_map(|(row, _)| row.record.address.as_deref());
    let whereabouts = rows.iter().find_map(|(row, _)| row.record.whereabouts.as_ref());
    let at_address = at_address(draft, address, whereabouts);
    let homes = homes(draft, rows);
    if let Some((home, _)) = homes.iter().find(|(home, _)| at_address.contains(home)) {
        return Located::Known(*home);
    }
    let has_address = |home: HouseholdAt| draft.household(home).address.is_some();
    match (homes.iter().find(|(_, worker)| *worker == IsWorker::Yes), at_address.as_slice()) {
        // Only where the worker lives was not known: here it is.
        (Some((home, _)), [there]) if !has_address(*home) => Located::Known(*there),
        (Some((home, _)), _) => Located::Known(*home),
        (None, [there]) => Located::Known(*there),
        (None, [first, ..]) => {
            let members = &draft.household(*first).members;
            let about = members.first().and_then(|member| draft.person(*member).about());
            Located::Unclear(Reason::new(ReasonCode::SeveralHouseholdsFit).about(about))
        }
        (None, []) => {
            let fits = |home: &HouseholdAt| address.is_none() || !has_address(*home);
            homes.iter().map(|(home, _)| *home).find(fits).map_or(Located::Nowhere, Located::Known)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsWorker {
    Yes,
    No,
}

/// The homes of the people whom the rows are about, workers first.
fn homes(draft: &Draft<'_>, rows: &[(PlanRow<'_>, Option<PersonAt>)]) -> Vec<(HouseholdAt, IsWorker)> {
    let mut homes: Vec<(HouseholdAt, IsWorker)> = Vec::new();
    for (row, person) in rows {
        let Some(person) = person.map(|person| draft.person(person)) else { continue };
        let worker = if row.record.posting.is_some() || !person.postings.is_empty() {
            IsWorker::Yes
        } else {
            IsWorker::No
        };
        homes.extend(person.homes.iter().map(|(home, _)| (*home, worker)));
    }
    homes.sort_by_key(|(_, worker)| *worker == IsWorker::No);
    homes
}

fn at_address(
    draft: &Draft<'_>,
    address: Option<&str>,
    whereabouts: Option<&Whereabouts>,
) -> Vec<HouseholdAt> {
    let (Some(address), Some(whereabouts)) = (address, whereabouts) else { return Vec::new() };
    let fits = |home: &HouseholdAt| {
        draft.household(*home).whereabouts.as_ref().is_some_and(|known| known.fits(whereabouts))
    };
    draft.by_address(address).filter(fits).collect()
}
