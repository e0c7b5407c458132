//! The terms by which a household is found, and the properties that lists filter by.

use std::collections::BTreeSet;

use domain::{households::Clarity, ids::HouseholdId};

use super::{
    super::{facts::HouseholdRecord, members::MembershipRecord},
    compute::{Kept, Neighbourhood},
};
use crate::{
    columns::{AnyId, IdValue as _},
    merges::Alias,
    search::{Term, terms},
};

/// Adds a household's terms. Past members find it too: whoever looks for them learns where they lived.
pub fn of_household(
    record: &HouseholdRecord,
    kept: &Kept,
    members: &[&MembershipRecord],
    around: &Neighbourhood,
    into: &mut BTreeSet<Term>,
) {
    let mut add = |subject: AnyId, terms: Vec<String>| {
        into.extend(terms.into_iter().map(|term| (record.id, subject, term)));
    };
    let own = record.id.any();
    add(own, vec![terms::of_reference(&record.reference)]);
    add(own, record.facts.address.as_deref().map(terms::of_address).unwrap_or_default());
    add(own, record.facts.name.as_deref().map(terms::of_name).unwrap_or_default());
    let mut area = around.areas.get(&record.facts.area_id);
    while let Some(here) = area {
        add(own, terms::of_area(&here.code, &here.name, here.level));
        area = here.parent_id.and_then(|parent| around.areas.get(&parent));
    }
    add(own, kept.situation.iter().map(|situation| terms::facet("situation", situation.as_str())).collect());
    let unclear: BTreeSet<Clarity> = kept.missing.iter().map(|missing| missing.clarity()).collect();
    add(own, unclear.iter().map(|clarity| terms::facet("unclear", clarity.as_str())).collect());
    for member in members {
        let Some(person) = around.persons.get(&member.person_id) else { continue };
        add(person.id.any(), terms::of_name(&person.facts.name));
        add(
            person.id.any(),
            person.facts.phones.iter().flat_map(|phone| terms::of_phone(&phone.number)).collect(),
        );
        for posting in around.postings_of(person.id).filter(|_| member.facts.to.is_none()) {
            let category = posting.facts.category.as_deref().unwrap_or("none");
            add(person.id.any(), vec![terms::facet("category", category)]);
            let employer =
                posting.facts.employer_id.map(|employer| terms::facet("employer", &employer.to_string()));
            add(person.id.any(), employer.into_iter().collect());
        }
    }
}

/// Adds the references of households that became part of this one.
pub fn of_former(id: HouseholdId, former: &[Alias], into: &mut BTreeSet<Term>) {
    into.extend(former.iter().map(|alias| (id, id.any(), terms::of_reference(&alias.reference))));
}
