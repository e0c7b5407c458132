//! What a plan changes in the ledger. Each effect adds something or fills what was empty; none overwrites.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{areas::Place, categories::CategoryCode, ledger::IdentityKey, record::PostingFacts};
use crate::{
    dates::PartialDate,
    ids::{HouseholdId, PersonId, PostingId},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
};

/// A person of the ledger, or the n-th one that this plan creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonRef {
    /// In the ledger.
    Existing(PersonId),
    /// Created by this plan.
    New(u32),
}

/// A household of the ledger, or the n-th one that this plan creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdRef {
    /// In the ledger.
    Existing(HouseholdId),
    /// Created by this plan.
    New(u32),
}

/// A posting of the ledger, or the n-th one that this plan creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingRef {
    /// In the ledger.
    Existing(PostingId),
    /// Created by this plan.
    New(u32),
}

/// What is known of a new person. Phones and postings follow as effects of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFacts {
    /// The name.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The birth date.
    pub birth_date: Option<PartialDate>,
    /// The identity number's digest; the number itself is in the record of the effect's row.
    pub identity: Option<IdentityKey>,
    /// The grade at school.
    pub school_grade: Option<SchoolGrade>,
    /// Whether the person has limited mobility.
    pub limited_mobility: bool,
    /// A note.
    pub note: Option<String>,
}

/// What is known of a new household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdFacts {
    /// The area in which it is kept.
    pub place: Place,
    /// The village's words, where they do not name one village.
    pub area_hint: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// A field of a person that gets a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonFact {
    /// The sex was not known.
    Sex(Sex),
    /// The birth date was not known, or not wholly.
    BirthDate(PartialDate),
    /// The identity number was not known; the number itself is in the record of the effect's row.
    Identity(IdentityKey),
    /// The grade at school was not known.
    SchoolGrade(SchoolGrade),
    /// Limited mobility was not known.
    LimitedMobility,
    /// The whole note: what it was, and what was added.
    Note(String),
}

/// A field of a household that gets a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HouseholdFact {
    /// There was no address.
    Address(String),
    /// The area is known more closely.
    Area {
        /// The area.
        place: Place,
        /// The village's words, where they still do not name one village.
        hint: Option<String>,
    },
    /// How many people of 60 or older are at home.
    ReportedElders(i32),
    /// How many minor children there are.
    ReportedMinors(i32),
    /// The whole text: what it was, and what was added, separated by `；`.
    Difficulties(String),
    /// The whole note: what it was, and what was added.
    SituationNote(String),
}

/// A field of a posting that gets a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostingFact {
    /// Its category.
    Category(CategoryCode),
    /// The employer's name.
    Employer(String),
    /// Where the worker was sent.
    Place(String),
    /// Its first day.
    From(NaiveDate),
    /// Its last day.
    To(NaiveDate),
}

/// One change of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A household enters the ledger.
    CreateHousehold {
        /// By which the plan calls it.
        household: HouseholdRef,
        /// What is known of it.
        facts: HouseholdFacts,
    },
    /// A person enters the ledger.
    CreatePerson {
        /// By which the plan calls them.
        person: PersonRef,
        /// What is known of them.
        facts: PersonFacts,
    },
    /// A person becomes a member of a household.
    AddMembership {
        /// Who.
        person: PersonRef,
        /// Of which household.
        household: HouseholdRef,
        /// As what.
        relation: Option<Relation>,
    },
    /// The relation of a member was not known.
    FillRelation {
        /// Who.
        person: PersonRef,
        /// In which household.
        household: HouseholdRef,
        /// As what.
        relation: Relation,
    },
    /// A field of a person gets a value.
    FillPerson {
        /// Who.
        person: PersonRef,
        /// Which value.
        fact: PersonFact,
    },
    /// A person gets another phone.
    AddPhone {
        /// Who.
        person: PersonRef,
        /// Which phone.
        phone: PhoneNumber,
    },
    /// A person gets a posting.
    AddPosting {
        /// By which the plan calls it.
        posting: PostingRef,
        /// Whose.
        person: PersonRef,
        /// What is known of it.
        facts: PostingFacts,
    },
    /// A field of a posting gets a value.
    FillPosting {
        /// Which posting.
        posting: PostingRef,
        /// Whose.
        person: PersonRef,
        /// Which value.
        fact: PostingFact,
    },
    /// A field of a household gets a value.
    FillHousehold {
        /// Which household.
        household: HouseholdRef,
        /// Which value.
        fact: HouseholdFact,
    },
    /// A household without an address turns out to be one that has an address: its members move, it is removed.
    /// Nothing is lost: its other fields were filled into the other one before.
    MergeHouseholds {
        /// The one without an address.
        from: HouseholdRef,
        /// The one that stays.
        into: HouseholdRef,
    },
    /// A member of whom only the name and the relation were known turns out to be another person of the ledger:
    /// the relation goes over where there is none, the bare name is removed.
    MergePersons {
        /// The one of whom only the name was known.
        from: PersonRef,
        /// The one who stays.
        into: PersonRef,
    },
}
