//! The fields of a person, for entering and for editing alike.

use api_types::persons::{Person, PersonNew, PersonPatch, PhoneNew};
use client::Failure;
use domain::{
    dates::PartialDate,
    households::Limitations,
    persons::{SchoolGrade, Sex},
    rosters::values::parse_date,
};
use serde::{Deserialize, Serialize};
use ui::{Checkbox, Field, Select, SelectOption, TextArea, TextInput};
use yew::prelude::*;

use super::page::{Fields, some};
use crate::{failures::field_error, t, text::use_text};

/// The four limitations, by their names on the wire.
pub const LIMITATIONS: [&str; 4] = ["limited_mobility", "pregnant", "disability", "chronic_illness"];

/// The names of those that hold.
pub fn limitations(limits: &Limitations) -> impl Iterator<Item = &'static str> {
    let holds = [limits.limited_mobility, limits.pregnant, limits.disability, limits.chronic_illness];
    LIMITATIONS.into_iter().zip(holds).filter_map(|(name, holds)| holds.then_some(name))
}

/// What is typed about a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonForm {
    pub name: String,
    pub sex: String,
    pub birth_date: String,
    pub identity_number: String,
    pub phone: String,
    pub school_grade: String,
    pub limitations: Limitations,
    pub note: String,
    /// The further phones, which this form leaves as they are.
    #[serde(default)]
    pub more_phones: Vec<PhoneNew>,
    #[serde(default)]
    pub phone_label: Option<String>,
}

impl PersonForm {
    pub fn of(person: &Person) -> Self {
        let mut phones = person
            .phones
            .iter()
            .map(|phone| PhoneNew { number: phone.number.clone(), label: phone.label.clone() });
        let first = phones.next();
        Self {
            name: person.name.clone(),
            sex: person.sex.map(|sex| sex.to_string()).unwrap_or_default(),
            birth_date: person.birth_date.map(typed_date).unwrap_or_default(),
            identity_number: String::new(),
            phone_label: first.as_ref().and_then(|phone| phone.label.clone()),
            phone: first.map(|phone| phone.number).unwrap_or_default(),
            school_grade: person.school_grade.map(|grade| grade.to_string()).unwrap_or_default(),
            limitations: person.limitations,
            note: person.note.clone().unwrap_or_default(),
            more_phones: phones.collect(),
        }
    }

    fn phones(&self) -> Vec<PhoneNew> {
        let first = some(&self.phone).map(|number| PhoneNew { number, label: self.phone_label.clone() });
        first.into_iter().chain(self.more_phones.iter().cloned()).collect()
    }

    /// A person who is new to the ledger.
    pub fn new_person(&self) -> PersonNew {
        PersonNew {
            name: self.name.clone(),
            sex: self.sex.parse().ok(),
            birth_date: some(&self.birth_date).map(|typed| edtf(&typed)),
            identity_number: some(&self.identity_number),
            phones: self.phones(),
            school_grade: self.school_grade.parse().ok(),
            limitations: self.limitations,
            note: some(&self.note),
        }
    }

    /// Only what differs from `before`.
    pub fn patch(&self, before: &Self) -> PersonPatch {
        let text = |now: &String, then: &String| (now != then).then(|| some(now));
        PersonPatch {
            name: (self.name != before.name).then(|| self.name.clone()),
            sex: (self.sex != before.sex).then(|| self.sex.parse::<Sex>().ok()),
            birth_date: text(&self.birth_date, &before.birth_date)
                .map(|typed| typed.map(|typed| edtf(&typed))),
            identity_number: some(&self.identity_number).map(Some),
            phones: (self.phone != before.phone).then(|| self.phones()),
            school_grade: (self.school_grade != before.school_grade)
                .then(|| self.school_grade.parse::<SchoolGrade>().ok()),
            limitations: (self.limitations != before.limitations).then_some(self.limitations),
            note: text(&self.note, &before.note),
        }
    }
}

/// A date as one types it: nobody writes `XXXX` for a year.
fn typed_date(date: PartialDate) -> String {
    date.to_string().trim_start_matches("XXXX-").to_owned()
}

/// What was typed as the API takes it; what is no date stays as it is, and is refused with a reason.
fn edtf(typed: &str) -> String {
    parse_date(typed).map_or_else(|| typed.to_owned(), |date| date.to_string())
}

impl Fields for PersonForm {
    const FIELDS: &'static [&'static str] =
        &["name", "phone", "sex", "birth_date", "identity_number", "school_grade", "limitations", "note"];

    fn value(&self, field: &str) -> String {
        match field {
            "name" => self.name.clone(),
            "phone" => self.phone.clone(),
            "sex" => self.sex.clone(),
            "birth_date" => self.birth_date.clone(),
            "identity_number" => self.identity_number.clone(),
            "school_grade" => self.school_grade.clone(),
            "limitations" => limitations(&self.limitations).collect::<Vec<_>>().join(" "),
            "note" => self.note.clone(),
            _ => String::new(),
        }
    }

    fn taking(mut self, field: &str, from: &Self) -> Self {
        match field {
            "name" => self.name.clone_from(&from.name),
            "phone" => {
                self.phone.clone_from(&from.phone);
                self.phone_label.clone_from(&from.phone_label);
                self.more_phones.clone_from(&from.more_phones);
            }
            "sex" => self.sex.clone_from(&from.sex),
            "birth_date" => self.birth_date.clone_from(&from.birth_date),
            "identity_number" => self.identity_number.clone_from(&from.identity_number),
            "school_grade" => self.school_grade.clone_from(&from.school_grade),
            "limitations" => self.limitations = from.limitations,
            "note" => self.note.clone_from(&from.note),
            _ => {}
        }
        self
    }
}

#[derive(Properties, PartialEq)]
pub struct PersonFieldsProps {
    pub form: PersonForm,
    pub on_form: Callback<PersonForm>,
    /// Where the person stands in the request, for errors: empty, or `/members/0/person`.
    #[prop_or_default]
    pub at: AttrValue,
    #[prop_or_default]
    pub failure: Option<Failure>,
    /// The masked number that is known already.
    #[prop_or_default]
    pub known_identity_number: Option<String>,
}

/// Name, phone, birth date, identity number and what makes the person need more help.
#[component]
pub fn PersonFields(props: &PersonFieldsProps) -> Html {
    let text = use_text();
    let form = &props.form;
    let error = |field: &str| field_error(&text, props.failure.as_ref(), &format!("{}/{field}", props.at));
    let typed = |change: fn(&mut PersonForm, String)| {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |value: String| {
            let mut next = form.clone();
            change(&mut next, value);
            on_form.emit(next);
        })
    };
    let limits = |change: fn(&mut Limitations, bool)| {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |checked: bool| {
            let mut next = form.clone();
            change(&mut next.limitations, checked);
            on_form.emit(next);
        })
    };
    let sexes: Vec<SelectOption> =
        Sex::ALL.iter().map(|sex| SelectOption::new(sex.as_str(), text.word("sex", sex.as_str()))).collect();
    let grades: Vec<SelectOption> = SchoolGrade::ALL
        .iter()
        .map(|grade| SelectOption::new(grade.as_str(), text.word("grade", grade.as_str())))
        .collect();
    let identity_help = match &props.known_identity_number {
        Some(number) => t!(text, "person-identity-known", number = number.clone()),
        None => t!(text, "person-identity-help"),
    };
    html! {
        <>
            <Field label={t!(text, "person-name")} required=true error={error("name")}>
                <TextInput autocomplete="off" value={form.name.clone()} on_change={typed(|form, value| form.name = value)} />
            </Field>
            <Field label={t!(text, "person-phone")} error={error("phones/0/number")}>
                <TextInput kind="tel" autocomplete="off" value={form.phone.clone()} on_change={typed(|form, value| form.phone = value)} />
            </Field>
            <Field label={t!(text, "person-sex")} error={error("sex")}>
                <Select value={form.sex.clone()} placeholder={t!(text, "household-not-known")} options={sexes} on_change={typed(|form, value| form.sex = value)} />
            </Field>
            <Field label={t!(text, "person-birth-date")} help={t!(text, "person-birth-date-help")} error={error("birth_date")}>
                <TextInput autocomplete="off" value={form.birth_date.clone()} on_change={typed(|form, value| form.birth_date = value)} />
            </Field>
            <Field label={t!(text, "person-identity-number")} help={identity_help} error={error("identity_number")}>
                <TextInput autocomplete="off" value={form.identity_number.clone()} on_change={typed(|form, value| form.identity_number = value)} />
            </Field>
            <Field label={t!(text, "person-grade")} error={error("school_grade")}>
                <Select value={form.school_grade.clone()} placeholder={t!(text, "person-no-pupil")} options={grades} on_change={typed(|form, value| form.school_grade = value)} />
            </Field>
            <div role="group" aria-label={t!(text, "person-limitations")} class="hf-checks">
                <Checkbox label={text.word("limitation", "limited_mobility")} checked={form.limitations.limited_mobility} on_change={limits(|limits, checked| limits.limited_mobility = checked)} />
                <Checkbox label={text.word("limitation", "pregnant")} checked={form.limitations.pregnant} on_change={limits(|limits, checked| limits.pregnant = checked)} />
                <Checkbox label={text.word("limitation", "disability")} checked={form.limitations.disability} on_change={limits(|limits, checked| limits.disability = checked)} />
                <Checkbox label={text.word("limitation", "chronic_illness")} checked={form.limitations.chronic_illness} on_change={limits(|limits, checked| limits.chronic_illness = checked)} />
            </div>
            <Field label={t!(text, "person-note")} error={error("note")}>
                <TextArea rows=2 value={form.note.clone()} on_change={typed(|form, value| form.note = value)} />
            </Field>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::{super::page::all_can_be_taken, *};

    #[test]
    fn a_birthday_is_typed_without_its_year() {
        let birthday: PartialDate = "XXXX-11-21".parse().unwrap();
        assert_eq!(edtf(&typed_date(birthday)), "XXXX-11-21");
        let typed = ["1979-11-21", "1979年11月21日", "11月21日", "1979", "tomorrow"].map(edtf);
        assert_eq!(typed, ["1979-11-21", "1979-11-21", "XXXX-11-21", "1979", "tomorrow"]);
    }

    #[test]
    fn every_field_can_be_taken_from_the_other_version() {
        let filled = PersonForm {
            name: "a".into(),
            sex: "female".into(),
            birth_date: "b".into(),
            identity_number: "c".into(),
            phone: "d".into(),
            school_grade: "e".into(),
            limitations: Limitations { pregnant: true, ..Limitations::default() },
            note: "f".into(),
            more_phones: vec![PhoneNew { number: "g".into(), label: None }],
            phone_label: Some("h".into()),
        };
        all_can_be_taken(&filled, PersonForm::default());
    }
}
