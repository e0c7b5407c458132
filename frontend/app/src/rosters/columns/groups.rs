use domain::rosters::fields::Field;

/// The fields as a person looks for them: what they are about, then which.
pub const GROUPS: [(&str, &[Field]); 5] = [
    (
        "person",
        &[
            Field::Name,
            Field::Sex,
            Field::IdentityNumber,
            Field::Phone,
            Field::BirthDate,
            Field::Relation,
            Field::SchoolGrade,
            Field::LimitedMobility,
            Field::MaritalStatus,
        ],
    ),
    (
        "posting",
        &[
            Field::IsWorker,
            Field::Employer,
            Field::Category,
            Field::Place,
            Field::PostingFrom,
            Field::PostingTo,
        ],
    ),
    ("home", &[Field::Town, Field::Village, Field::Address, Field::HouseholdNo]),
    (
        "family",
        &[Field::SpouseName, Field::SpouseIsWorker, Field::Elders, Field::Minors, Field::MinorsGrades],
    ),
    ("other", &[Field::Difficulties, Field::Note]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_can_be_chosen_once() {
        let listed: Vec<Field> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        let all: BTreeSet<Field> = Field::ALL.iter().copied().collect();
        assert_eq!(listed.len(), all.len());
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), all);
    }
}
