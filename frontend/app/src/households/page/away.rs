use api_types::{
    households::{Household, Member},
    postings::Posting,
};
use ui::{Icon, IconName, Label, Tone};
use yew::prelude::*;

use super::members::person_name;
use crate::{households::categories::Categories, t, text::Text};

/// Who of the household is away, with what, and since when: the first thing to know about it.
pub fn show(text: &Text, household: &Household, categories: &Categories) -> Html {
    let present = || household.members.iter().filter(|member| member.to.is_none());
    let away: Vec<(&Member, &Posting)> = present()
        .filter_map(|member| {
            let posting =
                member.person.postings.iter().find(|posting| posting.to.is_none() && posting.state.is_away());
            Some((member, posting?))
        })
        .collect();
    if away.is_empty() {
        let key = if present().any(|member| !member.person.postings.is_empty()) {
            t!(text, "household-nobody-away")
        } else {
            t!(text, "household-no-worker")
        };
        return html! { <p class="hf-away hf-away--nobody"><Icon name={IconName::Home} />{ key }</p> };
    }
    let line = |(member, posting): &(&Member, &Posting)| {
        let category = posting
            .category
            .as_deref()
            .map_or_else(|| t!(text, "category-none"), |code| categories.name(text, code));
        let place: Vec<&str> =
            [&posting.place, &posting.employer_name].into_iter().filter_map(|part| part.as_deref()).collect();
        html! {
            <li key={member.membership_id.to_string()}>
                <strong class="hf-away__name">{ person_name(text, &member.person) }</strong>
                <Label tone={Tone::Warning} icon={IconName::ShieldCheck}>{ category }</Label>
                <span>{ text.word("posting-state", posting.state.as_str()) }</span>
                { match posting.from {
                    Some(from) => html! { <strong class="hf-nowrap">{ t!(text, "posting-since", from = from.to_string()) }</strong> },
                    None => html! { <span class="hf-quiet hf-nowrap">{ t!(text, "posting-since-unknown") }</span> },
                } }
                <span class="hf-quiet">{ place.join(" · ") }</span>
            </li>
        }
    };
    html! { <ul class="hf-away" aria-label={t!(text, "household-away-now")}>{ for away.iter().map(line) }</ul> }
}
