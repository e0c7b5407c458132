use client::Failure;
use domain::persons::Relation;
use ui::{Button, Card, Field, IconName, Look, Select, Size};
use yew::prelude::*;

use super::form::MemberEntry;
use crate::{
    failures::field_error,
    households::{
        categories::Categories,
        page::relations,
        person_form::{PersonFields, PersonForm},
        posting_form::{PostingFields, PostingForm},
    },
    t,
    text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct MemberCardProps {
    /// Counted from 0.
    pub at: usize,
    pub member: MemberEntry,
    pub categories: Categories,
    pub failure: Option<Failure>,
    pub may_remove: bool,
    /// Nothing when the member is to go.
    pub on_member: Callback<Option<MemberEntry>>,
}

/// One member of a new household; a worker comes with a posting.
#[component]
pub fn MemberCard(props: &MemberCardProps) -> Html {
    let text = use_text();
    let member = &props.member;
    let at = format!("/members/{}", props.at);
    let on_relation = {
        let (on_member, member) = (props.on_member.clone(), member.clone());
        Callback::from(move |relation| on_member.emit(Some(MemberEntry { relation, ..member.clone() })))
    };
    let on_person = {
        let (on_member, member) = (props.on_member.clone(), member.clone());
        Callback::from(move |person: PersonForm| {
            on_member.emit(Some(MemberEntry { person, ..member.clone() }))
        })
    };
    let on_posting = {
        let (on_member, member) = (props.on_member.clone(), member.clone());
        Callback::from(move |posting: PostingForm| {
            on_member.emit(Some(MemberEntry { posting, ..member.clone() }))
        })
    };
    let remove = props.on_member.reform(|_: MouseEvent| None);
    let actions = if props.may_remove {
        html! {
            <Button
                look={Look::Plain}
                size={Size::Small}
                icon={IconName::Trash}
                aria_label={t!(text, "member-remove", number = props.at + 1)}
                onclick={remove}
            />
        }
    } else {
        Html::default()
    };
    let error = field_error(&text, props.failure.as_ref(), &format!("{at}/relation"));
    let is_worker = member.relation.parse() == Ok(Relation::Worker);
    html! {
        <Card title={t!(text, "member-number", number = props.at + 1)} {actions}>
            <div class="hf-fields">
                <Field label={t!(text, "member-relation")} required=true {error}>
                    <Select
                        value={member.relation.clone()}
                        options={relations(&text)}
                        placeholder={t!(text, "relation-choose")}
                        on_change={on_relation}
                    />
                </Field>
                <PersonFields form={member.person.clone()} on_form={on_person} at={format!("{at}/person")} failure={props.failure.clone()} />
            </div>
            if is_worker {
                <h3 class="hf-members__past">{ t!(text, "posting") }</h3>
                <div class="hf-fields">
                    <PostingFields
                        form={member.posting.clone()}
                        on_form={on_posting}
                        categories={props.categories.clone()}
                        at={format!("{at}/posting")}
                        failure={props.failure.clone()}
                    />
                </div>
            }
        </Card>
    }
}
