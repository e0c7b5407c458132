//! The page as it was at the end of an earlier day, and what has changed since.

use std::rc::Rc;

use api_types::{
    households::{Household, Member},
    journal::AsOf,
};
use chrono::NaiveDate;
use client::{Remote, use_query};
use domain::ids::HouseholdId;
use ui::{Alert, Anchor, Button, Card, Crumb, DateInput, Form, IconName, Look, Size, Tone};
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use super::{
    away,
    editing::Fields,
    facts::{Facts, Origin},
    form::{EditForm, said},
    members::{Members, person_name},
    person::limitations,
};
use crate::{
    failures::FailureState,
    filters::use_filters,
    households::categories::use_categories,
    lazy::Fetched,
    route::Route,
    screen::Screen,
    t,
    text::{Text, birth_date, use_text},
};

#[derive(Properties, PartialEq)]
pub struct AsOfFormProps {
    /// The day that is shown, or nothing.
    pub day: AttrValue,
}

/// Asks for the page as of an earlier day.
#[component]
pub fn AsOfForm(props: &AsOfFormProps) -> Html {
    let text = use_text();
    let day = use_state(|| props.day.clone());
    let set = use_filters::<AsOf>().set;
    let on_submit = {
        let day = day.clone();
        Callback::from(move |()| {
            if let Ok(day) = day.parse() {
                set.emit(AsOf { as_of: Some(day) });
            }
        })
    };
    let on_change = {
        let day = day.setter();
        Callback::from(move |typed: String| day.set(typed.into()))
    };
    html! {
        <div class="hf-as-of">
            <Form aria_label={t!(text, "as-of")} {on_submit}>
                <DateInput value={(*day).clone()} {on_change} aria_label={t!(text, "as-of-day")} />
                <Button submit=true look={Look::Secondary} size={Size::Small} icon={IconName::Clock}>{ t!(text, "as-of") }</Button>
            </Form>
        </div>
    }
}

/// The page of a household as of the day that stands in its address.
#[wasm_split(household_past, fallible)]
pub fn pages() -> Fetched {
    Ok(|route| match route {
        Route::Household { id } => html! { <PastPage id={*id} /> },
        _ => Html::default(),
    })
}

#[derive(Properties, PartialEq)]
struct PastPageProps {
    id: HouseholdId,
}

#[component]
fn PastPage(props: &PastPageProps) -> Html {
    match use_filters::<AsOf>().value.as_of {
        Some(day) => html! { <Past id={props.id} {day} /> },
        None => Html::default(),
    }
}

#[derive(Properties, PartialEq)]
struct PastProps {
    id: HouseholdId,
    day: NaiveDate,
}

/// The page as of a day: nothing on it can be changed.
#[component]
fn Past(props: &PastProps) -> Html {
    let text = use_text();
    let categories = use_categories();
    let (id, day) = (props.id, props.day);
    let past =
        use_query((id, day), |api, (id, day)| client::household_as_of(&api, id, &AsOf { as_of: Some(day) }));
    let present = use_query(id, |api, id| client::household(&api, id));
    let today = Route::Household { id }.href();
    let crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    let banner = html! {
        <div class="hf-past">
            <Alert tone={Tone::Warning} title={t!(text, "past-title", day = day.to_string())}>
                <p>{ t!(text, "past-text") }</p>
                <div class="hf-past__ways">
                    <Anchor href={today}>{ t!(text, "past-leave") }</Anchor>
                    <AsOfForm key={day.to_string()} day={day.to_string()} />
                </div>
            </Alert>
        </div>
    };
    let household = match past.remote {
        Remote::Ready(household) => household,
        Remote::Failed(failure) => {
            return html! {
                <Screen title={t!(text, "household")} {crumbs}>
                    { banner }
                    <FailureState {failure} on_retry={past.reload} />
                </Screen>
            };
        }
        Remote::Loading => {
            return html! { <Screen title={t!(text, "household")} {crumbs}><ui::Skeleton lines={8} /></Screen> };
        }
    };
    let compared = match &present.remote {
        Remote::Ready(present) => compare(&text, &household.value, &present.value),
        Remote::Failed(_) => html! { <p>{ t!(text, "past-gone") }</p> },
        Remote::Loading => html! { <ui::Skeleton lines={3} /> },
    };
    let subtitle = html! {
        <span class="hf-labels">
            { super::known_as(&text, &household.value) }
        </span>
    };
    html! {
        <Screen title={household.value.name.clone()} {subtitle} {crumbs}>
            { banner }
            { super::kept_until(&text, &household.value) }
            <div class="hf-household">
                <div class="hf-household__main">
                    { away::show(&text, &household.value, &categories) }
                    <Facts household={household.clone()} may_assign=false on_changed={Callback::noop()} />
                    <Members household={Rc::clone(&household)} {categories} may_write=false on_changed={Callback::noop()} />
                    <Origin household={household.clone()} />
                </div>
                <Card title={t!(text, "past-compared")} class="hf-household__history">{ compared }</Card>
            </div>
        </Screen>
    }
}

/// A field on which the two days may differ: its name, and what it was and is.
type Line = (String, String, String);

fn compare(text: &Text, then: &Household, now: &Household) -> Html {
    let mut lines = Vec::new();
    let (form_then, form_now) = (EditForm::of(then), EditForm::of(now));
    let say = said(text);
    for field in EditForm::FIELDS {
        let shown = |form: &EditForm| say.emit((field, form.value(field))).to_string();
        lines.push((text.word("changed", field).to_string(), shown(&form_then), shown(&form_now)));
    }
    let status = |household: &Household| text.word("household-status", household.status.as_str()).to_string();
    lines.push((text.word("changed", "status").to_string(), status(then), status(now)));
    let owner = |household: &Household| {
        household.owner.as_ref().map_or_else(String::new, |owner| owner.display_name.clone())
    };
    lines.push((text.word("changed", "owner").to_string(), owner(then), owner(now)));
    for member in &then.members {
        let same = now.members.iter().find(|other| other.membership_id == member.membership_id);
        people(text, &mut lines, Some(member), same);
    }
    for member in &now.members {
        if !then.members.iter().any(|other| other.membership_id == member.membership_id) {
            people(text, &mut lines, None, Some(member));
        }
    }
    lines.retain(|(_, then, now)| then != now);
    if lines.is_empty() {
        return html! { <p class="hf-quiet">{ t!(text, "past-same") }</p> };
    }
    let (was, is) = (t!(text, "past-was"), t!(text, "past-is"));
    let side = |heading: &AttrValue, value: &str| {
        let value = if value.is_empty() { "—" } else { value };
        html! { <td role="cell" data-label={heading.clone()} class="hf-lines">{ value.to_owned() }</td> }
    };
    html! {
        <div class="hf-table-wrap">
            <table class="hf-table hf-past__table" role="table" aria-label={t!(text, "past-compared")}>
                <thead role="rowgroup">
                    <tr role="row">
                        <th class="hf-table__th" role="columnheader" scope="col">{ t!(text, "past-field") }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ &was }</th>
                        <th class="hf-table__th" role="columnheader" scope="col">{ &is }</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    { for lines.iter().map(|(field, then, now)| html! {
                        <tr role="row">
                            <th class="hf-table__name" role="rowheader" scope="row">{ field }</th>
                            { side(&was, then) }
                            { side(&is, now) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// One member then and now, field by field; somebody who was not there has no fields.
fn people(text: &Text, lines: &mut Vec<Line>, then: Option<&Member>, now: Option<&Member>) {
    let Some(name) = then.or(now).map(|member| person_name(text, &member.person)) else { return };
    let (then, now) = (then.map(|one| fields(text, one)), now.map(|one| fields(text, one)));
    let value = |side: &Option<Vec<(&'static str, String)>>, at: usize| {
        side.as_ref().and_then(|fields| fields.get(at)).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let names = then.as_ref().or(now.as_ref()).into_iter().flatten().map(|(field, _)| *field);
    for (at, field) in names.enumerate() {
        let label = match field {
            "posting" => t!(text, "posting").to_string(),
            field => text.word("changed", field).to_string(),
        };
        lines.push((format!("{name} · {label}"), value(&then, at), value(&now, at)));
    }
}

fn fields(text: &Text, member: &Member) -> Vec<(&'static str, String)> {
    let person = &member.person;
    let word = |set: &str, word: Option<&str>| {
        word.map_or_else(String::new, |word| text.word(set, word).to_string())
    };
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let postings = person.postings.iter().map(|posting| {
        let parts = [
            text.word("posting-state", posting.state.as_str()).to_string(),
            day(posting.from),
            day(posting.to),
            posting.place.clone().unwrap_or_default(),
            posting.employer_name.clone().unwrap_or_default(),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    });
    let phones = person.phones.iter().map(|phone| match &phone.label {
        Some(label) => format!("{} {label}", phone.number),
        None => phone.number.clone(),
    });
    let limited: Vec<String> =
        limitations(&person.limitations).map(|one| text.word("limitation", one).to_string()).collect();
    vec![
        ("name", person_name(text, person).to_string()),
        ("relation", text.word("relation", member.relation.as_str()).to_string()),
        ("from", day(member.from)),
        ("to", day(member.to)),
        ("sex", word("sex", person.sex.map(|sex| sex.as_str()))),
        ("birth_date", person.birth_date.map_or_else(String::new, |date| birth_date(text, date))),
        ("identity_number", person.identity_number_masked.clone().unwrap_or_default()),
        ("phones", phones.collect::<Vec<_>>().join("\n")),
        ("school_grade", word("grade", person.school_grade.map(|grade| grade.as_str()))),
        ("limitations", limited.join(" · ")),
        ("note", person.note.clone().unwrap_or_default()),
        ("posting", postings.collect::<Vec<_>>().join("\n")),
    ]
}
