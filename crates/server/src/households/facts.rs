//! What requests say, as facts for the ledger. The checks have passed, so what cannot be read is left out.

use api_types::{
    households::{HouseholdNew, HouseholdPatch, MemberAdd, MemberNew, MembershipPatch},
    persons::{PersonNew, PhoneNew},
    postings::PostingNew,
};
use domain::{
    identity_number::IdentityNumber,
    masking::conceal_identity_numbers,
    phone::PhoneNumber,
    postings::PostingState,
    problems::ProblemCode,
    text::{tidy_name, tidy_prose},
};
use storage::{
    households::{Duplicates, HouseholdFacts, NewHousehold, NewMember, Who, members::MembershipFacts},
    persons::{Identity, PersonFacts, PhoneFacts},
    postings::PostingFacts,
};

use crate::problem::{Problem, Result};

/// Text that says something, tidied; line breaks stay. An identity number in it is masked: it has a place of its own, where
/// it is sealed.
pub fn text(text: Option<String>) -> Option<String> {
    let lines: Vec<String> = conceal_identity_numbers(&text?).lines().map(tidy_prose).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A person to enter.
pub fn person_facts(new: PersonNew) -> PersonFacts {
    let identity = new.identity_number.as_deref().and_then(|number| IdentityNumber::parse(number).ok());
    // The number states both; what was typed goes before it.
    let sex = new.sex.or_else(|| identity.as_ref().map(IdentityNumber::sex));
    let stated = identity.as_ref().map(|number| number.birth_date().into());
    let birth_date = new.birth_date.as_deref().and_then(|date| date.trim().parse().ok()).or(stated);
    PersonFacts {
        name: tidy_name(&new.name),
        sex,
        birth_date,
        identity: identity.map(Identity::Given),
        phones: phone_facts(new.phones),
        school_grade: new.school_grade,
        limitations: new.limitations,
        note: text(new.note),
    }
}

/// Phones to enter, each number once.
pub fn phone_facts(new: Vec<PhoneNew>) -> Vec<PhoneFacts> {
    let mut phones: Vec<PhoneFacts> = Vec::with_capacity(new.len());
    for phone in new {
        if let Ok(number) = PhoneNumber::parse(&phone.number)
            && !phones.iter().any(|known| known.number == number)
        {
            phones.push(PhoneFacts { number, label: text(phone.label) });
        }
    }
    phones
}

/// A posting to enter.
pub fn posting_facts(new: PostingNew) -> PostingFacts {
    PostingFacts {
        category: text(new.category),
        employer_id: new.employer_id,
        employer_name: text(new.employer_name),
        place: text(new.place),
        from: new.from,
        to: new.to,
        state: new.state.unwrap_or(PostingState::Working),
    }
}

/// A household to enter.
pub fn new_household(new: HouseholdNew) -> NewHousehold {
    let facts = HouseholdFacts {
        address: text(new.address),
        difficulties: text(new.difficulties),
        ..HouseholdFacts::at(new.area_id)
    };
    NewHousehold {
        facts,
        members: new.members.into_iter().map(new_member).collect(),
        duplicates: duplicates(new.duplicates_seen),
    }
}

fn new_member(new: MemberNew) -> NewMember {
    NewMember {
        relation: new.relation,
        from: new.from,
        person: Who::New(person_facts(new.person)),
        posting: new.posting.map(posting_facts),
    }
}

/// A member to add.
///
/// # Errors
/// 422 unless it is either somebody new or somebody known.
pub fn added_member(new: MemberAdd) -> Result<(NewMember, Duplicates)> {
    let person = match (new.person, new.person_id) {
        (Some(person), None) => Who::New(person_facts(person)),
        (None, Some(id)) => Who::Known(id),
        (None, None) => return Err(Problem::field("/person", ProblemCode::Required)),
        (Some(_), Some(_)) => return Err(Problem::field("/person_id", ProblemCode::Invalid)),
    };
    let posting = new.posting.map(posting_facts);
    let member = NewMember { relation: new.relation, from: new.from, person, posting };
    Ok((member, duplicates(new.duplicates_seen)))
}

const fn duplicates(seen: bool) -> Duplicates {
    if seen { Duplicates::Seen } else { Duplicates::Ask }
}

/// Makes the changes of a merge patch.
pub fn patch_household(patch: &HouseholdPatch, facts: &mut HouseholdFacts) {
    let set_text = |field: &mut Option<String>, given: &Option<Option<String>>| {
        if let Some(given) = given {
            *field = text(given.clone());
        }
    };
    set_text(&mut facts.name, &patch.name);
    set_text(&mut facts.address, &patch.address);
    set_text(&mut facts.contact_hours, &patch.contact_hours);
    set_text(&mut facts.difficulties, &patch.difficulties);
    set_text(&mut facts.situation_note, &patch.situation_note);
    if let Some(area_id) = patch.area_id {
        if area_id != facts.area_id {
            // Whoever names the area knows better than the list that named several.
            facts.area_hint = None;
        }
        facts.area_id = area_id;
    }
    if let Some(language) = patch.preferred_language {
        facts.preferred_language = language;
    }
    if let Some(elders) = patch.reported_elders {
        facts.reported_elders = elders;
    }
    if let Some(minors) = patch.reported_minors {
        facts.reported_minors = minors;
    }
}

/// Makes the changes of a merge patch.
pub fn patch_membership(patch: &MembershipPatch, facts: &mut MembershipFacts) {
    facts.relation = patch.relation.or(facts.relation);
    facts.from = patch.from.unwrap_or(facts.from);
    facts.to = patch.to.unwrap_or(facts.to);
}
