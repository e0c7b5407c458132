//! The fields of a front-line posting, for entering and for editing alike.

use api_types::{
    organisations::{Organisation, OrganisationFilter},
    pages::PageQuery,
    postings::{Posting, PostingNew, PostingPatch},
};
use chrono::NaiveDate;
use client::{Failure, use_query};
use domain::{ids::OrganisationId, organisations::OrganisationKind, postings::PostingState};
use serde::{Deserialize, Serialize};
use ui::{Combobox, DateInput, Field, Select, SelectOption, Suggestion, TextInput};
use yew::prelude::*;

use super::{
    categories::Categories,
    page::{Fields, some},
};
use crate::{failures::field_error, t, text::use_text};

const OFFERED: u32 = 12;

/// What is typed about a posting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PostingForm {
    pub category: String,
    pub employer_id: Option<OrganisationId>,
    pub employer_name: String,
    pub place: String,
    pub from: String,
    pub to: String,
    pub state: String,
}

impl PostingForm {
    pub fn of(posting: &Posting) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            category: posting.category.clone().unwrap_or_default(),
            employer_id: posting.employer_id,
            employer_name: posting.employer_name.clone().unwrap_or_default(),
            place: posting.place.clone().unwrap_or_default(),
            from: day(posting.from),
            to: day(posting.to),
            state: posting.state.to_string(),
        }
    }

    pub fn new_posting(&self) -> PostingNew {
        PostingNew {
            category: some(&self.category),
            employer_id: self.employer_id,
            employer_name: some(&self.employer_name).filter(|_| self.employer_id.is_none()),
            place: some(&self.place),
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            state: self.state.parse().ok(),
        }
    }

    /// Only what differs from `before`.
    pub fn patch(&self, before: &Self) -> PostingPatch {
        let text = |now: &String, then: &String| (now != then).then(|| some(now));
        let day = |now: &String, then: &String| (now != then).then(|| now.parse::<NaiveDate>().ok());
        PostingPatch {
            category: text(&self.category, &before.category),
            employer_id: (self.employer_id != before.employer_id).then_some(self.employer_id),
            employer_name: text(&self.employer_name, &before.employer_name)
                .filter(|_| self.employer_id.is_none()),
            place: text(&self.place, &before.place),
            from: day(&self.from, &before.from),
            to: day(&self.to, &before.to),
            state: (self.state != before.state).then(|| self.state.parse().ok()).flatten(),
        }
    }
}

impl Fields for PostingForm {
    const FIELDS: &'static [&'static str] = &["category", "employer", "place", "state", "from", "to"];

    fn value(&self, field: &str) -> String {
        let value = match field {
            "category" => &self.category,
            "employer" => &self.employer_name,
            "place" => &self.place,
            "state" => &self.state,
            "from" => &self.from,
            "to" => &self.to,
            _ => return String::new(),
        };
        value.clone()
    }

    fn taking(mut self, field: &str, from: &Self) -> Self {
        match field {
            "category" => self.category.clone_from(&from.category),
            "employer" => {
                self.employer_id = from.employer_id;
                self.employer_name.clone_from(&from.employer_name);
            }
            "place" => self.place.clone_from(&from.place),
            "state" => self.state.clone_from(&from.state),
            "from" => self.from.clone_from(&from.from),
            "to" => self.to.clone_from(&from.to),
            _ => {}
        }
        self
    }
}

#[derive(Properties, PartialEq)]
pub struct PostingFieldsProps {
    pub form: PostingForm,
    pub on_form: Callback<PostingForm>,
    pub categories: Categories,
    /// Where the posting stands in the request, for errors.
    #[prop_or_default]
    pub at: AttrValue,
    #[prop_or_default]
    pub failure: Option<Failure>,
}

/// Category, employer, place and days of a posting.
#[component]
pub fn PostingFields(props: &PostingFieldsProps) -> Html {
    let text = use_text();
    let form = &props.form;
    let asked = use_state(String::new);
    let employers = use_query((*asked).clone(), |api, q| {
        let filter = OrganisationFilter {
            kind: Some(OrganisationKind::Employer),
            q: Some(q).filter(|q| !q.is_empty()),
            ..OrganisationFilter::default()
        };
        client::organisations(&api, &filter, &PageQuery { limit: Some(OFFERED), cursor: None })
    });
    let error = |field: &str| field_error(&text, props.failure.as_ref(), &format!("{}/{field}", props.at));
    let typed = |change: fn(&mut PostingForm, String)| {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |value: String| {
            let mut next = form.clone();
            change(&mut next, value);
            on_form.emit(next);
        })
    };
    let suggestion = |employer: &Organisation| Suggestion {
        value: employer.id.to_string().into(),
        label: employer.name.clone().into(),
        detail: None,
    };
    let suggestions: Vec<Suggestion> =
        employers.remote.ready().map(|page| page.items.iter().map(suggestion).collect()).unwrap_or_default();
    let on_employer = {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |picked: Option<Suggestion>| {
            let (employer_id, employer_name) = match picked {
                Some(picked) => (picked.value.parse().ok(), picked.label.to_string()),
                None => (None, String::new()),
            };
            on_form.emit(PostingForm { employer_id, employer_name, ..form.clone() });
        })
    };
    let on_type = {
        let asked = asked.setter();
        Callback::from(move |typed| asked.set(typed))
    };
    let states: Vec<SelectOption> = PostingState::ALL
        .iter()
        .map(|state| SelectOption::new(state.as_str(), text.word("posting-state", state.as_str())))
        .collect();
    html! {
        <>
            <Field label={t!(text, "posting-category")} error={error("category")}>
                <Select
                    value={form.category.clone()}
                    placeholder={t!(text, "category-none")}
                    options={props.categories.options(&text)}
                    on_change={typed(|form, value| form.category = value)}
                />
            </Field>
            <Field label={t!(text, "posting-employer")} error={error("employer_id")}>
                <Combobox
                    text={form.employer_name.clone()}
                    {suggestions}
                    busy={employers.is_refreshing}
                    {on_type}
                    on_pick={on_employer}
                    placeholder={t!(text, "employer-search")}
                />
            </Field>
            <Field label={t!(text, "posting-place")} error={error("place")}>
                <TextInput value={form.place.clone()} on_change={typed(|form, value| form.place = value)} />
            </Field>
            <Field label={t!(text, "posting-state")} error={error("state")}>
                <Select
                    value={if form.state.is_empty() { PostingState::Working.to_string() } else { form.state.clone() }}
                    options={states}
                    on_change={typed(|form, value| form.state = value)}
                />
            </Field>
            <Field label={t!(text, "posting-from")} error={error("from")}>
                <DateInput value={form.from.clone()} on_change={typed(|form, value| form.from = value)} />
            </Field>
            <Field label={t!(text, "posting-to")} error={error("to")}>
                <DateInput value={form.to.clone()} on_change={typed(|form, value| form.to = value)} />
            </Field>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::{super::page::all_can_be_taken, *};

    #[test]
    fn every_field_can_be_taken_from_the_other_version() {
        let filled = PostingForm {
            category: "a".into(),
            employer_id: "018f3b1e-7d42-7000-8000-000000000001".parse().ok(),
            employer_name: "b".into(),
            place: "c".into(),
            from: "d".into(),
            to: "e".into(),
            state: "f".into(),
        };
        all_can_be_taken(&filled, PostingForm::default());
    }
}
