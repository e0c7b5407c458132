use api_types::{
    checks::check,
    households::{Household, Member, MemberNew, MembershipPatch},
    persons::PersonPatch,
};
use client::{Api, Failure, Versioned, use_mutation};
use domain::persons::Relation;
use serde::{Deserialize, Serialize};
use ui::{
    Alert, Button, DateInput, Dialog, DialogWidth, Field, Form, Look, Select, SelectOption, Toast, Tone,
    use_toasts,
};
use yew::prelude::*;

use super::{
    Current,
    editing::{Fields, Say, use_base, use_editing, use_latest},
};
use crate::{
    drafts::use_draft,
    failures::{field_error, general, invalid},
    households::person_form::{PersonFields, PersonForm},
    t,
    text::{Text, use_text},
};

#[cfg(test)]
pub use crate::households::person_form::LIMITATIONS;
pub use crate::households::person_form::limitations;

/// What is typed about a member.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct MemberForm {
    person: PersonForm,
    relation: String,
    to: String,
}

impl MemberForm {
    fn of(member: &Member) -> Self {
        Self {
            person: PersonForm::of(&member.person),
            relation: member.relation.to_string(),
            to: member.to.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl Fields for MemberForm {
    const FIELDS: &'static [&'static str] = &[
        "name",
        "phone",
        "sex",
        "birth_date",
        "identity_number",
        "school_grade",
        "limitations",
        "note",
        "relation",
        "to",
    ];

    fn value(&self, field: &str) -> String {
        match field {
            "relation" => self.relation.clone(),
            "to" => self.to.clone(),
            of_person => self.person.value(of_person),
        }
    }

    fn taking(mut self, field: &str, from: &Self) -> Self {
        match field {
            "relation" => self.relation.clone_from(&from.relation),
            "to" => self.to.clone_from(&from.to),
            of_person => self.person = self.person.taking(of_person, &from.person),
        }
        self
    }
}

#[derive(Properties, PartialEq, Clone)]
pub struct AddMemberDialogProps {
    pub household: Current,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Enters a person into the household.
#[component]
pub fn AddMemberDialog(props: &AddMemberDialogProps) -> Html {
    let text = use_text();
    let draft = use_draft::<MemberForm>(&format!("member.{}", props.household.value.id));
    let form = use_state(|| draft.kept.as_deref().cloned().unwrap_or_default());
    let refused = use_state(|| None::<Failure>);
    let id = props.household.value.id;
    let done = use_saved(&text, &draft.discard, &props.on_saved);
    let save = use_mutation(
        move |api: Api, member: MemberNew| client::add_member(&api, id, &member),
        done.reform(|_: Versioned<Household>| ()),
    );
    let on_submit = {
        let (form, run, refused) = ((*form).clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| {
            let member = MemberNew {
                relation: form.relation.parse().unwrap_or(Relation::Other),
                from: None,
                person: form.person.new_person(),
                posting: None,
            };
            match check(&member) {
                Ok(()) => {
                    refused.set(None);
                    run.emit(member);
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let set = {
        let (form, keep) = (form.setter(), draft.keep.clone());
        Callback::from(move |next: MemberForm| {
            keep.emit(next.clone());
            form.set(next);
        })
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    show(
        &text,
        Shown {
            title: t!(text, "member-add-title", name = props.household.value.name.clone()),
            form: (*form).clone(),
            set,
            failure,
            at: "/person",
            known_identity_number: None,
            busy: save.is_running,
            on_submit,
            on_close: props.on_close.clone(),
            ends: Ends::NotYet,
            notice: Html::default(),
        },
    )
}

#[derive(Properties, PartialEq, Clone)]
pub struct EditPersonDialogProps {
    pub household: Current,
    pub member: Member,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

#[derive(Clone)]
struct Changes {
    base: Current,
    member: Member,
    person: PersonPatch,
    membership: MembershipPatch,
}

/// Changes a person, what they are to the household's worker, and until when they live here.
#[component]
pub fn EditPersonDialog(props: &EditPersonDialogProps) -> Html {
    let text = use_text();
    let base = use_base(&props.household);
    let same = |member: &&Member| member.membership_id == props.member.membership_id;
    let member = base.current.value.members.iter().find(same).unwrap_or(&props.member).clone();
    let editing =
        use_editing(&format!("person.{}", member.person.id), &base, MemberForm::of(&member), said(&text));
    let refused = use_state(|| None::<Failure>);
    let done = use_saved(&text, &editing.discard, &props.on_saved);
    let save = use_mutation(change, done);
    use_latest(&base, save.failure.as_ref());
    let on_submit = {
        let (form, run, refused) = (editing.form.clone(), save.run.clone(), refused.setter());
        let (base, member) = (base.current.clone(), member.clone());
        Callback::from(move |()| {
            let before = MemberForm::of(&member);
            let person = form.person.patch(&before.person);
            let membership = MembershipPatch {
                relation: (form.relation != before.relation).then(|| form.relation.parse().ok()).flatten(),
                from: None,
                to: (form.to != before.to).then(|| form.to.parse().ok()),
            };
            match check(&person) {
                Ok(()) => {
                    refused.set(None);
                    run.emit(Changes { base: base.clone(), member: member.clone(), person, membership });
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    show(
        &text,
        Shown {
            title: t!(text, "person-edit-of", name = member.person.name.clone()),
            form: editing.form,
            set: editing.set,
            failure,
            at: "",
            known_identity_number: member.person.identity_number_masked.clone(),
            busy: save.is_running,
            on_submit,
            on_close: props.on_close.clone(),
            ends: Ends::CanBeSaid,
            notice: editing.notice,
        },
    )
}

/// The stay first, then the person; each at the version that was shown. A stay that is saved is not sent again when the
/// person was overtaken: the form is then compared with what is there.
async fn change(api: Api, changes: Changes) -> Result<(), Failure> {
    let Changes { base, member, person, membership } = changes;
    if membership != MembershipPatch::default() {
        client::update_membership(&api, member.membership_id, &base.etag, &membership).await?;
    }
    if person != PersonPatch::default() {
        let revision = format!("\"rev-{}\"", member.person.revision);
        client::update_person(&api, member.person.id, &revision, &person).await?;
    }
    Ok(())
}

/// What the words in a member's fields are called.
fn said(text: &Text) -> Say {
    let text = text.clone();
    Say::from(move |(field, value): (&str, String)| {
        let set = match field {
            "sex" => "sex",
            "school_grade" => "grade",
            "relation" => "relation",
            "limitations" => "limitation",
            _ => return value.into(),
        };
        let words: Vec<String> =
            value.split_whitespace().map(|word| text.word(set, word).to_string()).collect();
        words.join(" · ").into()
    })
}

/// Whether the form asks until when the person lives here.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    NotYet,
    CanBeSaid,
}

struct Shown {
    title: AttrValue,
    form: MemberForm,
    set: Callback<MemberForm>,
    failure: Option<Failure>,
    at: &'static str,
    known_identity_number: Option<String>,
    busy: bool,
    on_submit: Callback<()>,
    on_close: Callback<()>,
    ends: Ends,
    notice: Html,
}

fn show(text: &Text, shown: Shown) -> Html {
    let Shown {
        title,
        form,
        set,
        failure,
        at,
        known_identity_number,
        busy,
        on_submit,
        on_close,
        ends,
        notice,
    } = shown;
    let on_person = {
        let (set, form) = (set.clone(), form.clone());
        Callback::from(move |person| set.emit(MemberForm { person, ..form.clone() }))
    };
    let on_relation = {
        let (set, form) = (set.clone(), form.clone());
        Callback::from(move |relation| set.emit(MemberForm { relation, ..form.clone() }))
    };
    let on_to = {
        let form = form.clone();
        Callback::from(move |to| set.emit(MemberForm { to, ..form.clone() }))
    };
    let general = general(text, failure.as_ref());
    let error = |field: &str| field_error(text, failure.as_ref(), field);
    let footer = html! {
        <>
            <Button look={Look::Primary} {busy} onclick={on_submit.reform(|_: MouseEvent| ())}>{ t!(text, "save") }</Button>
            <Button look={Look::Link} onclick={on_close.reform(|_: MouseEvent| ())}>{ t!(text, "word-cancel") }</Button>
        </>
    };
    html! {
        <Dialog title={title.clone()} width={DialogWidth::Large} {on_close} {footer}>
            <div class="hf-stack">
                if let Some(general) = general {
                    <Alert tone={Tone::Danger} live=true title={general} />
                }
                { notice }
                <Form aria_label={title} {on_submit}>
                    <div class="hf-fields">
                    <PersonFields form={form.person.clone()} on_form={on_person} {at} failure={failure.clone()} {known_identity_number} />
                    <Field label={t!(text, "member-relation")} required=true error={error("/relation")}>
                        <Select value={form.relation.clone()} options={relations(text)} placeholder={t!(text, "relation-choose")} on_change={on_relation} />
                    </Field>
                    if ends == Ends::CanBeSaid {
                        <Field label={t!(text, "member-to")} help={t!(text, "member-to-help")} error={error("/to")}>
                            <DateInput value={form.to.clone()} on_change={on_to} />
                        </Field>
                    }
                    </div>
                </Form>
            </div>
        </Dialog>
    }
}

/// The relations as a list to choose from.
pub fn relations(text: &Text) -> Vec<SelectOption> {
    Relation::ALL
        .iter()
        .map(|relation| SelectOption::new(relation.as_str(), text.word("relation", relation.as_str())))
        .collect()
}

#[hook]
pub fn use_saved(text: &Text, discard: &Callback<()>, on_saved: &Callback<()>) -> Callback<()> {
    let toasts = use_toasts();
    let (text, discard, on_saved) = (text.clone(), discard.clone(), on_saved.clone());
    Callback::from(move |()| {
        discard.emit(());
        toasts.show(Toast::success(t!(text, "saved")));
        on_saved.emit(());
    })
}
