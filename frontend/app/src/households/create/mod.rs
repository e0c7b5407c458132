//! Entering a household: look for it first, then write down who lives there.

mod candidates;
mod form;
mod member;

use api_types::{
    checks::check,
    households::{Household, HouseholdNew},
};
use client::{Api, Failure, Versioned, use_mutation};
use domain::problems::ProblemCode;
use ui::{
    Alert, Button, ButtonLink, Card, Crumb, Field, Form, FormActions, IconName, Look, TextArea, TextInput,
    Toast, Tone, use_navigation, use_toasts,
};
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use self::{
    candidates::{Alike, LookFirst},
    form::{CreateForm, MemberEntry},
    member::MemberCard,
};
use super::{
    area_picker::{AreaPicker, PickedArea},
    categories::use_categories,
};
use crate::{
    drafts::use_draft,
    failures::{field_error, invalid, sentence},
    lazy::Fetched,
    route::Route,
    screen::Screen,
    t,
    text::use_text,
};

#[wasm_split(household_new, fallible)]
pub fn pages() -> Fetched {
    Ok(|_| html! { <HouseholdNewPage /> })
}

/// A household that is new to the ledger.
#[component]
fn HouseholdNewPage() -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let navigation = use_navigation();
    let categories = use_categories();
    let draft = use_draft::<CreateForm>("household.new");
    let form = use_state(|| draft.kept.as_deref().cloned().unwrap_or_default());
    let refused = use_state(|| None::<Failure>);
    let create = {
        let (text, discard) = (text.clone(), draft.discard.clone());
        use_mutation(
            |api: Api, new: HouseholdNew| client::create_household(&api, &new),
            Callback::from(move |created: Versioned<Household>| {
                discard.emit(());
                let reference = created.value.reference.to_string();
                toasts.show(Toast::success(t!(text, "household-created", reference = reference)));
                navigation.go(Route::Household { id: created.value.id }.href());
            }),
        )
    };
    let submit = {
        let (form, run, refused) = ((*form).clone(), create.run.clone(), refused.setter());
        Callback::from(move |duplicates: Seen| {
            let checked =
                form.new_household(duplicates == Seen::Yes).and_then(|new| check(&new).map(|()| new));
            match checked {
                Ok(new) => {
                    refused.set(None);
                    run.emit(new);
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let set = {
        let (form, keep) = (form.setter(), draft.keep.clone());
        Callback::from(move |next: CreateForm| {
            keep.emit(next.clone());
            form.set(next);
        })
    };
    let with = |change: fn(&mut CreateForm, String)| {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |value: String| {
            let mut next = form.clone();
            change(&mut next, value);
            set.emit(next);
        })
    };
    let on_area = {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |picked: Option<PickedArea>| {
            let (area_id, area_name) =
                picked.map_or((None, String::new()), |area| (Some(area.id), area.name.to_string()));
            set.emit(CreateForm { area_id, area_name, ..form.clone() });
        })
    };
    let on_member = |at: usize| {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |member: Option<MemberEntry>| set.emit(form.clone().with_member(at, member)))
    };
    let add = {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |_: MouseEvent| set.emit(form.clone().with_another()))
    };
    let failure = (*refused).clone().or_else(|| create.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let is_alike = failure.as_ref().and_then(Failure::code) == Some(ProblemCode::PossibleDuplicate);
    let general = failure
        .as_ref()
        .filter(|failure| !is_alike && failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure));
    let crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    html! {
        <Screen title={t!(text, "household-new")} subtitle={html! { t!(text, "household-new-subtitle") }} {crumbs}>
            <div class="hf-stack">
                <LookFirst />
                <Form aria_label={t!(text, "household-new")} on_submit={submit.reform(|()| Seen::No)}>
                    <Card title={t!(text, "household-where")}>
                        <div class="hf-fields">
                            <Field label={t!(text, "household-area")} required=true error={error("/area_id")}>
                                <AreaPicker name={form.area_name.clone()} on_pick={on_area} />
                            </Field>
                            <Field label={t!(text, "household-address")} error={error("/address")}>
                                <TextInput autocomplete="off" value={form.address.clone()} on_change={with(|form, value| form.address = value)} />
                            </Field>
                        </div>
                        <Field label={t!(text, "household-difficulties")} help={t!(text, "household-difficulties-help")} error={error("/difficulties")}>
                            <TextArea rows=2 value={form.difficulties.clone()} on_change={with(|form, value| form.difficulties = value)} />
                        </Field>
                    </Card>
                    { for form.members.iter().enumerate().map(|(at, member)| html! {
                        <MemberCard
                            key={at}
                            {at}
                            member={member.clone()}
                            categories={categories.clone()}
                            failure={failure.clone()}
                            may_remove={form.members.len() > 1}
                            on_member={on_member(at)}
                        />
                    }) }
                    <div>
                        <Button icon={IconName::Plus} onclick={add}>{ t!(text, "member-add") }</Button>
                    </div>
                    if let Some(general) = general {
                        <Alert tone={Tone::Danger} live=true title={general} />
                    }
                    if is_alike {
                        <Alike
                            failure={failure.clone()}
                            busy={create.is_running}
                            on_anyway={submit.reform(|()| Seen::Yes)}
                        />
                    }
                    <FormActions>
                        <Button look={Look::Primary} submit=true busy={create.is_running}>{ t!(text, "household-create") }</Button>
                        <ButtonLink look={Look::Link} href={Route::Households.href()}>{ t!(text, "word-cancel") }</ButtonLink>
                    </FormActions>
                </Form>
            </div>
        </Screen>
    }
}

/// Whether the reader has seen that someone alike is there.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    Yes,
}
