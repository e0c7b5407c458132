use client::use_query;
use ui::{Field, Select, SelectOption, TextInput};
use yew::prelude::*;

use crate::{t, text::use_text};

/// The value that stands for a source which is not in the list.
const ANOTHER: &str = "\u{1}another";

#[derive(Properties, PartialEq)]
pub struct SourceChoiceProps {
    /// Nothing: it is guessed from the content.
    pub chosen: Option<String>,
    pub on_choose: Callback<Option<String>>,
}

/// Which office sent the files.
#[component]
pub fn SourceChoice(props: &SourceChoiceProps) -> Html {
    let text = use_text();
    let sources = use_query((), |api, ()| client::sources(&api));
    let is_new = use_state(|| false);
    let mut options: Vec<SelectOption> = sources
        .remote
        .ready()
        .into_iter()
        .flat_map(|sources| sources.iter())
        .map(|source| SelectOption::new(source.name.clone(), source.name.clone()))
        .collect();
    options.push(SelectOption::new(ANOTHER, t!(text, "roster-source-new")));
    let on_select = {
        let (on_choose, is_new) = (props.on_choose.clone(), is_new.setter());
        Callback::from(move |value: String| {
            is_new.set(value == ANOTHER);
            on_choose.emit(Some(value).filter(|value| !value.is_empty() && value != ANOTHER));
        })
    };
    let on_name =
        props.on_choose.reform(|name: String| Some(name.trim().to_owned()).filter(|name| !name.is_empty()));
    let chosen = AttrValue::from(props.chosen.clone().unwrap_or_default());
    html! {
        <div class="hf-pair">
            <Field label={t!(text, "roster-source")} help={t!(text, "upload-source-help")}>
                <Select
                    value={if *is_new { AttrValue::Static(ANOTHER) } else { chosen.clone() }}
                    placeholder={t!(text, "upload-source-guess")}
                    {options}
                    on_change={on_select}
                />
            </Field>
            if *is_new {
                <Field label={t!(text, "roster-source-name")}>
                    <TextInput value={chosen} maxlength="60" on_change={on_name} />
                </Field>
            }
        </div>
    }
}
