use api_types::{households::Member, persons::Person};
use domain::postings::PostingState;
use ui::{Button, ButtonLink, Card, IconName, Label, Look, Size, Tone};
use yew::prelude::*;

use super::{
    Current,
    forms::{FormDialog, Opened},
    person::{AddMemberDialogProps, EditPersonDialogProps, limitations},
    posting::PostingDialogProps,
    reveal::{Secret, is_masked, masked},
};
use crate::{
    households::categories::Categories,
    route::Route,
    t,
    text::{Text, birth_date, use_text},
};

#[derive(Properties, PartialEq)]
pub struct MembersProps {
    pub household: Current,
    pub categories: Categories,
    pub may_write: bool,
    pub on_changed: Callback<()>,
    /// Something was revealed; without this nothing can be.
    #[prop_or_default]
    pub on_noted: Option<Callback<()>>,
}

#[derive(Clone, PartialEq)]
enum Open {
    Add,
    Person(Box<Member>),
    Posting(Box<Member>),
}

/// Who lives here, who is away, and who lived here before.
#[component]
pub fn Members(props: &MembersProps) -> Html {
    let text = use_text();
    let open = use_state(|| None::<Open>);
    let show = |what: Open| {
        let open = open.setter();
        Callback::from(move |_: MouseEvent| open.set(Some(what.clone())))
    };
    let close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    let on_saved = {
        let (close, on_changed) = (close.clone(), props.on_changed.clone());
        Callback::from(move |()| {
            close.emit(());
            on_changed.emit(());
        })
    };
    let members = &props.household.value.members;
    let (present, past): (Vec<&Member>, Vec<&Member>) =
        members.iter().partition(|member| member.to.is_none());
    let line = |member: &&Member| {
        let member = *member;
        let actions = if props.may_write && member.person.anonymised_at.is_none() {
            html! {
                <>
                    <Button
                        look={Look::Plain}
                        size={Size::Small}
                        icon={IconName::Edit}
                        aria_label={t!(text, "person-edit-of", name = member.person.name.clone())}
                        onclick={show(Open::Person(Box::new(member.clone())))}
                    />
                    <Button
                        look={Look::Plain}
                        size={Size::Small}
                        icon={IconName::Calendar}
                        aria_label={t!(text, "posting-edit-of", name = member.person.name.clone())}
                        onclick={show(Open::Posting(Box::new(member.clone())))}
                    />
                    <ButtonLink
                        look={Look::Plain}
                        size={Size::Small}
                        icon={IconName::Merge}
                        aria_label={t!(text, "merge-person-with", name = member.person.name.clone())}
                        href={Route::PersonMerge { id: member.person.id }.href()}
                    />
                </>
            }
        } else {
            Html::default()
        };
        person(&text, props, member, actions)
    };
    let add = if props.may_write {
        html! { <Button look={Look::Secondary} size={Size::Small} icon={IconName::Plus} onclick={show(Open::Add)}>{ t!(text, "member-add") }</Button> }
    } else {
        Html::default()
    };
    let dialog = match &*open {
        None => Html::default(),
        Some(Open::Add) => html! {
            <FormDialog opened={Opened::NewMember(AddMemberDialogProps {
                household: props.household.clone(),
                on_close: close,
                on_saved,
            })} />
        },
        Some(Open::Person(member)) => html! {
            <FormDialog opened={Opened::Person(EditPersonDialogProps {
                household: props.household.clone(),
                member: (**member).clone(),
                on_close: close,
                on_saved,
            })} />
        },
        Some(Open::Posting(member)) => html! {
            <FormDialog opened={Opened::Posting(PostingDialogProps {
                household: props.household.clone(),
                person: member.person.clone(),
                categories: props.categories.clone(),
                on_close: close,
                on_saved,
            })} />
        },
    };
    html! {
        <>
            <Card title={t!(text, "household-who", count = present.len())} actions={add}>
                <ul class="hf-members">{ for present.iter().map(line) }</ul>
                if !past.is_empty() {
                    <h3 class="hf-members__past">{ t!(text, "household-past-members") }</h3>
                    <ul class="hf-members">{ for past.iter().map(line) }</ul>
                }
            </Card>
            { dialog }
        </>
    }
}

/// What somebody is called; who was anonymised is called nothing any more.
pub fn person_name(text: &Text, person: &Person) -> AttrValue {
    match person.anonymised_at {
        Some(_) => t!(text, "person-anonymised"),
        None => AttrValue::from(person.name.clone()),
    }
}

fn person(text: &Text, props: &MembersProps, member: &Member, actions: Html) -> Html {
    let (person, categories) = (&member.person, &props.categories);
    let masked =
        |secret: Secret, value: Html| masked(text, secret, &person.name, props.on_noted.as_ref(), value);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(person.sex.map(|sex| text.word("sex", sex.as_str()).to_string()));
    facts.extend(person.age.map(|age| t!(text, "person-age", age = age).to_string()));
    facts.extend(person.birth_date.map(|date| birth_date(text, date)));
    facts.extend(person.school_grade.map(|grade| text.word("grade", grade.as_str()).to_string()));
    let postings = person.postings.iter().map(|posting| {
        let away = posting.to.is_none() && posting.state.is_away();
        let tone = if away { Tone::Warning } else { Tone::Neutral };
        let category = posting.category.as_deref().map_or_else(|| t!(text, "category-none"), |code| categories.name(text, code));
        let mut parts: Vec<String> = Vec::new();
        parts.extend(posting.place.clone());
        parts.extend(posting.employer_name.clone());
        let since = match (posting.from, posting.to) {
            (Some(from), None) => Some(t!(text, "posting-since", from = from.to_string())),
            (Some(from), Some(to)) => Some(AttrValue::from(format!("{from} – {to}"))),
            (None, Some(to)) => Some(t!(text, "posting-until", to = to.to_string())),
            (None, None) => None,
        };
        html! {
            <p key={posting.id.to_string()} class="hf-labels">
                <Label {tone} icon={(posting.state == PostingState::Working).then_some(IconName::ShieldCheck)}>{ category }</Label>
                <span>{ text.word("posting-state", posting.state.as_str()) }</span>
                if let Some(since) = since {
                    <strong>{ since }</strong>
                }
                <span class="hf-quiet">{ parts.join(" · ") }</span>
            </p>
        }
    });
    let phones = html! {
        { for person.phones.iter().map(|number| html! {
            <span key={number.id.to_string()} class="hf-stacked">
                { crate::households::list::phone(Some(&number.number)) }
                if let Some(label) = &number.label {
                    <span class="hf-quiet">{ label }</span>
                }
            </span>
        }) }
    };
    html! {
        <li key={member.membership_id.to_string()} class="hf-member">
            <div class="hf-member__main">
                <p class="hf-member__name">
                    <strong>{ person_name(text, person) }</strong>
                    <Label>{ text.word("relation", member.relation.as_str()) }</Label>
                    { for limitations(&person.limitations).map(|word| html! { <Label key={word} tone={Tone::Warning}>{ text.word("limitation", word) }</Label> }) }
                </p>
                <p class="hf-quiet">
                    { facts.join(" · ") }
                    if let Some(number) = &person.identity_number_masked {
                        if !facts.is_empty() {
                            { " · " }
                        }
                        { masked(Secret::IdentityNumber(person.id), html! { number }) }
                    }
                </p>
                { for postings }
                if let Some(note) = &person.note {
                    <p class="hf-lines">{ note }</p>
                }
                if let Some(to) = member.to {
                    <p class="hf-quiet">{ t!(text, "member-until", to = to.to_string()) }</p>
                }
            </div>
            <div class="hf-member__phones">
                if person.phones.iter().any(|phone| is_masked(&phone.number)) {
                    { masked(Secret::Phones(person.id), phones) }
                } else {
                    { phones }
                }
            </div>
            <div class="hf-member__actions">{ actions }</div>
        </li>
    }
}
