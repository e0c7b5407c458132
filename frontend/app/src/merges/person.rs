use api_types::{merges::PersonMerge, persons::Person};
use client::{Api, Failure, Versioned};
use domain::{ids::PersonId, merges::PersonChoices};
use yew::prelude::*;

use super::{
    compare::{Chosen, Entry, Fact, differing, side},
    page::Kind,
};
use crate::{
    rosters::PersonSearch,
    route::Route,
    t,
    text::{Text, birth_date},
};

/// Two persons that are one.
pub struct Persons;

impl Kind for Persons {
    type Id = PersonId;
    type Value = Person;

    fn title(text: &Text) -> AttrValue {
        t!(text, "merge-person")
    }

    async fn fetch(api: Api, id: PersonId) -> Result<Versioned<Person>, Failure> {
        client::person(&api, id).await
    }

    async fn merge(
        api: Api,
        winner: PersonId,
        etag: String,
        loser: PersonId,
        chosen: Chosen,
    ) -> Result<Versioned<Person>, Failure> {
        let merge = PersonMerge { loser_id: loser, choices: choices(&chosen) };
        client::merge_persons(&api, winner, &etag, &merge).await
    }

    fn route(winner: PersonId) -> Route {
        Route::PersonMerge { id: winner }
    }

    fn page(value: &Person) -> AttrValue {
        home(value)
    }

    fn entry(text: &Text, person: &Person) -> Entry {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(person.sex.map(|sex| text.word("sex", sex.as_str()).to_string()));
        lines.extend(person.birth_date.map(|date| birth_date(text, date)));
        lines.extend(person.identity_number_masked.clone());
        lines.extend(person.phones.iter().map(|phone| phone.number.clone()));
        lines.extend(person.postings.iter().filter_map(|posting| posting.employer_name.clone()));
        lines.extend(person.households.iter().map(|home| format!("{} {}", home.reference, home.name)));
        lines.dedup();
        Entry { name: person.name.clone().into(), href: home(person), lines }
    }

    fn facts(text: &Text, winner: &Person, loser: &Person) -> Vec<Fact> {
        let shown = |person: &Person| {
            [
                ("name", Some(person.name.clone())),
                ("sex", person.sex.map(|sex| text.word("sex", sex.as_str()).to_string())),
                ("birth_date", person.birth_date.map(|date| birth_date(text, date))),
                ("identity_number", person.identity_number_masked.clone()),
                ("school_grade", person.school_grade.map(|one| text.word("grade", one.as_str()).to_string())),
                ("note", person.note.clone()),
            ]
        };
        differing(shown(winner), shown(loser))
    }

    fn result(text: &Text, winner: &Person, loser: &Person) -> Vec<String> {
        let numbers =
            |person: &Person| person.phones.iter().map(|phone| phone.number.clone()).collect::<Vec<_>>();
        let mut phones = numbers(winner);
        let others: Vec<String> =
            numbers(loser).into_iter().filter(|number| !phones.contains(number)).collect();
        phones.extend(others);
        let mut lines = vec![t!(text, "merge-rest-goes-over", name = loser.name.clone()).to_string()];
        if !phones.is_empty() {
            lines.insert(0, t!(text, "merge-phones", phones = phones.join(" · ")).to_string());
        }
        lines
    }

    fn search(text: &Text, winner: PersonId, value: &Person, on_pick: Callback<Option<PersonId>>) -> Html {
        let on_same = on_pick.reform(Some);
        html! {
            <>
                <p>{ t!(text, "merge-person-text") }</p>
                <PersonSearch name={value.name.clone()} except={winner} {on_same} />
            </>
        }
    }
}

/// The page of the household that a person lives in, or lived in last.
fn home(person: &Person) -> AttrValue {
    let mut homes = person.households.iter();
    let home = homes.clone().find(|home| home.to.is_none()).or_else(|| homes.next());
    home.map_or_else(|| Route::Households.href(), |home| Route::Household { id: home.id }.href())
}

fn choices(chosen: &Chosen) -> PersonChoices {
    PersonChoices {
        name: side(chosen, "name"),
        sex: side(chosen, "sex"),
        birth_date: side(chosen, "birth_date"),
        identity_number: side(chosen, "identity_number"),
        school_grade: side(chosen, "school_grade"),
        note: side(chosen, "note"),
    }
}
