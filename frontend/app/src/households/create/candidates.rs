use api_types::{
    households::DuplicateCandidate,
    pages::PageQuery,
    persons::{Person, PersonFilter},
};
use client::{Failure, use_query};
use ui::{Alert, Anchor, Button, Card, Look, SearchInput, Tone};
use yew::prelude::*;

use crate::{
    failures,
    route::Route,
    t,
    text::{Text, birth_date, use_text},
};

const SHOWN: u32 = 6;

/// Looks for the person first: whoever is found opens, and nobody is entered twice.
#[component]
pub fn LookFirst() -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let persons = use_query((*typed).clone(), |api, q| async move {
        if q.is_empty() {
            return Ok(None);
        }
        let filter = PersonFilter { q: Some(q) };
        client::persons(&api, &filter, &PageQuery { limit: Some(SHOWN), cursor: None }).await.map(Some)
    });
    let on_search = {
        let typed = typed.setter();
        Callback::from(move |q| typed.set(q))
    };
    html! {
        <Card title={t!(text, "household-look-first")}>
            <div class="hf-stack">
                <p class="hf-quiet">{ t!(text, "household-look-first-text") }</p>
                <SearchInput
                    value={(*typed).clone()}
                    label={t!(text, "household-look-first")}
                    placeholder={t!(text, "households-search-hint")}
                    {on_search}
                />
                if !typed.is_empty() {
                    { failures::show(&persons.remote, &persons.reload, |page| match &**page {
                        Some(page) if page.items.is_empty() => html! { <p role="status">{ t!(text, "household-look-first-nobody") }</p> },
                        Some(page) => html! {
                            <ul class="hf-candidates">{ for page.items.iter().map(|person| found(&text, person)) }</ul>
                        },
                        None => Html::default(),
                    }) }
                }
            </div>
        </Card>
    }
}

fn found(text: &Text, person: &Person) -> Html {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(person.birth_date.map(|date| birth_date(text, date)));
    facts.extend(person.phones.iter().map(|phone| phone.number.clone()));
    facts.extend(person.postings.first().and_then(|posting| posting.employer_name.clone()));
    let home = person.households.iter().find(|household| household.to.is_none());
    html! {
        <li key={person.id.to_string()} class="hf-candidate">
            <span class="hf-stacked">
                <strong>{ &person.name }</strong>
                <span class="hf-quiet">{ facts.join(" · ") }</span>
            </span>
            if let Some(home) = home {
                <Anchor href={Route::Household { id: home.id }.href()}>
                    { t!(text, "household-open", reference = home.reference.to_string()) }
                </Anchor>
            }
        </li>
    }
}

#[derive(Properties, PartialEq)]
pub struct AlikeProps {
    /// The refusal, which carries the candidates.
    pub failure: Option<Failure>,
    pub busy: bool,
    pub on_anyway: Callback<()>,
}

/// Someone alike is there already: open them, or enter the new household all the same.
#[component]
pub fn Alike(props: &AlikeProps) -> Html {
    let text = use_text();
    let current =
        props.failure.as_ref().and_then(Failure::problem).and_then(|problem| problem.current.clone());
    let candidates: Vec<DuplicateCandidate> = current.and_then(client::json::from_value).unwrap_or_default();
    let actions = html! {
        <Button look={Look::Secondary} busy={props.busy} onclick={props.on_anyway.reform(|_| ())}>
            { t!(text, "household-create-anyway") }
        </Button>
    };
    html! {
        <Alert tone={Tone::Warning} live=true title={t!(text, "household-alike")} {actions}>
            <ul class="hf-candidates">
                { for candidates.iter().map(|candidate| html! {
                    <li key={candidate.household_id.to_string()} class="hf-candidate">
                        <span>{ text.word("duplicate", candidate.reason.as_str()) }</span>
                        <Anchor href={Route::Household { id: candidate.household_id }.href()}>
                            { format!("{} {}", candidate.reference, candidate.name) }
                        </Anchor>
                    </li>
                }) }
            </ul>
        </Alert>
    }
}
