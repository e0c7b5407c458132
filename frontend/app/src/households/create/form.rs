use api_types::{
    households::{HouseholdNew, MemberNew},
    problems::FieldError,
};
use domain::{ids::AreaId, persons::Relation, problems::ProblemCode};
use serde::{Deserialize, Serialize};

use crate::households::{page::some, person_form::PersonForm, posting_form::PostingForm};

/// What is typed about a new household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateForm {
    pub area_id: Option<AreaId>,
    pub area_name: String,
    pub address: String,
    pub difficulties: String,
    pub members: Vec<MemberEntry>,
}

/// What is typed about one of its members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberEntry {
    pub relation: String,
    pub person: PersonForm,
    pub posting: PostingForm,
}

impl Default for CreateForm {
    /// A household begins with its worker.
    fn default() -> Self {
        let worker = MemberEntry { relation: Relation::Worker.to_string(), ..MemberEntry::default() };
        Self {
            area_id: None,
            area_name: String::new(),
            address: String::new(),
            difficulties: String::new(),
            members: vec![worker],
        }
    }
}

impl CreateForm {
    /// Another member in place of the one at `at`, or one fewer.
    #[must_use]
    pub fn with_member(mut self, at: usize, member: Option<MemberEntry>) -> Self {
        match (self.members.get_mut(at), member) {
            (Some(there), Some(member)) => *there = member,
            (Some(_), None) => drop(self.members.remove(at)),
            (None, _) => {}
        }
        self
    }

    /// One more member.
    #[must_use]
    pub fn with_another(mut self) -> Self {
        self.members.push(MemberEntry::default());
        self
    }

    /// The household as the server takes it.
    ///
    /// # Errors
    /// An area or a relation was not chosen.
    pub fn new_household(&self, duplicates_seen: bool) -> Result<HouseholdNew, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut required =
            |pointer: String| errors.push(FieldError { pointer, code: ProblemCode::Required, detail: None });
        if self.area_id.is_none() {
            required("/area_id".to_owned());
        }
        let members: Vec<MemberNew> = self
            .members
            .iter()
            .enumerate()
            .filter_map(|(at, member)| {
                let relation = member.relation.parse().ok();
                if relation.is_none() {
                    required(format!("/members/{at}/relation"));
                }
                let posting = (relation == Some(Relation::Worker)
                    || member.posting != PostingForm::default())
                .then(|| member.posting.new_posting());
                Some(MemberNew {
                    relation: relation?,
                    from: None,
                    person: member.person.new_person(),
                    posting,
                })
            })
            .collect();
        match self.area_id {
            Some(area_id) if errors.is_empty() => Ok(HouseholdNew {
                area_id,
                address: some(&self.address),
                members,
                difficulties: some(&self.difficulties),
                duplicates_seen,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_chosen_is_named() {
        let form = CreateForm::default().with_another();
        let errors = form.new_household(false).unwrap_err();
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/area_id", "/members/1/relation"]);
    }

    #[test]
    fn a_member_can_be_taken_away_again() {
        let form = CreateForm::default().with_another().with_member(1, None);
        assert_eq!(form, CreateForm::default());
    }
}
