//! The employers that rosters name.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    ids::OrganisationId,
    organisations::OrganisationKind,
    rosters::{
        fields::Field,
        reasons::{Reason, ReasonCode},
    },
    text::name_key,
};

use crate::{Scoped, StorageError, columns::Bind, postings, schema::organisations};

/// The employers among the operation's organisations, by name.
pub(crate) struct Employers(HashMap<String, OrganisationId>);

impl Employers {
    pub fn load(scoped: &mut Scoped<'_>) -> Result<Self, StorageError> {
        let rows: Vec<(String, OrganisationId)> = organisations::table
            .filter(organisations::operation_id.eq(Bind(scoped.operation())))
            .filter(organisations::kind.eq(Bind(OrganisationKind::Employer)))
            .order(organisations::id.desc())
            .select((organisations::name_key, organisations::id))
            .load(scoped.conn)?;
        Ok(Self(rows.into_iter().collect()))
    }

    pub fn set(&self, posting: &mut postings::PostingFacts, name: String) {
        match self.0.get(&name_key(&name)) {
            Some(id) => {
                posting.employer_id = Some(*id);
                posting.employer_name = None;
            }
            None => {
                posting.employer_id = None;
                posting.employer_name = Some(name);
            }
        }
    }

    /// What to say where a list names an employer that the operation does not have: the name is kept as it stands, and no
    /// organisation sees the worker as its own.
    pub fn missing(&self, name: &str) -> Option<Reason> {
        let known = self.0.contains_key(&name_key(name));
        (!known).then(|| Reason::on(ReasonCode::EmployerUnknown, Field::Employer).value(name))
    }
}
