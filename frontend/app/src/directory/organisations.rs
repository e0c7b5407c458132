use std::rc::Rc;

use api_types::{
    organisations::{Organisation, OrganisationFilter, OrganisationPatch},
    pages::PageQuery,
};
use client::{act, use_act, use_query};
use domain::{
    access::Permission,
    administration::DirectoryState,
    organisations::{Line, OrganisationKind},
};
use ui::{
    Anchor, Button, Card, Column, ConfirmDialog, Consequence, DataTable, EmptyState, FilterChip, FilterChips,
    IconName, Label, Look, Menu, MenuItem, RowIdentity, SearchInput, Select, SelectOption, Tone, Toolbar,
};
use yew::prelude::*;

use super::view::{DirectoryView, Part};
use crate::{
    administration::{OrganisationDialog, use_told},
    failures::{self, use_failure_toast},
    paging::{PAGE, Turner},
    route::Route,
    session::use_session,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct OrganisationsProps {
    pub view: DirectoryView,
    pub on_view: Callback<DirectoryView>,
}

/// Offices, employers and partners.
#[component]
pub fn Organisations(props: &OrganisationsProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let place = view.place();
    let filter = OrganisationFilter {
        kind: view.kind,
        line: view.line,
        area_id: view.area_id,
        state: view.state,
        may_change: None,
        q: view.q.clone(),
    };
    let task = use_state(|| None::<Task>);
    let Some(session) = use_session() else { return Html::default() };
    // Employers and partners keep none but themselves.
    let may_add =
        session.may(Permission::OrganisationsWrite) && session.me.organisation.kind == OrganisationKind::Area;
    let organisations = use_query((filter, place.cursor.clone()), |api, (filter, cursor)| {
        client::organisations(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    let area = use_query(view.area_id, |api, id| async move {
        match id {
            Some(id) => client::area(&api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let changed = |change: fn(&mut DirectoryView, Option<String>)| {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |value: String| {
            let mut next = view.clone().at_start();
            change(&mut next, Some(value).filter(|value| !value.is_empty()));
            on_view.emit(next);
        })
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    let area_name = area.remote.ready().and_then(|area| area.as_ref().as_ref().map(|area| area.name.clone()));
    let chips = area_name.filter(|_| view.area_id.is_some()).map(|name| FilterChip {
        text: t!(text, "organisations-at", area = name.clone()),
        remove_label: t!(text, "organisations-anywhere", area = name),
        on_remove: {
            let (on_view, view) = (props.on_view.clone(), view.clone());
            Callback::from(move |()| on_view.emit(DirectoryView { area_id: None, ..view.clone().at_start() }))
        },
    });
    let set_task = {
        let task = task.setter();
        Callback::from(move |next| task.set(next))
    };
    let close = set_task.reform(|()| None);
    let on_saved = {
        let (close, reload) = (close.clone(), organisations.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            reload.emit(());
        })
    };
    let end = html! {
        if may_add {
            <Button look={Look::Primary} icon={IconName::Plus} onclick={set_task.reform(|_: MouseEvent| Some(Task::Add))}>
                { t!(text, "organisation-add") }
            </Button>
        }
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "organisations-filter")} {end}>
                <SearchInput
                    value={view.q.clone().unwrap_or_default()}
                    label={t!(text, "organisations-search")}
                    placeholder={t!(text, "organisations-search")}
                    on_search={changed(|view, q| view.q = q)}
                />
                <Select
                    aria_label={t!(text, "organisation-kind")}
                    placeholder={t!(text, "organisations-every-kind")}
                    value={view.kind.map(OrganisationKind::as_str).unwrap_or_default()}
                    options={OrganisationKind::ALL.iter().map(|kind| SelectOption::new(kind.as_str(), text.word("organisation-kind", kind.as_str()))).collect::<Vec<_>>()}
                    on_change={changed(|view, kind| view.kind = kind.and_then(|kind| kind.parse().ok()))}
                />
                <Select
                    aria_label={t!(text, "line")}
                    placeholder={t!(text, "organisations-every-line")}
                    value={view.line.map(Line::as_str).unwrap_or_default()}
                    options={Line::ALL.iter().map(|line| SelectOption::new(line.as_str(), text.word("line", line.as_str()))).collect::<Vec<_>>()}
                    on_change={changed(|view, line| view.line = line.and_then(|line| line.parse().ok()))}
                />
                if session.may(Permission::OrganisationsWrite) {
                    <Select
                        aria_label={t!(text, "organisation-state")}
                        value={view.state.unwrap_or(DirectoryState::Active).as_str()}
                        options={DirectoryState::ALL.iter().map(|state| SelectOption::new(state.as_str(), text.word("directory-state", state.as_str()))).collect::<Vec<_>>()}
                        on_change={changed(|view, state| view.state = state.and_then(|state| state.parse().ok()).filter(|state| *state != DirectoryState::Active))}
                    />
                }
            </Toolbar>
            <FilterChips label={t!(text, "organisations-filter")} chips={chips.into_iter().collect::<Vec<_>>()} />
            { failures::show(&organisations.remote, &organisations.reload, |page| {
                if page.items.is_empty() {
                    return html! {
                        <EmptyState title={t!(text, "organisations-none")} icon={IconName::Building}>
                            <p>{ t!(text, "directory-none-text") }</p>
                        </EmptyState>
                    };
                }
                html! {
                    <>
                        <DataTable<Organisation>
                            label={t!(text, "organisations")}
                            columns={columns(&text, session.may(Permission::OrganisationsWrite).then(|| set_task.clone()))}
                            rows={Rc::new(page.items.clone())}
                            identity={RowIdentity { key: |organisation: &Organisation| organisation.id.to_string(), label: |organisation: &Organisation| AttrValue::from(organisation.name.clone()) }}
                            refreshing={organisations.is_refreshing}
                        />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            {on_turn}
                        />
                    </>
                }
            }) }
            { match &*task {
                None => Html::default(),
                Some(Task::Add) => html! { <OrganisationDialog on_close={close} {on_saved} /> },
                Some(Task::Edit(organisation)) => html! {
                    <OrganisationDialog organisation={organisation.clone()} on_close={close} {on_saved} />
                },
                Some(Task::Turn(organisation)) => html! {
                    <TurnDialog organisation={organisation.clone()} on_close={close} {on_saved} />
                },
            } }
        </Card>
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
enum Task {
    Add,
    Edit(Organisation),
    /// End it, or take it back in.
    Turn(Organisation),
}

fn actions(text: &Text, organisation: &Organisation, set_task: &Callback<Option<Task>>) -> Html {
    if !organisation.may_change {
        return Html::default();
    }
    let task = |task: Task| set_task.reform(move |()| Some(task.clone()));
    let turn = task(Task::Turn(organisation.clone()));
    let items = vec![
        MenuItem::action(
            t!(text, "organisation-edit"),
            IconName::Edit,
            task(Task::Edit(organisation.clone())),
        ),
        match organisation.state {
            DirectoryState::Active => MenuItem::Danger {
                label: t!(text, "organisation-end"),
                icon: Some(IconName::Close),
                on_pick: turn,
            },
            DirectoryState::Ended => {
                MenuItem::action(t!(text, "organisation-resume"), IconName::CheckCircle, turn)
            }
        },
    ];
    html! { <Menu label={t!(text, "actions-for", name = organisation.name.clone())} {items} /> }
}

#[derive(Properties, PartialEq)]
struct TurnDialogProps {
    organisation: Organisation,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

/// Ends an organisation, or takes it back in.
#[component]
fn TurnDialog(props: &TurnDialogProps) -> Html {
    let text = use_text();
    let told = use_told(&props.on_saved);
    let change = use_act(told);
    use_failure_toast(&change.failure, props.on_close.clone());
    let one = &props.organisation;
    let name = one.name.clone();
    let (state, title, action, said, consequence) = match one.state {
        DirectoryState::Active => (
            DirectoryState::Ended,
            t!(text, "organisation-end-title", name = name),
            t!(text, "organisation-end"),
            t!(text, "organisation-end-text"),
            Consequence::Grave,
        ),
        DirectoryState::Ended => (
            DirectoryState::Active,
            t!(text, "organisation-resume-title", name = name),
            t!(text, "organisation-resume"),
            t!(text, "organisation-resume-text"),
            Consequence::Ordinary,
        ),
    };
    let on_confirm = {
        let (id, revision) = (one.id, one.revision);
        change.run.reform(move |()| {
            let patch = OrganisationPatch { state: Some(state), ..OrganisationPatch::default() };
            act(move |api| client::update_organisation(api, id, revision, &patch), drop)
        })
    };
    html! {
        <ConfirmDialog {title} {action} {consequence} {on_confirm} on_close={props.on_close.clone()} busy={change.is_running}>
            <p>{ said }</p>
        </ConfirmDialog>
    }
}

fn columns(text: &Text, set_task: Option<Callback<Option<Task>>>) -> Vec<Column<Organisation>> {
    let (kind, line, colleagues) = (text.clone(), text.clone(), text.clone());
    let mut columns = vec![
        Column::new(
            "name",
            t!(text, "organisation"),
            |organisation: &Organisation| html! { &organisation.name },
        )
        .fixed(),
        Column::new("kind", t!(text, "organisation-kind"), move |organisation: &Organisation| {
            let tone = match organisation.kind {
                OrganisationKind::Area => Tone::Info,
                OrganisationKind::Employer => Tone::Success,
                OrganisationKind::Partner => Tone::Neutral,
            };
            html! { <Label {tone}>{ kind.word("organisation-kind", organisation.kind.as_str()) }</Label> }
        }),
        Column::new("line", t!(text, "line"), move |organisation: &Organisation| match organisation.line {
            Some(of) => html! { line.word("line", of.as_str()) },
            None => html! { <span class="hf-quiet">{ "—" }</span> },
        }),
        Column::new(
            "area",
            t!(text, "organisation-area"),
            |organisation: &Organisation| html! { &organisation.area.name },
        ),
        Column::new("colleagues", t!(text, "colleagues"), move |organisation: &Organisation| {
            let view = DirectoryView {
                organisation_id: Some(organisation.id),
                ..DirectoryView::of(Part::Colleagues)
            };
            html! { <Anchor href={Route::Directory.href_with(&view)}>{ t!(colleagues, "organisation-colleagues") }</Anchor> }
        }),
    ];
    if let Some(set_task) = set_task {
        let of = text.clone();
        columns.push(Column::new("actions", t!(text, "actions"), move |organisation: &Organisation| {
            actions(&of, organisation, &set_task)
        }));
    }
    columns
}
