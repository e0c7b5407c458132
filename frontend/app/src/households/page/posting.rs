use api_types::{
    checks::check,
    persons::Person,
    postings::{Posting, PostingNew, PostingPatch},
};
use client::{Api, Failure, Versioned, use_mutation};
use domain::ids::PersonId;
use ui::{Alert, Button, Choice, Dialog, DialogWidth, Form, Look, RadioGroup, Tone};
use yew::prelude::*;

use super::person::use_saved;
use crate::{
    drafts::use_draft,
    failures::{invalid, sentence},
    households::{
        categories::Categories,
        posting_form::{PostingFields, PostingForm},
    },
    t,
    text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct PostingDialogProps {
    pub person: Person,
    pub categories: Categories,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

enum Change {
    Add(PersonId, PostingNew),
    Edit(Box<Posting>, PostingPatch),
}

const NEW: &str = "new";

/// Enters a posting, or changes one that is there.
#[component]
pub fn PostingDialog(props: &PostingDialogProps) -> Html {
    let text = use_text();
    let person = &props.person;
    let latest = person.postings.first();
    let which = use_state(|| latest.map_or_else(|| NEW.to_owned(), |posting| posting.id.to_string()));
    let posting = person.postings.iter().find(|posting| posting.id.to_string() == *which).cloned();
    let draft = use_draft::<PostingForm>(&format!("posting.{}.{}", person.id, *which));
    let before = posting.as_ref().map(PostingForm::of).unwrap_or_default();
    let form = use_state(|| draft.kept.as_deref().cloned().unwrap_or_else(|| before.clone()));
    let refused = use_state(|| None::<Failure>);
    let done = use_saved(&text, &draft.discard, &props.on_saved);
    let save = use_mutation(change, done.reform(|_: Versioned<Posting>| ()));
    let on_submit = {
        let (form, before, posting, id) = ((*form).clone(), before, posting.clone(), person.id);
        let (run, refused) = (save.run.clone(), refused.setter());
        Callback::from(move |()| {
            let (checked, change) = match &posting {
                Some(posting) => {
                    let patch = form.patch(&before);
                    (check(&patch), Change::Edit(Box::new(posting.clone()), patch))
                }
                None => {
                    let new = form.new_posting();
                    (check(&new), Change::Add(id, new))
                }
            };
            match checked {
                Ok(()) => {
                    refused.set(None);
                    run.emit(change);
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let on_form = {
        let (form, keep) = (form.setter(), draft.keep.clone());
        Callback::from(move |next: PostingForm| {
            keep.emit(next.clone());
            form.set(next);
        })
    };
    let on_which = {
        let (which, form, postings) = (which.setter(), form.setter(), person.postings.clone());
        Callback::from(move |value: AttrValue| {
            let chosen = postings.iter().find(|posting| posting.id.to_string() == value.as_str());
            form.set(chosen.map(PostingForm::of).unwrap_or_default());
            which.set(value.to_string());
        })
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let general = failure
        .as_ref()
        .filter(|failure| failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure));
    let choices: Vec<Choice> = person
        .postings
        .iter()
        .map(|posting| {
            let category = posting.category.as_deref();
            let category =
                category.map_or_else(|| t!(text, "category-none"), |code| props.categories.name(&text, code));
            let from = posting.from.map(|day| day.to_string()).unwrap_or_default();
            Choice {
                value: posting.id.to_string().into(),
                label: format!("{category} {from}").into(),
                description: None,
            }
        })
        .chain([Choice { value: NEW.into(), label: t!(text, "posting-new"), description: None }])
        .collect();
    let footer = html! {
        <>
            <Button look={Look::Primary} busy={save.is_running} onclick={on_submit.reform(|_: MouseEvent| ())}>{ t!(text, "save") }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-cancel") }</Button>
        </>
    };
    let title = t!(text, "posting-edit-of", name = person.name.clone());
    html! {
        <Dialog title={title.clone()} width={DialogWidth::Large} on_close={props.on_close.clone()} {footer}>
            <div class="hf-stack">
                if let Some(general) = general {
                    <Alert tone={Tone::Danger} live=true title={general} />
                }
                if !person.postings.is_empty() {
                    <RadioGroup legend={t!(text, "posting-which")} {choices} value={(*which).clone()} on_change={on_which} />
                }
                <Form aria_label={title} {on_submit}>
                    <div class="hf-fields">
                    <PostingFields form={(*form).clone()} {on_form} categories={props.categories.clone()} {failure} />
                    </div>
                </Form>
            </div>
        </Dialog>
    }
}

async fn change(api: Api, change: Change) -> Result<Versioned<Posting>, Failure> {
    match change {
        Change::Add(person, new) => client::add_posting(&api, person, &new).await,
        Change::Edit(posting, patch) => {
            let etag = format!("\"rev-{}\"", posting.revision);
            client::update_posting(&api, posting.id, &etag, &patch).await
        }
    }
}
