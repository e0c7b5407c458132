use api_types::rosters::Roster;
use client::use_query;
use ui::{Card, DateInput, Description, DescriptionList, Field, Select, SelectOption, TextInput};
use yew::prelude::*;

use super::edits::Edit;
use crate::{t, text::use_text};

/// The value that stands for a source which is not in the list.
const ANOTHER: &str = "\u{1}another";

#[derive(Properties, PartialEq)]
pub struct FactsProps {
    pub roster: Roster,
    pub may_edit: bool,
    pub on_edit: Callback<Edit>,
}

/// Who sent the list, and for which day it was made.
#[component]
pub fn Facts(props: &FactsProps) -> Html {
    let text = use_text();
    let sources = use_query((), |api, ()| client::sources(&api));
    let is_new = use_state(|| false);
    let roster = &props.roster;
    if !props.may_edit {
        let items = vec![
            Description::new(t!(text, "roster-source"), html! { &roster.source.name }),
            Description::new(
                t!(text, "roster-as-of"),
                match roster.as_of {
                    Some(day) => html! { day.to_string() },
                    None => html! { t!(text, "roster-as-of-unknown") },
                },
            ),
        ];
        return html! { <Card><DescriptionList columns=true {items} /></Card> };
    }
    let mut options = vec![SelectOption::new(roster.source.name.clone(), roster.source.name.clone())];
    for source in sources.remote.ready().into_iter().flat_map(|sources| sources.iter()) {
        if source.name != roster.source.name {
            options.push(SelectOption::new(source.name.clone(), source.name.clone()));
        }
    }
    options.push(SelectOption::new(ANOTHER, t!(text, "roster-source-new")));
    let on_source = {
        let (on_edit, is_new) = (props.on_edit.clone(), is_new.setter());
        Callback::from(move |value: String| {
            is_new.set(value == ANOTHER);
            if value != ANOTHER {
                on_edit.emit(Edit::Source(value));
            }
        })
    };
    let on_name = {
        let on_edit = props.on_edit.clone();
        Callback::from(move |name: String| {
            if !name.trim().is_empty() {
                on_edit.emit(Edit::Source(name));
            }
        })
    };
    let on_as_of = props.on_edit.reform(|day: String| Edit::AsOf(day.parse().ok()));
    html! {
        <Card>
            <div class="hf-pair" role="group" aria-label={t!(text, "columns-facts")}>
                <Field label={t!(text, "roster-source")} help={t!(text, "columns-remembered")}>
                    <Select
                        value={if *is_new { AttrValue::Static(ANOTHER) } else { AttrValue::from(roster.source.name.clone()) }}
                        {options}
                        on_change={on_source}
                    />
                </Field>
                if *is_new {
                    <Field label={t!(text, "roster-source-name")}>
                        <TextInput value={roster.source.name.clone()} maxlength="60" on_change={on_name} />
                    </Field>
                }
                <Field label={t!(text, "roster-as-of")} help={t!(text, "columns-as-of-help")}>
                    <DateInput
                        value={roster.as_of.map(|day| day.to_string()).unwrap_or_default()}
                        on_change={on_as_of}
                    />
                </Field>
            </div>
        </Card>
    }
}
