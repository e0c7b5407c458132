use std::collections::BTreeMap;

use api_types::{
    checks::check,
    households::{Household, Member},
    merges::{HouseholdSplit, SplitMember},
    problems::FieldError,
};
use client::{Failure, Remote, use_mutation, use_query};
use domain::{
    ids::{HouseholdId, MembershipId},
    merges::check_staying,
    problems::ProblemCode,
};
use ui::{
    Alert, Button, ButtonLink, Card, Checkbox, Crumb, DateInput, Field, Form, FormActions, Look, Select,
    Skeleton, TextInput, Toast, Tone, use_navigation, use_toasts,
};
use yew::prelude::*;

use super::household::present;
use crate::{
    failures::{FailureState, field_error, invalid, sentence},
    households::{
        area_picker::{AreaPicker, PickedArea},
        relations, some,
    },
    route::Route,
    screen::Screen,
    session::use_me,
    t,
    text::{Text, use_text},
};

/// Who goes, and what each is to the worker there; an empty word says as here.
type Goers = BTreeMap<MembershipId, String>;

#[derive(Debug, Clone, PartialEq)]
struct SplitForm {
    goers: Goers,
    from: String,
    area: Option<PickedArea>,
    address: String,
}

impl SplitForm {
    /// The split as the server takes it.
    fn read(&self, household: &Household) -> Result<HouseholdSplit, Vec<FieldError>> {
        let wrong = |pointer: &str, code| FieldError { pointer: pointer.to_owned(), code, detail: None };
        let mut errors = Vec::new();
        if self.goers.is_empty() {
            errors.push(wrong("/members", ProblemCode::Required));
        } else if check_staying(present(household).count(), self.goers.len()).is_err() {
            errors.push(wrong("/members", ProblemCode::NobodyStays));
        }
        let Ok(from) = self.from.parse() else {
            errors.push(wrong("/from", ProblemCode::NotADate));
            return Err(errors);
        };
        let member = |(id, relation): (&MembershipId, &String)| SplitMember {
            membership_id: *id,
            relation: relation.parse().ok(),
        };
        let split = HouseholdSplit {
            from,
            members: self.goers.iter().map(member).collect(),
            area_id: self.area.as_ref().map(|area| area.id),
            address: some(&self.address),
        };
        if errors.is_empty() { check(&split).map(|()| split) } else { Err(errors) }
    }
}

#[derive(Properties, PartialEq)]
pub struct SplitPageProps {
    pub id: HouseholdId,
}

/// Some members of a household begin a new one.
#[component]
pub fn SplitPage(props: &SplitPageProps) -> Html {
    let (text, toasts, navigation) = (use_text(), use_toasts(), use_navigation());
    let id = props.id;
    let household = use_query(id, |api, id| client::household(&api, id));
    let today = use_me().map(|me| me.today).unwrap_or_default();
    let form = use_state(|| SplitForm {
        goers: Goers::new(),
        from: today.to_string(),
        area: None,
        address: String::new(),
    });
    let refused = use_state(|| None::<Failure>);
    {
        // What was refused may be right by now.
        let refused = refused.setter();
        use_effect_with((*form).clone(), move |_| refused.set(None));
    }
    let etag = household.remote.ready().map(|current| current.etag.clone()).unwrap_or_default();
    let split = {
        let text = text.clone();
        use_mutation(
            move |api, split: HouseholdSplit| {
                let etag = etag.clone();
                async move { client::split_household(&api, id, &etag, &split).await }
            },
            Callback::from(move |new: client::Versioned<Household>| {
                let reference = new.value.reference.to_string();
                toasts.show(Toast::success(t!(text, "household-created", reference = reference)));
                navigation.go(Route::Household { id: new.value.id }.href());
            }),
        )
    };
    {
        let reload = household.reload.clone();
        use_effect_with(split.failure.is_some(), move |failed| {
            if *failed {
                reload.emit(());
            }
        });
    }
    let mut crumbs = vec![Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    let title = t!(text, "split-household");
    let current = match &household.remote {
        Remote::Ready(current) => current.clone(),
        Remote::Failed(failure) => {
            return html! { <Screen {title} {crumbs}><FailureState failure={failure.clone()} on_retry={household.reload.clone()} /></Screen> };
        }
        Remote::Loading => return html! { <Screen {title} {crumbs}><Skeleton lines={8} /></Screen> },
    };
    let household = &current.value;
    let page = Route::Household { id: household.id }.href();
    crumbs.push(Crumb {
        label: format!("{} {}", household.reference, household.name).into(),
        href: page.clone(),
    });
    let submit = {
        let (form, current) = (form.clone(), current.clone());
        let (run, refused) = (split.run.clone(), refused.setter());
        Callback::from(move |()| match form.read(&current.value) {
            Ok(read) => {
                refused.set(None);
                run.emit(read);
            }
            Err(errors) => refused.set(Some(invalid(errors))),
        })
    };
    let failure = (*refused).clone().or_else(|| split.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let general = failure
        .as_ref()
        .filter(|failure| failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure))
        .or_else(|| error("/members"));
    let with = |change: fn(&mut SplitForm, String)| {
        let form = form.clone();
        Callback::from(move |value: String| {
            let mut next = (*form).clone();
            change(&mut next, value);
            form.set(next);
        })
    };
    let on_area = {
        let form = form.clone();
        Callback::from(move |area: Option<PickedArea>| form.set(SplitForm { area, ..(*form).clone() }))
    };
    let area_name =
        form.area.as_ref().map_or_else(|| household.area.name.clone().into(), |area| area.name.clone());
    html! {
        <Screen {title} subtitle={html! { t!(text, "split-text") }} {crumbs}>
            <Form aria_label={t!(text, "split-household")} on_submit={submit}>
                if let Some(title) = general {
                    <Alert tone={Tone::Danger} live=true {title} />
                }
                <Card title={t!(text, "split-who")}>
                    <div class="hf-stack">
                        { for present(household).map(|member| goer(&text, member, &form)) }
                    </div>
                </Card>
                <Card title={t!(text, "split-new-household")}>
                    <div class="hf-fields">
                        <Field label={t!(text, "household-area")} error={error("/area_id")}>
                            <AreaPicker name={area_name} on_pick={on_area} />
                        </Field>
                        <Field label={t!(text, "household-address")} error={error("/address")}>
                            <TextInput autocomplete="off" value={form.address.clone()} on_change={with(|form, value| form.address = value)} />
                        </Field>
                        <Field label={t!(text, "life-move-from")} required=true error={error("/from")}>
                            <DateInput value={form.from.clone()} on_change={with(|form, value| form.from = value)} />
                        </Field>
                    </div>
                </Card>
                <Card title={t!(text, "split-result")}>
                    <ul class="hf-changes">
                        { for outcome(&text, household, &form.goers).into_iter().map(|line| html! { <li key={line.to_string()}>{ line }</li> }) }
                    </ul>
                    <p class="hf-quiet">{ t!(text, "split-can-be-undone") }</p>
                </Card>
                <FormActions>
                    <Button look={Look::Primary} submit=true busy={split.is_running}>{ t!(text, "split-action") }</Button>
                    <ButtonLink look={Look::Link} href={page}>{ t!(text, "word-cancel") }</ButtonLink>
                </FormActions>
            </Form>
        </Screen>
    }
}

/// A member with a box; one who goes with what they are there.
fn goer(text: &Text, member: &Member, form: &UseStateHandle<SplitForm>) -> Html {
    let id = member.membership_id;
    let set = |relation: Option<String>| {
        let mut next = (**form).clone();
        match relation {
            Some(relation) => next.goers.insert(id, relation),
            None => next.goers.remove(&id),
        };
        next
    };
    let (with, without) = (set(Some(String::new())), set(None));
    let on_check = {
        let form = form.setter();
        Callback::from(move |goes| form.set(if goes { with.clone() } else { without.clone() }))
    };
    let on_relation = {
        let (setter, form) = (form.setter(), (**form).clone());
        Callback::from(move |relation: String| {
            let mut next = form.clone();
            next.goers.insert(id, relation);
            setter.set(next);
        })
    };
    let relation = form.goers.get(&id).cloned();
    let label = t!(text, "split-relation-of", name = member.person.name.clone());
    html! {
        <div key={id.to_string()} class="hf-pair">
            <Checkbox
                checked={relation.is_some()}
                on_change={on_check}
                label={AttrValue::from(member.person.name.clone())}
                description={text.word("relation", member.relation.as_str())}
            />
            if let Some(relation) = relation {
                <Field {label}>
                    <Select
                        value={relation}
                        options={relations(text)}
                        placeholder={t!(text, "life-relation-same")}
                        on_change={on_relation}
                    />
                </Field>
            }
        </div>
    }
}

/// Who will live where.
fn outcome(text: &Text, household: &Household, goers: &Goers) -> [AttrValue; 2] {
    let names = |goes: bool| {
        let of = present(household).filter(|member| goers.contains_key(&member.membership_id) == goes);
        let names: Vec<&str> = of.map(|member| member.person.name.as_str()).collect();
        if names.is_empty() { "—".to_owned() } else { names.join("、") }
    };
    let reference = household.reference.to_string();
    [
        t!(text, "split-stay", reference = reference, names = names(false)),
        t!(text, "split-go", names = names(true)),
    ]
}
