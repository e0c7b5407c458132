//! Households and their people as they go over the wire, with what the reader may not see masked.

use api_types::{
    households::{self as wire, HouseholdSort, HouseholdSource, Member},
    persons::{Person, PersonHousehold, Phone},
    postings::Posting,
    users::UserRef,
};
use chrono::NaiveDate;
use domain::{anonymising::Anonymised, persons::Relation};
use storage::{
    Store,
    households::{self as stored, Direction, HouseholdOrder, HouseholdView, MemberView, SortBy},
    persons::{HouseholdOfPerson, PersonView, PostingView},
};

use crate::{areas::wire_ref, http::Versioned, masking::Masks, retention};

/// Who reads, and on which day.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// What they see masked.
    pub masks: Masks,
    /// Today, from which ages follow.
    pub today: NaiveDate,
}

impl Reader {
    /// The one who asks for something.
    pub fn of(store: &Store, today: NaiveDate) -> Self {
        Self { masks: Masks::of(store.actor()), today }
    }

    /// A household on the list.
    pub fn row(self, row: stored::HouseholdRow) -> wire::HouseholdRow {
        wire::HouseholdRow {
            id: row.key.id,
            reference: row.reference,
            name: row.name,
            town_name: row.town_name,
            area_name: row.area_name,
            address: row.address.and_then(|address| self.masks.address(address)),
            phone: row.phone.and_then(|number| self.masks.phone(&number)),
            status: row.status,
            situation: row.situation.iter().collect(),
            missing: row.missing.iter().collect(),
            category: row.primary_category,
            employer_name: row.employer_name,
            away_since: row.away_since,
            member_count: row.member_count,
            worker_count: row.worker_count,
            away_count: row.away_count,
            workers: row.work.into_iter().map(worker).collect(),
            owner: row.owner.map(owner),
            anonymised: row.is_anonymised,
            updated_at: row.updated_at,
        }
    }

    /// A household's page.
    pub fn household(self, view: HouseholdView) -> wire::Household {
        let HouseholdView { record, area, owner: user, members, sources, former, rule } = view;
        wire::Household {
            id: record.id,
            reference: record.reference,
            name_by_hand: record.facts.name.is_some(),
            name: record.name,
            area: wire_ref(area),
            area_hint: record.facts.area_hint,
            address: record.facts.address.and_then(|address| self.masks.address(address)),
            status: record.status,
            next_statuses: if record.anonymised.is_some() {
                Vec::new()
            } else {
                record.status.next().to_vec()
            },
            situation: record.situation.iter().collect(),
            missing: record.missing.iter().collect(),
            preferred_language: record.facts.preferred_language,
            contact_hours: record.facts.contact_hours,
            difficulties: record.facts.difficulties,
            situation_note: record.facts.situation_note,
            reported_elders: record.facts.reported_elders,
            reported_minors: record.facts.reported_minors,
            owner: user.map(owner),
            members: members.into_iter().map(|member| self.member(member)).collect(),
            sources: sources.into_iter().map(source).collect(),
            former: former.into_iter().map(former_household).collect(),
            anonymise_on: rule.zip(record.closed_at).map(|(rule, at)| retention::day_of(&rule, at)),
            anonymised: record.anonymised.map(anonymised),
            revision: record.revision,
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }

    fn member(self, view: MemberView) -> Member {
        let facts = view.membership.facts;
        Member {
            membership_id: view.membership.id,
            relation: facts.relation.unwrap_or(Relation::Other),
            from: facts.from,
            to: facts.to,
            person: self.person(view.person),
        }
    }

    /// A person.
    pub fn person(self, view: PersonView) -> Person {
        let PersonView { record, postings, households } = view;
        let facts = record.facts;
        let phones = record.phone_ids.into_iter().zip(facts.phones);
        Person {
            id: record.id,
            name: facts.name,
            sex: facts.sex,
            age: facts.birth_date.and_then(|date| date.age_on(self.today)),
            birth_date: facts.birth_date,
            identity_number_masked: facts
                .identity
                .and_then(|identity| self.masks.identity_number(identity.masked())),
            phones: phones
                .filter_map(|(id, phone)| {
                    Some(Phone { id, number: self.masks.phone(&phone.number)?, label: phone.label })
                })
                .collect(),
            school_grade: facts.school_grade,
            limitations: facts.limitations,
            note: facts.note,
            postings: postings.into_iter().map(posting).collect(),
            households: households.into_iter().map(household_of_person).collect(),
            anonymised_at: record.anonymised_at,
            revision: record.revision,
        }
    }
}

/// A posting.
pub fn posting(view: PostingView) -> Posting {
    let PostingView { record, employer_name } = view;
    Posting {
        id: record.id,
        category: record.facts.category,
        employer_id: record.facts.employer_id,
        employer_name,
        place: record.facts.place,
        from: record.facts.from,
        to: record.facts.to,
        state: record.facts.state,
        revision: record.revision,
    }
}

fn household_of_person(one: HouseholdOfPerson) -> PersonHousehold {
    PersonHousehold {
        id: one.id,
        reference: one.reference,
        name: one.name,
        relation: one.membership.facts.relation.unwrap_or(Relation::Other),
        from: one.membership.facts.from,
        to: one.membership.facts.to,
    }
}

/// A user where something refers to them.
pub fn owner(user: stored::UserRef) -> UserRef {
    UserRef { id: user.id, display_name: user.display_name, organisation_name: user.organisation_name }
}

const fn anonymised(anonymised: Anonymised) -> wire::HouseholdAnonymised {
    wire::HouseholdAnonymised { at: anonymised.at, after_days: anonymised.after_days }
}

fn former_household(alias: storage::merges::Alias) -> wire::FormerHousehold {
    wire::FormerHousehold { id: alias.id, reference: alias.reference }
}

fn source(view: stored::SourceView) -> HouseholdSource {
    HouseholdSource {
        roster_id: view.roster_id,
        source_name: view.source_name,
        filename: view.filename,
        committed_at: view.committed_at,
    }
}

/// The filter of a request.
pub fn filter(filter: wire::HouseholdFilter) -> stored::HouseholdFilter {
    stored::HouseholdFilter {
        words: filter.q,
        area_id: filter.area_id,
        status: filter.status,
        owner: filter.owner.map(|owner| match owner {
            wire::OwnerFilter::Nobody => stored::OwnerFilter::Nobody,
            wire::OwnerFilter::User(user) => stored::OwnerFilter::User(user),
        }),
        category: filter.category,
        employer_id: filter.employer_id,
        situation: filter.situation,
        unclear: filter.unclear,
        coverage: filter.coverage,
    }
}

/// The order of a request.
pub const fn order(sort: HouseholdSort) -> HouseholdOrder {
    use Direction::{Ascending, Descending};
    let (by, direction) = match sort {
        HouseholdSort::Reference => (SortBy::Reference, Ascending),
        HouseholdSort::ReferenceDescending => (SortBy::Reference, Descending),
        HouseholdSort::Name => (SortBy::Name, Ascending),
        HouseholdSort::NameDescending => (SortBy::Name, Descending),
        HouseholdSort::Area => (SortBy::Area, Ascending),
        HouseholdSort::AreaDescending => (SortBy::Area, Descending),
        HouseholdSort::Updated => (SortBy::Updated, Ascending),
        HouseholdSort::UpdatedDescending => (SortBy::Updated, Descending),
        HouseholdSort::AwaySince => (SortBy::AwaySince, Ascending),
        HouseholdSort::AwaySinceDescending => (SortBy::AwaySince, Descending),
    };
    HouseholdOrder { by, direction }
}

impl Versioned for wire::Household {
    fn revision(&self) -> i64 {
        self.revision
    }
}

impl Versioned for Person {
    fn revision(&self) -> i64 {
        self.revision
    }
}

impl Versioned for Posting {
    fn revision(&self) -> i64 {
        self.revision
    }
}

fn worker(work: stored::Work) -> wire::WorkerSummary {
    wire::WorkerSummary {
        away_since: work.away_since(),
        category: work.category,
        employer_name: work.employer,
    }
}
