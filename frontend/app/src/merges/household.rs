use api_types::{
    households::{Household, Member},
    merges::HouseholdMerge,
};
use client::{Api, Failure, Versioned};
use domain::{ids::HouseholdId, merges::HouseholdChoices};
use ui::Field;
use yew::prelude::*;

use super::{
    compare::{Chosen, Entry, Fact, differing, side},
    page::Kind,
};
use crate::{
    households::HouseholdPicker,
    route::Route,
    t,
    text::{Text, birth_date},
};

/// Two households that are one.
pub struct Households;

impl Kind for Households {
    type Id = HouseholdId;
    type Value = Household;

    fn title(text: &Text) -> AttrValue {
        t!(text, "merge-household")
    }

    async fn fetch(api: Api, id: HouseholdId) -> Result<Versioned<Household>, Failure> {
        client::household(&api, id).await
    }

    async fn merge(
        api: Api,
        winner: HouseholdId,
        etag: String,
        loser: HouseholdId,
        chosen: Chosen,
    ) -> Result<Versioned<Household>, Failure> {
        let merge = HouseholdMerge { loser_id: loser, choices: choices(&chosen) };
        client::merge_households(&api, winner, &etag, &merge).await
    }

    fn route(winner: HouseholdId) -> Route {
        Route::HouseholdMerge { id: winner }
    }

    fn page(value: &Household) -> AttrValue {
        Route::Household { id: value.id }.href()
    }

    fn entry(text: &Text, household: &Household) -> Entry {
        let status = text.word("household-status", household.status.as_str());
        let place =
            household.address.iter().fold(household.area.name.clone(), |area, address| area + " " + address);
        let member = |member: &Member| {
            let person = &member.person;
            let mut facts = vec![text.word("relation", member.relation.as_str()).to_string()];
            facts.extend(person.birth_date.map(|date| birth_date(text, date)));
            facts.extend(person.phones.iter().map(|phone| phone.number.clone()));
            format!("{}（{}）", person.name, facts.join(" · "))
        };
        let lines = [status.to_string(), place].into_iter().chain(present(household).map(member)).collect();
        let name = format!("{} {}", household.reference, household.name).into();
        Entry { name, href: Route::Household { id: household.id }.href(), lines }
    }

    fn facts(text: &Text, winner: &Household, loser: &Household) -> Vec<Fact> {
        let shown = |household: &Household| {
            let language =
                household.preferred_language.map(|one| text.word("speaks", one.as_str()).to_string());
            let count = |count: Option<i32>| count.map(|count| count.to_string());
            [
                ("name", household.name_by_hand.then(|| household.name.clone())),
                ("area", Some(household.area.name.clone())),
                ("address", household.address.clone()),
                ("preferred_language", language),
                ("contact_hours", household.contact_hours.clone()),
                ("difficulties", household.difficulties.clone()),
                ("situation_note", household.situation_note.clone()),
                ("reported_elders", count(household.reported_elders)),
                ("reported_minors", count(household.reported_minors)),
                ("owner", household.owner.as_ref().map(|owner| owner.display_name.clone())),
            ]
        };
        differing(shown(winner), shown(loser))
    }

    fn result(text: &Text, winner: &Household, loser: &Household) -> Vec<String> {
        let named = |member: &Member| member.person.name.clone();
        let mut people: Vec<String> = present(winner).map(named).collect();
        let others: Vec<String> = present(loser).map(named).filter(|name| !people.contains(name)).collect();
        people.extend(others);
        let (old, new) = (loser.reference.to_string(), winner.reference.to_string());
        vec![
            format!("{} {}", winner.reference, people.join("、")),
            t!(text, "merge-reference-leads", old = old, new = new).to_string(),
        ]
    }

    fn search(
        text: &Text,
        winner: HouseholdId,
        _value: &Household,
        on_pick: Callback<Option<HouseholdId>>,
    ) -> Html {
        html! {
            <>
                <p>{ t!(text, "merge-household-text") }</p>
                <Field label={t!(text, "merge-which-household")} required=true>
                    <HouseholdPicker except={winner} {on_pick} />
                </Field>
            </>
        }
    }
}

pub fn present(household: &Household) -> impl Iterator<Item = &Member> {
    household.members.iter().filter(|member| member.to.is_none())
}

fn choices(chosen: &Chosen) -> HouseholdChoices {
    HouseholdChoices {
        name: side(chosen, "name"),
        area: side(chosen, "area"),
        address: side(chosen, "address"),
        preferred_language: side(chosen, "preferred_language"),
        contact_hours: side(chosen, "contact_hours"),
        difficulties: side(chosen, "difficulties"),
        situation_note: side(chosen, "situation_note"),
        reported_elders: side(chosen, "reported_elders"),
        reported_minors: side(chosen, "reported_minors"),
        owner: side(chosen, "owner"),
    }
}
