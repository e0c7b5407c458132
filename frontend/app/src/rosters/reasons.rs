//! Why a row has its outcome, in the reader's words.

use api_types::rosters::RowReason;
use domain::{
    persons::{Relation, SchoolGrade, Sex},
    rosters::{
        fields::Field,
        reasons::{ReasonCode, Severity},
    },
};
use ui::{Anchor, Icon, IconName};
use yew::prelude::*;

use crate::{
    households::Categories,
    route::Route,
    t,
    text::{Arguments, Text, key_of},
};

/// Reasons that read better with the name of whom they speak of.
pub const NAMED: [ReasonCode; 13] = [
    ReasonCode::SameIdentityNumber,
    ReasonCode::SamePhone,
    ReasonCode::SameNameBirthDateAndVillage,
    ReasonCode::SameNameInHousehold,
    ReasonCode::DecidedByHand,
    ReasonCode::SameNameElsewhere,
    ReasonCode::PhoneSharedInHousehold,
    ReasonCode::SpousePostingUnconfirmed,
    ReasonCode::PossibleDuplicate,
    ReasonCode::PhoneOfAnotherIdentity,
    ReasonCode::PhoneOfAnotherName,
    ReasonCode::SameNameAndBirthDateOnly,
    ReasonCode::SeveralPeopleFit,
];

/// Reasons that can be about any field, so that the field's name must be said.
const ABOUT_ANY_FIELD: [ReasonCode; 6] = [
    ReasonCode::ValueDiffers,
    ReasonCode::WordUnknown,
    ReasonCode::CellTooLong,
    ReasonCode::CellError,
    ReasonCode::CellFormula,
    ReasonCode::DateUnreadable,
];

pub fn code_of(reason: &RowReason) -> Option<ReasonCode> {
    reason.code.parse().ok()
}

pub fn severity_of(reason: &RowReason) -> Severity {
    code_of(reason).map_or(Severity::Note, ReasonCode::severity)
}

/// The reasons, the gravest first.
pub fn by_weight(reasons: &[RowReason]) -> Vec<RowReason> {
    let mut reasons = reasons.to_vec();
    reasons.sort_by_key(|reason| std::cmp::Reverse(severity_of(reason)));
    reasons
}

/// What a column or a cell is called: the field's name, or the header of a column that is ignored.
pub fn field_name(text: &Text, field: &str) -> AttrValue {
    match field.parse::<Field>() {
        Ok(field) => text.word("field", field.as_str()),
        Err(_) => AttrValue::from(field.to_owned()),
    }
}

/// A reason as one line.
pub fn line(text: &Text, categories: &Categories, reason: &RowReason) -> Html {
    let severity = severity_of(reason);
    let (class, icon) = match severity {
        Severity::Note => ("hf-reason", IconName::InfoCircle),
        Severity::Conflict | Severity::Hold => ("hf-reason hf-reason--warning", IconName::WarningTriangle),
        Severity::Reject => ("hf-reason hf-reason--danger", IconName::DangerCircle),
    };
    html! {
        <span {class}>
            <Icon name={icon} />
            <span>{ sentence(text, reason) }{ particulars(text, categories, reason) }{ way_there(text, reason) }</span>
        </span>
    }
}

/// The way to whom the reason speaks of.
fn way_there(text: &Text, reason: &RowReason) -> Html {
    match (reason.household_id, &reason.household_reference, reason.other_row) {
        (Some(id), Some(reference), _) => html! {
            <>{ " " }<Anchor href={Route::Household { id }.href()}>{ reference.to_string() }</Anchor></>
        },
        (_, _, Some(row)) => html! {
            <>{ " " }<span class="hf-quiet">{ t!(text, "reason-other-row", row = i64::from(row)) }</span></>
        },
        _ => Html::default(),
    }
}

fn sentence(text: &Text, reason: &RowReason) -> AttrValue {
    let Some(code) = code_of(reason) else { return AttrValue::from(reason.code.clone()) };
    if let Some(other) = reason.other.as_ref().filter(|_| NAMED.contains(&code)) {
        let mut arguments = Arguments::new();
        arguments.set("other", other.clone());
        return text.message(&key_of("reason-of", code.as_str()), &arguments);
    }
    let sentence = text.word("reason", code.as_str());
    match reason.field.as_ref().filter(|_| ABOUT_ANY_FIELD.contains(&code)) {
        Some(field) => t!(
            text,
            "reason-about",
            field = field_name(text, field).to_string(),
            sentence = sentence.to_string()
        ),
        None => sentence,
    }
}

/// A value that the plan wrote as the domain's word, as the reader says it; anything else as it stands.
fn value_of(text: &Text, categories: &Categories, reason: &RowReason, value: &str) -> AttrValue {
    let field = reason.field.as_deref().and_then(|field| field.parse::<Field>().ok());
    let word = match field {
        Some(Field::Sex) => value.parse::<Sex>().ok().map(|sex| text.word("sex", sex.as_str())),
        Some(Field::Relation) => {
            value.parse::<Relation>().ok().map(|relation| text.word("relation", relation.as_str()))
        }
        Some(Field::SchoolGrade) => {
            value.parse::<SchoolGrade>().ok().map(|grade| text.word("grade", grade.as_str()))
        }
        Some(Field::Category) => Some(categories.name(text, value)),
        _ => None,
    };
    word.unwrap_or_else(|| AttrValue::from(value.to_owned()))
}

fn particulars(text: &Text, categories: &Categories, reason: &RowReason) -> Html {
    let named = code_of(reason).is_some_and(|code| NAMED.contains(&code));
    let said = |value: &String| value_of(text, categories, reason, value);
    let other = reason.other.as_ref().filter(|_| !named).map(said);
    match (reason.value.as_ref().map(said), other) {
        (Some(value), Some(other)) => html! {
            <span class="hf-versus">
                <span><span class="hf-quiet">{ t!(text, "reason-roster-says") }</span>{ " " }<b>{ value }</b></span>
                <span><span class="hf-quiet">{ t!(text, "reason-ledger-says") }</span>{ " " }<b>{ other }</b></span>
            </span>
        },
        (Some(value), None) => html! { <span class="hf-value">{ value }</span> },
        (None, Some(other)) => html! { <span class="hf-value">{ other }</span> },
        (None, None) => Html::default(),
    }
}
