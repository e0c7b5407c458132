use api_types::{
    checks::check,
    persons::Person,
    postings::{Posting, PostingNew, PostingPatch},
};
use client::{Api, Failure, Versioned, use_mutation};
use domain::ids::PersonId;
use ui::{Alert, Button, Choice, Dialog, DialogWidth, Form, Look, RadioGroup, Tone};
use yew::prelude::*;

use super::{
    Current,
    editing::{Say, use_base, use_editing, use_latest},
    person::use_saved,
};
use crate::{
    failures::{general, invalid},
    households::{
        categories::Categories,
        posting_form::{PostingFields, PostingForm},
    },
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq, Clone)]
pub struct PostingDialogProps {
    pub household: Current,
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
    let on_which = {
        let which = which.setter();
        Callback::from(move |value: AttrValue| which.set(value.to_string()))
    };
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
    let chooser = if person.postings.is_empty() {
        Html::default()
    } else {
        html! { <RadioGroup legend={t!(text, "posting-which")} {choices} value={(*which).clone()} on_change={on_which} /> }
    };
    html! {
        <OnePosting
            key={(*which).clone()}
            household={props.household.clone()}
            person={person.clone()}
            which={(*which).clone()}
            {chooser}
            categories={props.categories.clone()}
            on_close={props.on_close.clone()}
            on_saved={props.on_saved.clone()}
        />
    }
}

#[derive(Properties, PartialEq)]
struct OnePostingProps {
    household: Current,
    person: Person,
    which: AttrValue,
    chooser: Html,
    categories: Categories,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

/// The form of one posting.
#[component]
fn OnePosting(props: &OnePostingProps) -> Html {
    let text = use_text();
    let base = use_base(&props.household);
    let id = props.person.id;
    let members = &base.current.value.members;
    let person =
        members.iter().find(|member| member.person.id == id).map_or(&props.person, |member| &member.person);
    let posting =
        person.postings.iter().find(|posting| posting.id.to_string() == props.which.as_str()).cloned();
    let before = posting.as_ref().map(PostingForm::of).unwrap_or_default();
    let editing = use_editing(
        &format!("posting.{id}.{}", props.which),
        &base,
        before.clone(),
        said(&text, &props.categories),
    );
    let refused = use_state(|| None::<Failure>);
    let done = use_saved(&text, &editing.discard, &props.on_saved);
    let save = use_mutation(change, done.reform(|_: Versioned<Posting>| ()));
    use_latest(&base, save.failure.as_ref());
    let on_submit = {
        let (form, run, refused) = (editing.form.clone(), save.run.clone(), refused.setter());
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
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let general = general(&text, failure.as_ref());
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
                { editing.notice }
                { props.chooser.clone() }
                <Form aria_label={title} {on_submit}>
                    <div class="hf-fields">
                    <PostingFields form={editing.form} on_form={editing.set} categories={props.categories.clone()} {failure} />
                    </div>
                </Form>
            </div>
        </Dialog>
    }
}

/// What the words in a posting's fields are called.
fn said(text: &Text, categories: &Categories) -> Say {
    let (text, categories) = (text.clone(), categories.clone());
    Say::from(move |(field, value): (&str, String)| match field {
        _ if value.is_empty() => AttrValue::default(),
        "category" => categories.name(&text, &value),
        "state" => text.word("posting-state", &value),
        _ => value.into(),
    })
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
