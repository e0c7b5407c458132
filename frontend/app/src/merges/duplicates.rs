use api_types::{
    duplicates::{
        DuplicateDecision, DuplicateFilter, HouseholdDuplicate, HouseholdDuplicatePage, PersonDuplicate,
        PersonDuplicatePage,
    },
    households::HouseholdRow,
    pages::PageQuery,
};
use client::{use_mutation, use_query};
use domain::{
    access::Permission,
    duplicates::{DuplicateReason, DuplicateState},
    ids::DuplicateId,
};
use serde::{Deserialize, Serialize};
use ui::{
    Button, ButtonLink, Card, EmptyState, IconName, Label, Look, Select, SelectOption, Size, Tab, Tabs,
    Toast, Tone, use_toasts,
};
use yew::prelude::*;

use super::{
    compare::{Entry, side_by_side},
    page::{Kind, Other},
    person::Persons,
};
use crate::{
    failures::{self, sentence},
    filters::use_filters,
    paging::{PAGE, Place, Turner},
    route::Route,
    screen::Screen,
    session::use_session,
    t,
    text::{Text, use_text},
    when::moment,
};

/// Of what the pairs are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Of {
    #[default]
    Persons,
    Households,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct View {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<Of>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<DuplicateState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

const PERSONS: &str = "persons";
const HOUSEHOLDS: &str = "households";

/// The worklist of what may be one.
#[component]
pub fn DuplicatesPage() -> Html {
    let text = use_text();
    let view = use_filters::<View>();
    let (of, state) = (view.value.of.unwrap_or_default(), view.value.state);
    let tab = |key: &'static str, label: AttrValue| Tab { key: key.into(), label, count: None };
    let tabs = vec![
        tab(PERSONS, t!(text, "duplicates-persons")),
        tab(HOUSEHOLDS, t!(text, "duplicates-households")),
    ];
    let current = match of {
        Of::Persons => PERSONS,
        Of::Households => HOUSEHOLDS,
    };
    let on_change = view.set.reform(move |key: AttrValue| View {
        of: (key == HOUSEHOLDS).then_some(Of::Households),
        state,
        ..View::default()
    });
    let on_state = {
        let of = view.value.of;
        view.set.reform(move |state: String| View { of, state: state.parse().ok(), ..View::default() })
    };
    let options = [DuplicateState::Open, DuplicateState::NotTheSame]
        .map(|state| SelectOption::new(state.as_str(), text.word("duplicates", state.as_str())));
    let shown = state.unwrap_or(DuplicateState::Open);
    let crumbs = vec![ui::Crumb { label: t!(text, "households"), href: Route::Households.href() }];
    let actions = html! {
        <Select
            aria_label={t!(text, "duplicates-which")}
            value={shown.as_str()}
            options={options.to_vec()}
            on_change={on_state}
        />
    };
    html! {
        <Screen title={t!(text, "duplicates")} subtitle={html! { t!(text, "duplicates-subtitle") }} {crumbs} {actions}>
            <Tabs label={t!(text, "duplicates")} {tabs} {current} {on_change}>
                <Pairs key={format!("{current}-{shown}")} view={view.value.clone()} on_view={view.set.clone()} />
            </Tabs>
        </Screen>
    }
}

#[derive(PartialEq)]
enum Found {
    Persons(PersonDuplicatePage),
    Households(HouseholdDuplicatePage),
}

/// A pair as the list shows it.
struct Pair {
    id: DuplicateId,
    reasons: Vec<DuplicateReason>,
    state: DuplicateState,
    decision: Option<DuplicateDecision>,
    sides: Vec<Entry>,
    compare: Option<AttrValue>,
}

#[derive(Properties, PartialEq)]
struct PairsProps {
    view: View,
    on_view: Callback<View>,
}

#[component]
fn Pairs(props: &PairsProps) -> Html {
    let (text, toasts) = (use_text(), use_toasts());
    let may_write = use_session().is_some_and(|session| session.may(Permission::LedgerWrite));
    let (of, state) = (props.view.of.unwrap_or_default(), props.view.state);
    let place = Place::read(props.view.page, props.view.cursor.as_ref());
    let found = use_query((of, state, place.cursor.clone()), |api, (of, state, cursor)| async move {
        let (filter, page) = (DuplicateFilter { state }, PageQuery { limit: Some(PAGE), cursor });
        match of {
            Of::Persons => client::person_duplicates(&api, &filter, &page).await.map(Found::Persons),
            Of::Households => client::household_duplicates(&api, &filter, &page).await.map(Found::Households),
        }
    });
    let decide = {
        let (reload, text, toasts) = (found.reload.clone(), text.clone(), toasts.clone());
        use_mutation(
            |api, (id, state): (DuplicateId, DuplicateState)| async move {
                client::decide_duplicate(&api, id, state).await
            },
            Callback::from(move |()| {
                toasts.show(Toast::success(t!(text, "saved")));
                reload.emit(());
            }),
        )
    };
    {
        let text = text.clone();
        use_effect_with(decide.failure.clone(), move |failure| {
            if let Some(failure) = failure {
                toasts.show(Toast::danger(sentence(&text, failure)));
            }
        });
    }
    let on_turn = {
        let view = props.view.clone();
        props.on_view.reform(move |place: Place| View {
            page: place.in_address(),
            cursor: place.cursor,
            ..view.clone()
        })
    };
    failures::show(&found.remote, &found.reload, |found| {
        let (pairs, next_cursor): (Vec<Pair>, _) = match &**found {
            Found::Persons(page) => {
                (page.items.iter().map(|pair| of_persons(&text, pair)).collect(), page.next_cursor.clone())
            }
            Found::Households(page) => {
                (page.items.iter().map(|pair| of_households(&text, pair)).collect(), page.next_cursor.clone())
            }
        };
        if pairs.is_empty() {
            return html! {
                <EmptyState title={t!(text, "duplicates-none")} icon={IconName::CheckCircle}>
                    <p>{ t!(text, "duplicates-none-text") }</p>
                </EmptyState>
            };
        }
        let shown = pairs.len();
        html! {
            <div class="hf-stack">
                { for pairs.into_iter().map(|pair| card(&text, pair, may_write, decide.is_running, &decide.run)) }
                <Turner place={place.clone()} {shown} {next_cursor} {on_turn} />
            </div>
        }
    })
}

fn card(
    text: &Text,
    pair: Pair,
    may_write: bool,
    busy: bool,
    decide: &Callback<(DuplicateId, DuplicateState)>,
) -> Html {
    let id = pair.id;
    let names = pair.sides.iter().map(|side| side.name.to_string()).collect::<Vec<_>>().join(" · ");
    let (label, next) = match pair.state {
        DuplicateState::Open => (t!(text, "duplicates-tell-apart"), DuplicateState::NotTheSame),
        DuplicateState::NotTheSame => (t!(text, "duplicates-reconsider"), DuplicateState::Open),
    };
    let is_open = pair.state == DuplicateState::Open;
    // One number belongs to one person: such a pair can only be merged, or corrected.
    let may_decide = !is_open || !pair.reasons.contains(&DuplicateReason::SameIdentityNumber);
    let reasons = pair.reasons.iter().map(|reason| {
        html! { <Label key={reason.as_str()} tone={Tone::Info}>{ text.word("alike", reason.as_str()) }</Label> }
    });
    let decided = pair.decision.as_ref().map(|decision| {
        let by = decision.by.as_ref().map(|user| user.display_name.clone()).unwrap_or_default();
        t!(text, "duplicates-decided", by = by, when = moment(decision.at).to_string())
    });
    html! {
        <Card key={id.to_string()}>
            <div class="hf-stack">
                <p class="hf-labels">{ for reasons }</p>
                { side_by_side(&pair.sides) }
                if let Some(decided) = decided {
                    <p class="hf-quiet">{ decided }</p>
                }
                if may_write {
                    <div class="hf-labels">
                        if let Some(href) = pair.compare.filter(|_| is_open) {
                            <ButtonLink
                                look={Look::Primary}
                                size={Size::Small}
                                icon={IconName::Merge}
                                aria_label={t!(text, "duplicates-compare-of", names = names.clone())}
                                {href}
                            >
                                { t!(text, "duplicates-compare") }
                            </ButtonLink>
                        }
                        if may_decide {
                            <Button
                                look={Look::Secondary}
                                size={Size::Small}
                                {busy}
                                aria_label={t!(text, "duplicates-decide-of", decision = label.to_string(), names = names.clone())}
                                onclick={decide.reform(move |_: MouseEvent| (id, next))}
                            >
                                { label }
                            </Button>
                        }
                    </div>
                }
            </div>
        </Card>
    }
}

fn of_persons(text: &Text, pair: &PersonDuplicate) -> Pair {
    let compare = match pair.persons.as_slice() {
        [one, other] => Some(Route::PersonMerge { id: one.id }.href_with(&Other { with: Some(other.id) })),
        _ => None,
    };
    Pair {
        id: pair.id,
        reasons: pair.reasons.clone(),
        state: pair.state,
        decision: pair.decision.clone(),
        sides: pair.persons.iter().map(|person| Persons::entry(text, person)).collect(),
        compare,
    }
}

fn of_households(text: &Text, pair: &HouseholdDuplicate) -> Pair {
    let compare = match pair.households.as_slice() {
        [one, other] => Some(Route::HouseholdMerge { id: one.id }.href_with(&Other { with: Some(other.id) })),
        _ => None,
    };
    Pair {
        id: pair.id,
        reasons: pair.reasons.clone(),
        state: pair.state,
        decision: pair.decision.clone(),
        sides: pair.households.iter().map(|household| entry(text, household)).collect(),
        compare,
    }
}

fn entry(text: &Text, household: &HouseholdRow) -> Entry {
    let place = [household.town_name.clone(), Some(household.area_name.clone()), household.address.clone()];
    let place: Vec<String> = place.into_iter().flatten().collect();
    let mut lines = vec![
        text.word("household-status", household.status.as_str()).to_string(),
        place.join(" "),
        t!(text, "duplicates-members", count = household.member_count).to_string(),
    ];
    lines.extend(household.phone.clone());
    lines.extend(household.employer_name.clone());
    let name = format!("{} {}", household.reference, household.name).into();
    Entry { name, href: Route::Household { id: household.id }.href(), lines }
}
