//! Everything that can be said about a row of a roster, each with a stable code.

use serde::{Deserialize, Serialize};

use super::fields::Field;
use crate::{ids::PersonId, words};

words! {
    /// What a row of an applied roster can wait for.
    pub enum Waiting {
        /// A decision.
        Decision = "decision",
        /// An identity number that is right: the row's is mistyped, and the ledger has no other for the person.
        IdentityNumber = "identity_number",
    }
}

words! {
    /// How a reason weighs on its row.
    pub enum Severity {
        /// Worth knowing; the row goes on.
        Note = "note",
        /// The row says something else than the ledger, which keeps its value.
        Conflict = "conflict",
        /// A person must decide.
        Hold = "hold",
        /// The row cannot be used.
        Reject = "reject",
    }
}

words! {
    /// What is said about a row.
    pub enum ReasonCode {
        // By what the row's person was found in the ledger
        /// The identity number is the same.
        SameIdentityNumber = "same_identity_number",
        /// The phone is the same, and the name.
        SamePhone = "same_phone",
        /// Name, birth date and village are the same.
        SameNameBirthDateAndVillage = "same_name_birth_date_and_village",
        /// The name is the same as a member's of the household at this address.
        SameNameInHousehold = "same_name_in_household",
        /// A person decided so.
        DecidedByHand = "decided_by_hand",

        // Notes on what the row says
        /// The identity number fails its check: it is not kept.
        IdentityNumberMistyped = "identity_number_mistyped",
        /// The workbook kept the identity number as a number and lost its last digits.
        IdentityNumberMangled = "identity_number_mangled",
        /// Not a phone number.
        PhoneUnreadable = "phone_unreadable",
        /// Not a date.
        DateUnreadable = "date_unreadable",
        /// A posting that begins after the day of the list.
        DateAfterTheList = "date_after_the_list",
        /// The identity number states another birth date; it is believed.
        BirthDateContradictsIdentityNumber = "birth_date_contradicts_identity_number",
        /// The identity number states the other sex; it is believed.
        SexContradictsIdentityNumber = "sex_contradicts_identity_number",
        /// Such as a father who is a woman.
        SexContradictsRelation = "sex_contradicts_relation",
        /// A word that is not known for this field.
        WordUnknown = "word_unknown",
        /// A category that the operation does not have.
        CategoryUnknown = "category_unknown",
        /// The category is taken from the sheet's name.
        CategoryFromSheet = "category_from_sheet",
        /// No employer of the operation has this name; it is kept as it stands.
        EmployerUnknown = "employer_unknown",
        /// No area of the operation has this name.
        AreaUnknown = "area_unknown",
        /// Several villages have this name.
        VillageAmbiguous = "village_ambiguous",
        /// The village lies in another town than the row says.
        VillageNotInTown = "village_not_in_town",
        /// No address.
        AddressMissing = "address_missing",
        /// The text is longer than a cell may be.
        CellTooLong = "cell_too_long",
        /// The cell holds an error such as `#N/A`.
        CellError = "cell_error",
        /// The value is a formula's last result.
        CellFormula = "cell_formula",
        /// Somebody else of the same name is in the ledger.
        SameNameElsewhere = "same_name_elsewhere",
        /// Two members of a household have one phone.
        PhoneSharedInHousehold = "phone_shared_in_household",
        /// The spouse is said to be on the front line, but no roster has brought a posting of theirs.
        SpousePostingUnconfirmed = "spouse_posting_unconfirmed",
        /// The relation is another one than in the ledger, as seen from the other worker perhaps.
        RelationDiffers = "relation_differs",

        // The ledger says something else
        /// A value differs; the ledger keeps its own.
        ValueDiffers = "value_differs",
        /// The person lives in another household of the ledger.
        LivesElsewhere = "lives_elsewhere",
        /// The row joins two people of the ledger who may be one.
        PossibleDuplicate = "possible_duplicate",

        // A person must decide
        /// The phone belongs to someone with another identity number.
        PhoneOfAnotherIdentity = "phone_of_another_identity",
        /// The phone belongs to someone of another name.
        PhoneOfAnotherName = "phone_of_another_name",
        /// Name and birth date are the same, the phone is another, and the village is not certain.
        SameNameAndBirthDateOnly = "same_name_and_birth_date_only",
        /// Several people fit.
        SeveralPeopleFit = "several_people_fit",
        /// Several households have this address in villages of this name.
        SeveralHouseholdsFit = "several_households_fit",
        /// Nothing but a name.
        NothingToIdentifyBy = "nothing_to_identify_by",
        /// The identity number is mistyped and nobody was found otherwise.
        NobodyMatched = "nobody_matched",
        /// None of the household's rows is a worker, and the ledger does not have the household.
        HouseholdWithoutWorker = "household_without_worker",
        /// The household's worker waits for a decision.
        WorkerHeld = "worker_held",
        /// The household lives outside the area of the office that uploaded the list.
        OutsideYourArea = "outside_your_area",
        /// The worker belongs to another employer than the one that uploaded the list.
        NotYourWorker = "not_your_worker",
        /// The household is in the ledger, and the sender, an employer, does not see it.
        HouseholdNotYours = "household_not_yours",

        // The row cannot be used
        /// There is no name.
        NameMissing = "name_missing",
        /// What stands for the name is none.
        NameUnreadable = "name_unreadable",
        /// A person decided so.
        RejectedByHand = "rejected_by_hand",
    }
}

impl ReasonCode {
    /// How it weighs.
    pub const fn severity(self) -> Severity {
        match self {
            Self::ValueDiffers | Self::LivesElsewhere | Self::PossibleDuplicate => Severity::Conflict,
            Self::PhoneOfAnotherIdentity
            | Self::PhoneOfAnotherName
            | Self::SameNameAndBirthDateOnly
            | Self::SeveralPeopleFit
            | Self::SeveralHouseholdsFit
            | Self::NothingToIdentifyBy
            | Self::NobodyMatched
            | Self::HouseholdWithoutWorker
            | Self::WorkerHeld
            | Self::OutsideYourArea
            | Self::NotYourWorker
            | Self::HouseholdNotYours => Severity::Hold,
            Self::NameMissing | Self::NameUnreadable | Self::CellTooLong | Self::RejectedByHand => {
                Severity::Reject
            }
            _ => Severity::Note,
        }
    }
}

/// Whom a reason speaks of, beside the row's own person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Someone in the ledger.
    Person(PersonId),
    /// The person whom an earlier row of the same roster brings.
    Row(u32),
}

/// One thing said about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What is said.
    pub code: ReasonCode,
    /// About which field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The roster's value; masked for identity numbers and phones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it is set against: the ledger's value, or the name of the person found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// About whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

impl Reason {
    /// A reason without particulars.
    pub const fn new(code: ReasonCode) -> Self {
        Self { code, field: None, value: None, other: None, about: None }
    }

    /// A reason about a field.
    pub const fn on(code: ReasonCode, field: Field) -> Self {
        Self { code, field: Some(field), value: None, other: None, about: None }
    }

    /// With the roster's value.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// With what it is set against.
    #[must_use]
    pub fn other(mut self, other: impl ToString) -> Self {
        self.other = Some(other.to_string());
        self
    }

    /// With whom it is about.
    #[must_use]
    pub const fn about(mut self, about: Option<About>) -> Self {
        self.about = about;
        self
    }

    /// How it weighs.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}
