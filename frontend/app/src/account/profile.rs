use api_types::{
    checks::check,
    sessions::{Me, MePatch},
};
use client::{Failure, act, use_act, use_query};
use domain::users::Language;
use ui::{Button, Card, Description, DescriptionList, Field, Form, Look, Select, SelectOption, TextInput};
use yew::prelude::*;

use crate::{
    administration::use_told,
    failures::{self, field_error, invalid, use_failure_toast},
    preferences::use_preferences,
    t,
    text::use_text,
};

/// Who one is here; the name and the language can be changed.
#[component]
pub fn Profile() -> Html {
    let text = use_text();
    let me = use_query((), |api, ()| client::me(&api));
    html! {
        <Card title={t!(text, "account-profile")}>
            { failures::show(&me.remote, &me.reload, |now| html! {
                <ProfileForm key={now.revision.to_string()} me={(**now).clone()} on_saved={me.reload.clone()} />
            }) }
        </Card>
    }
}

#[derive(Properties, PartialEq)]
struct ProfileFormProps {
    me: Me,
    on_saved: Callback<()>,
}

#[component]
fn ProfileForm(props: &ProfileFormProps) -> Html {
    let text = use_text();
    let preferences = use_preferences();
    let me = &props.me;
    let name = use_state(|| me.display_name.clone());
    let language = use_state(|| me.language);
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let done = {
        let (set_language, language) = (preferences.set_language.clone(), *language);
        Callback::from(move |()| {
            set_language.emit(language);
            told.emit(());
        })
    };
    let save = use_act(done);
    use_failure_toast(&save.failure, Callback::noop());
    let on_submit = {
        let patch = MePatch {
            language: Some(*language).filter(|language| *language != me.language),
            display_name: Some((*name).clone()).filter(|name| *name != me.display_name),
        };
        let (run, refused, revision) = (save.run.clone(), refused.setter(), me.revision);
        Callback::from(move |()| match check(&patch) {
            Ok(()) => {
                refused.set(None);
                let patch = patch.clone();
                run.emit(act(move |api| client::update_me(api, revision, &patch), drop));
            }
            Err(errors) => refused.set(Some(invalid(errors))),
        })
    };
    let on_name = {
        let name = name.setter();
        Callback::from(move |value| name.set(value))
    };
    let on_language = {
        let language = language.setter();
        Callback::from(move |value: String| {
            if let Ok(chosen) = value.parse() {
                language.set(chosen);
            }
        })
    };
    let facts = vec![
        Description::new(t!(text, "sign-in-username"), html! { &me.username }),
        Description::new(t!(text, "organisation"), html! { &me.organisation.name }),
        Description::new(t!(text, "user-role"), html! { text.word("role", me.role.as_str()) }),
    ];
    let languages = vec![
        SelectOption::new(Language::Chinese.as_str(), "简体中文"),
        SelectOption::new(Language::English.as_str(), "English"),
    ];
    html! {
        <>
            <DescriptionList columns=true items={facts} />
            <Form {on_submit} aria_label={t!(text, "account-profile")}>
                <div class="hf-fields">
                    <Field label={t!(text, "user-name")} help={t!(text, "account-name-help")} error={field_error(&text, refused.as_ref(), "/display_name")}>
                        <TextInput value={(*name).clone()} on_change={on_name} autocomplete="name" />
                    </Field>
                    <Field label={t!(text, "language")}>
                        <Select value={language.as_str()} options={languages} on_change={on_language} />
                    </Field>
                </div>
                <div><Button look={Look::Primary} submit=true busy={save.is_running}>{ t!(text, "save") }</Button></div>
            </Form>
        </>
    }
}
