//! The organisations whose move a gap can be.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    coverage::Office,
    ids::{OperationId, OrganisationId},
    organisations::{Line, OrganisationKind},
};

use super::keep::KeptGap;
use crate::{
    Connection, StorageError,
    columns::Bind,
    prepared::{Prepare as _, padded, padded_texts},
    schema::organisations,
};

/// Notes with each gap the line of the organisation whose move it is.
pub fn set_lines<'a>(
    conn: &mut Connection,
    operation: OperationId,
    gaps: impl Iterator<Item = &'a mut KeptGap>,
) -> Result<(), StorageError> {
    let gaps: Vec<&mut KeptGap> = gaps.collect();
    let movers: BTreeSet<OrganisationId> = gaps.iter().filter_map(|gap| gap.mover_id).collect();
    let mut lines: HashMap<OrganisationId, Option<Line>> = HashMap::new();
    for movers in movers.into_iter().collect::<Vec<_>>().chunks(crate::ledger::KEYS) {
        let known: Vec<(OrganisationId, Option<Line>)> = organisations::table
            .filter(organisations::operation_id.eq(Bind(operation)))
            .filter(organisations::id.eq_any(padded(movers.iter().copied())))
            .select((organisations::id, organisations::line))
            .prepared()
            .load(conn)?;
        lines.extend(known);
    }
    for gap in gaps {
        gap.line = gap.mover_id.and_then(|mover| lines.get(&mover).copied()).flatten();
    }
    Ok(())
}

/// The area organisations of the places and of the areas above them, in the order in which they were founded.
pub fn offices_around<'a>(
    conn: &mut Connection,
    operation: OperationId,
    places: impl Iterator<Item = &'a AreaPath>,
) -> Result<Vec<Office>, StorageError> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for place in places {
        let mut path = Some(place.clone());
        while let Some(here) = path {
            path = here.parent();
            if !paths.insert(here.as_str().to_owned()) {
                break;
            }
        }
    }
    let mut offices = Vec::new();
    for paths in paths.into_iter().collect::<Vec<_>>().chunks(crate::ledger::KEYS) {
        let rows: Vec<(OrganisationId, Option<Line>, String)> = organisations::table
            .filter(organisations::operation_id.eq(Bind(operation)))
            .filter(organisations::area_path.eq_any(padded_texts(paths)))
            .filter(organisations::kind.eq(Bind(OrganisationKind::Area)))
            .filter(organisations::active.eq(true))
            .select((organisations::id, organisations::line, organisations::area_path))
            .prepared()
            .load(conn)?;
        let office = |(id, line, area)| Office { id, line, area: AreaPath::from_stored(area) };
        offices.extend(rows.into_iter().map(office));
    }
    offices.sort_by_key(|office| office.id);
    Ok(offices)
}
