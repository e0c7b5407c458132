//! Whom rows and their reasons speak of, as far as the reader may see them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{HouseholdId, PersonId},
    rosters::reasons::About,
};

use super::rows::RowRecord;
use crate::{
    Scoped, StorageError,
    columns::Bind,
    schema::{households, memberships},
    visibility,
};

/// Where a person of the ledger lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// The household.
    pub household_id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
}

impl Scoped<'_> {
    /// The people whom rows and their reasons are about, with the household in which they live now. Those whom the actor
    /// does not see are left out.
    ///
    /// # Errors
    /// As any read.
    pub fn people_of_rows(
        &mut self,
        rows: &[RowRecord],
    ) -> Result<HashMap<PersonId, Whereabouts>, StorageError> {
        let named = rows.iter().flat_map(|row| &row.reasons).filter_map(|reason| match reason.about {
            Some(About::Person(id)) => Some(id),
            Some(About::Row(_)) | None => None,
        });
        let ids: BTreeSet<PersonId> = named.chain(rows.iter().filter_map(|row| row.person_id)).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(super::view::KEYS) {
            let homes: Vec<(PersonId, HouseholdId)> = memberships::table
                .filter(memberships::operation_id.eq(Bind(self.operation())))
                .filter(memberships::person_id.eq_any(chunk.iter().copied().map(Bind)))
                .filter(memberships::to_date.is_null())
                .order(memberships::id.desc())
                .select((memberships::person_id, memberships::household_id))
                .load(self.conn)?;
            let references: Vec<(HouseholdId, String)> = households::table
                .filter(visibility::of_households(self.actor))
                .filter(households::id.eq_any(homes.iter().map(|(_, home)| Bind(*home))))
                .select((households::id, households::reference))
                .load(self.conn)?;
            let references: HashMap<HouseholdId, String> = references.into_iter().collect();
            for (person, household_id) in homes {
                if let Some(reference) = references.get(&household_id) {
                    let reference = reference.parse().map_err(StorageError::internal)?;
                    found.insert(person, Whereabouts { household_id, reference });
                }
            }
        }
        Ok(found)
    }
}
