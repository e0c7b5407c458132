use std::rc::Rc;

use api_types::{
    coverage::MoverFilter,
    disagreements::{Disagreement, DisagreementFilter, Said, Settlement},
    pages::PageQuery,
};
use client::{act, use_act, use_following, use_query};
use domain::{
    access::Permission,
    coverage::{DisagreementState, Matter, Stands},
    ids::{OrganisationId, SettlementId},
};
use ui::{
    Button, Card, Column, DataTable, EmptyState, IconName, Label, Look, RowIdentity, Select, SelectOption,
    Size, Toast, Tone, Toolbar, use_toasts,
};
use yew::prelude::*;

use super::{
    cells,
    export::{Export, KIND, Take},
    filters::{PlaceChips, PlaceFilters, choices, choose, use_names},
    gaps::MINE,
    settling::{Choice, SettleDialog, named},
    view::CoverageView,
};
use crate::{
    failures::{self, use_failure_toast},
    households::{Categories, use_categories},
    paging::{PAGE, Turner},
    session::use_session,
    t,
    text::{Text, use_text},
    when::moment,
};

#[derive(Properties, Clone, PartialEq)]
pub struct DisagreementsProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
    pub may_export: bool,
}

/// What sources say differently, to be settled by choosing whose word stands.
#[component]
pub fn Disagreements(props: &DisagreementsProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let categories = use_categories();
    let choosing = use_state(|| None::<Choice>);
    let view = &props.view;
    let place = view.place();
    let found = use_query((view.disagreements(), place.cursor.clone()), |api, (filter, cursor)| {
        client::disagreements(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    use_following(&found.reload);
    let reopen = {
        let (text, reload) = (text.clone(), found.reload.clone());
        use_act(Callback::from(move |()| {
            toasts.show(Toast::success(t!(text, "disagreement-reopened")));
            reload.emit(());
        }))
    };
    use_failure_toast(&reopen.failure, reopen.reset.clone());
    let Some(session) = use_session() else { return Html::default() };
    let may_write = session.may(Permission::LedgerWrite);
    let on_choose = {
        let choosing = choosing.setter();
        Callback::from(move |choice| choosing.set(Some(choice)))
    };
    let on_close = {
        let choosing = choosing.setter();
        Callback::from(move |()| choosing.set(None))
    };
    let on_done = {
        let (close, reload) = (on_close.clone(), found.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            reload.emit(());
        })
    };
    let on_reopen = reopen.run.reform(|id| act(move |api| client::reopen_disagreement(api, id), drop));
    let shown = Shown {
        own: session.me.organisation.id,
        categories: categories.clone(),
        on_choose: may_write.then_some(on_choose),
        on_reopen: may_write.then_some(on_reopen),
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    let is_settled = view.disagreement == Some(DisagreementState::Settled);
    html! {
        <Card flush=true>
            <Filters ..props.clone() />
            { failures::show(&found.remote, &found.reload, |page| {
                if page.items.is_empty() {
                    return empty(&text, view);
                }
                html! {
                    <>
                        <DataTable<Disagreement>
                            label={t!(text, "coverage-part-disagreements")}
                            columns={if is_settled { settled_columns(&text, &shown) } else { open_columns(&text, &shown) }}
                            rows={Rc::new(page.items.clone())}
                            identity={RowIdentity { key: key_of, label: |one: &Disagreement| AttrValue::from(one.name.clone()) }}
                            refreshing={found.is_refreshing}
                        />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </>
                }
            }) }
            if let Some(choice) = &*choosing {
                <SettleDialog choice={choice.clone()} {categories} {on_close} {on_done} />
            }
        </Card>
    }
}

fn empty(text: &Text, view: &CoverageView) -> Html {
    let filter = DisagreementFilter { state: None, ..view.disagreements() };
    let says = match (view.disagreement, filter == DisagreementFilter::default()) {
        (Some(DisagreementState::Settled), _) => t!(text, "disagreements-none-settled"),
        (_, true) => t!(text, "disagreements-none-text"),
        (_, false) => t!(text, "coverage-no-workers-text"),
    };
    html! {
        <EmptyState title={t!(text, "disagreements-none")} icon={IconName::CheckCircle}>
            <p>{ says }</p>
        </EmptyState>
    }
}

/// Open or settled, on what, whose move, who says it, where.
#[component]
fn Filters(props: &DisagreementsProps) -> Html {
    let text = use_text();
    let sources = use_query((), |api, ()| client::sources(&api));
    let view = &props.view;
    let names = use_names(view);
    let take: Take = {
        let filter = view.disagreements();
        Rc::new(move |api| client::export_disagreements(api, &filter, KIND))
    };
    let sources: Vec<SelectOption> = sources
        .remote
        .ready()
        .into_iter()
        .flat_map(|sources| sources.iter())
        .map(|source| SelectOption::new(source.id.to_string(), source.name.clone()))
        .collect();
    let mine = if view.mover == Some(MoverFilter::Mine) { MINE } else { "" };
    let state = view.disagreement.unwrap_or(DisagreementState::Open);
    let end = html! { if props.may_export { <Export {take} /> } };
    html! {
        <>
            <Toolbar label={t!(text, "coverage-filter")} {end}>
                <Select
                    aria_label={t!(text, "disagreement-state")}
                    value={state.as_str()}
                    options={choices(&text, "disagreement-state", DisagreementState::ALL.iter().map(|state| state.as_str()))}
                    on_change={choose(view, &props.on_view, |view, state| {
                        let state = state.and_then(|state| state.parse().ok());
                        view.disagreement = state.filter(|state| *state != DisagreementState::Open);
                        view.mover = None;
                    })}
                />
                <Select
                    aria_label={t!(text, "disagreement-matter")}
                    placeholder={t!(text, "disagreement-every-matter")}
                    value={view.matter.map(Matter::as_str).unwrap_or_default()}
                    options={choices(&text, "matter", Matter::ALL.iter().map(|matter| matter.as_str()))}
                    on_change={choose(view, &props.on_view, |view, matter| view.matter = matter.and_then(|matter| matter.parse().ok()))}
                />
                <Select
                    aria_label={t!(text, "coverage-source")}
                    placeholder={t!(text, "disagreement-every-source")}
                    value={view.source_id.map(|id| id.to_string()).unwrap_or_default()}
                    options={sources}
                    on_change={choose(view, &props.on_view, |view, id| view.source_id = id.and_then(|id| id.parse().ok()))}
                />
                if state == DisagreementState::Open {
                    <Select
                        aria_label={t!(text, "gap-mover")}
                        placeholder={t!(text, "gap-every-mover")}
                        value={mine}
                        options={vec![SelectOption::new(MINE, t!(text, "gap-mine"))]}
                        on_change={choose(view, &props.on_view, |view, mine| view.mover = mine.map(|_| MoverFilter::Mine))}
                    />
                }
                <PlaceFilters view={view.clone()} on_view={props.on_view.clone()} names={names.clone()} />
            </Toolbar>
            <PlaceChips view={view.clone()} on_view={props.on_view.clone()} {names} />
        </>
    }
}

/// What the rows are shown with.
#[derive(Clone)]
struct Shown {
    own: OrganisationId,
    categories: Categories,
    on_choose: Option<Callback<Choice>>,
    on_reopen: Option<Callback<SettlementId>>,
}

fn key_of(one: &Disagreement) -> String {
    format!("{} {:?} {}", one.matter, one.person_id, one.household.id)
}

fn open_columns(text: &Text, shown: &Shown) -> Vec<Column<Disagreement>> {
    let (mover, own) = (text.clone(), shown.own);
    let mut columns = whom(text, shown);
    columns.push(Column::new("mover", t!(text, "gap-mover"), move |one: &Disagreement| {
        cells::mover(&mover, one.mover.as_ref(), own)
    }));
    columns
}

fn settled_columns(text: &Text, shown: &Shown) -> Vec<Column<Disagreement>> {
    let (settled, shown_with) = (text.clone(), shown.clone());
    let mut columns = whom(text, shown);
    columns.push(Column::new("settled", t!(text, "disagreement-settled-by"), move |one: &Disagreement| {
        let settlement = one.settlement.as_ref();
        settlement.map(|by| settlement_of(&settled, one, by, &shown_with)).unwrap_or_default()
    }));
    columns
}

fn whom(text: &Text, shown: &Shown) -> Vec<Column<Disagreement>> {
    let (matter, said, shown) = (text.clone(), text.clone(), shown.clone());
    vec![
        Column::new("name", t!(text, "gap-of"), |one: &Disagreement| {
            cells::household(&one.name, one.household.id, &one.household.reference)
        })
        .fixed(),
        Column::new("matter", t!(text, "disagreement-matter"), move |one: &Disagreement| {
            html! { <Label tone={Tone::Warning}>{ matter.word("matter", one.matter.as_str()) }</Label> }
        }),
        Column::new("said", t!(text, "disagreement-said"), move |one: &Disagreement| {
            words(&said, one, &shown)
        }),
        Column::new("area", t!(text, "household-area"), |one: &Disagreement| {
            cells::area(&one.household.area)
        }),
    ]
}

/// Each word with who says it and when; whoever may settles by taking one of them.
fn words(text: &Text, one: &Disagreement, shown: &Shown) -> Html {
    let button = |said: Option<&Said>| {
        let on_choose = shown.on_choose.as_ref().filter(|_| one.settlement.is_none())?;
        let value = said.map_or(one.known.as_deref(), |said| said.value.as_deref());
        let value = named(text, &shown.categories, one.matter, value).to_string();
        let name = one.name.clone();
        let (label, action) = match said {
            Some(_) => (
                t!(text, "disagreement-take-label", name = name, value = value),
                t!(text, "disagreement-take"),
            ),
            None => (
                t!(text, "disagreement-leave-label", name = name, value = value),
                t!(text, "disagreement-leave"),
            ),
        };
        let choice = Choice { of: one.clone(), said: said.cloned() };
        let onclick = on_choose.reform(move |_: MouseEvent| choice.clone());
        Some(html! {
            <Button look={Look::Link} size={Size::Small} aria_label={label} {onclick}>{ action }</Button>
        })
    };
    let value = |value: Option<&str>| named(text, &shown.categories, one.matter, value);
    let mut supporting = one.said.iter().filter(|said| said.stands == Stands::For);
    let against = one.said.iter().filter(|said| said.stands == Stands::Against);
    html! {
        <ul class="hf-words">
            <li class="hf-words__word">
                <span class="hf-stacked">
                    <span><strong>{ value(one.known.as_deref()) }</strong>{ " " }<Label>{ t!(text, "disagreement-ledger") }</Label></span>
                    { for supporting.by_ref().map(|said| from(text, said)) }
                </span>
                { button(None).unwrap_or_default() }
            </li>
            { for against.map(|said| html! {
                <li key={format!("{} {}", said.roster_id, said.row_no)} class="hf-words__word">
                    <span class="hf-stacked">
                        <strong>{ value(said.value.as_deref()) }</strong>
                        { from(text, said) }
                    </span>
                    { button(Some(said)).unwrap_or_default() }
                </li>
            }) }
        </ul>
    }
}

/// Who says it, where and when.
fn from(text: &Text, said: &Said) -> Html {
    let committed = || said.committed_at.map(moment).unwrap_or_default();
    let when = said.as_of.map_or_else(committed, |day| AttrValue::from(day.to_string()));
    html! {
        <span class="hf-quiet">
            { t!(
                text,
                "disagreement-from",
                source = said.source.name.clone(),
                file = said.filename.clone(),
                row = said.row_no,
                when = when.to_string()
            ) }
        </span>
    }
}

/// Whose word stands, who chose it and why, and the way back.
fn settlement_of(text: &Text, one: &Disagreement, by: &Settlement, shown: &Shown) -> Html {
    let whose = match &by.source {
        Some(source) => t!(text, "disagreement-taken", source = source.name.clone()),
        None => t!(text, "disagreement-left"),
    };
    let who = by.by.as_ref().map(|user| user.display_name.clone()).unwrap_or_default();
    let reopen = shown.on_reopen.as_ref().map(|on_reopen| {
        let id = by.id;
        html! {
            <Button
                look={Look::Link}
                size={Size::Small}
                icon={IconName::Undo}
                aria_label={t!(text, "disagreement-reopen-label", name = one.name.clone())}
                onclick={on_reopen.reform(move |_: MouseEvent| id)}
            >
                { t!(text, "disagreement-reopen") }
            </Button>
        }
    });
    html! {
        <span class="hf-stacked">
            <span>{ whose }</span>
            if let Some(reason) = &by.reason {
                <span>{ reason }</span>
            }
            <span class="hf-quiet">{ who }{ " · " }{ moment(by.at) }</span>
            { reopen.unwrap_or_default() }
        </span>
    }
}
