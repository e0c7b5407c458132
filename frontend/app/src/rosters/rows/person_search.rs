use api_types::{
    pages::PageQuery,
    persons::{Person, PersonFilter},
};
use client::use_query;
use domain::ids::PersonId;
use ui::{Anchor, Button, Look, SearchInput, Size};
use yew::prelude::*;

use crate::{
    failures,
    route::Route,
    t,
    text::{Text, birth_date, use_text},
};

const CANDIDATES: u32 = 8;

#[derive(Properties, PartialEq)]
pub struct PersonSearchProps {
    /// Whom to look for first.
    pub name: AttrValue,
    /// Who is not offered.
    #[prop_or_default]
    pub except: Option<PersonId>,
    #[prop_or_default]
    pub busy: bool,
    pub on_same: Callback<PersonId>,
}

/// Finds someone in the ledger, with what tells people of one name apart.
#[component]
pub fn PersonSearch(props: &PersonSearchProps) -> Html {
    let text = use_text();
    let query = use_state(|| props.name.to_string());
    let persons = use_query((*query).clone(), |api, q| {
        let filter = PersonFilter { q: Some(q).filter(|q| !q.is_empty()) };
        client::persons(&api, &filter, &PageQuery { limit: Some(CANDIDATES), cursor: None })
    });
    let on_search = {
        let query = query.setter();
        Callback::from(move |q| query.set(q))
    };
    html! {
        <div class="hf-person-search">
            <SearchInput
                value={(*query).clone()}
                label={t!(text, "decide-search")}
                placeholder={t!(text, "decide-search-hint")}
                {on_search}
            />
            { failures::show(&persons.remote, &persons.reload, |page| {
                let others = || page.items.iter().filter(|person| Some(person.id) != props.except);
                if others().next().is_none() {
                    return html! { <p class="hf-quiet" role="status">{ t!(text, "decide-nobody") }</p> };
                }
                html! {
                    <ul class="hf-candidates" aria-label={t!(text, "decide-candidates")}>
                        { for others().map(|person| candidate(&text, person, props)) }
                    </ul>
                }
            }) }
        </div>
    }
}

fn candidate(text: &Text, person: &Person, props: &PersonSearchProps) -> Html {
    let id = person.id;
    let onclick = props.on_same.reform(move |_: MouseEvent| id);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(person.birth_date.map(|date| birth_date(text, date)));
    facts.extend(person.phones.iter().map(|phone| phone.number.clone()));
    facts.extend(person.identity_number_masked.clone());
    facts.extend(person.postings.first().and_then(|posting| posting.employer_name.clone()));
    let home = person.households.iter().find(|household| household.to.is_none());
    html! {
        <li key={id.to_string()} class="hf-candidate">
            <div class="hf-stacked">
                <b>{ &person.name }</b>
                <span class="hf-quiet">{ facts.join(" · ") }</span>
                if let Some(home) = home {
                    <Anchor href={Route::Household { id: home.id }.href()}>{ format!("{} {}", home.reference, home.name) }</Anchor>
                }
            </div>
            <Button
                look={Look::Primary}
                size={Size::Small}
                busy={props.busy}
                aria_label={t!(text, "decide-same-as", name = person.name.clone())}
                {onclick}
            >
                { t!(text, "decide-same-confirm") }
            </Button>
        </li>
    }
}
