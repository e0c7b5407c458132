//! Names for the ids that stand in the journal.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    ids::{AreaId, OrganisationId, UserId},
    journal::Change,
};
use serde_json::Value;

use super::rows::{organisation_names, user_refs};
use crate::{StorageError, Store};

/// Names by the ids that they stand for.
#[derive(Debug, Clone, Default)]
pub struct Named(HashMap<String, String>);

impl Named {
    /// The name in the place of an id; what is no known id stays.
    pub fn of(&self, id: Value) -> Value {
        let name = id.as_str().and_then(|id| self.0.get(id)).cloned();
        name.map_or(id, Value::String)
    }
}

impl Store {
    /// The names of the areas, owners and employers that changes mention.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn names_in(&self, changes: impl Iterator<Item = &Change>) -> Result<Named, StorageError> {
        let mentioned =
            changes.flat_map(|change| [(&change.field, &change.before), (&change.field, &change.after)]);
        let mentioned: BTreeSet<(String, String)> = mentioned
            .filter_map(|(field, value)| Some((field.clone(), value.as_str()?.to_owned())))
            .filter(|(field, _)| field.ends_with("_id"))
            .collect();
        self.read(move |scoped| {
            let of = |name: &str| {
                let of_field = mentioned.iter().filter(|(field, _)| field == name);
                of_field.map(|(_, id)| id.clone()).collect::<Vec<_>>()
            };
            let operation = scoped.operation();
            let area_ids: HashSet<AreaId> = of("area_id").iter().filter_map(|id| id.parse().ok()).collect();
            let user_ids: Vec<UserId> = of("owner_id").iter().filter_map(|id| id.parse().ok()).collect();
            let employer_ids: Vec<OrganisationId> =
                of("employer_id").iter().filter_map(|id| id.parse().ok()).collect();
            let areas = scoped.area_refs(&area_ids)?;
            let users = user_refs(scoped.conn, operation, user_ids.into_iter())?;
            let employers = organisation_names(scoped.conn, operation, employer_ids.into_iter())?;
            let names = areas
                .into_iter()
                .map(|(id, area)| (id.to_string(), area.name))
                .chain(users.into_iter().map(|(id, user)| (id.to_string(), user.display_name)))
                .chain(employers.into_iter().map(|(id, name)| (id.to_string(), name)));
            Ok(Named(names.collect()))
        })
        .await
    }
}
