use std::rc::Rc;

use api_types::{
    organisations::{Organisation, OrganisationFilter},
    pages::PageQuery,
};
use client::use_query;
use domain::organisations::{Line, OrganisationKind};
use ui::{
    Anchor, Card, Column, DataTable, EmptyState, FilterChip, FilterChips, IconName, Label, RowIdentity,
    SearchInput, Select, SelectOption, Tone, Toolbar,
};
use yew::prelude::*;

use super::view::{DirectoryView, Part};
use crate::{
    failures,
    paging::{PAGE, Turner},
    route::Route,
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
    let filter =
        OrganisationFilter { kind: view.kind, line: view.line, area_id: view.area_id, q: view.q.clone() };
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
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "organisations-filter")}>
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
                            columns={columns(&text)}
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
        </Card>
    }
}

fn columns(text: &Text) -> Vec<Column<Organisation>> {
    let (kind, line, colleagues) = (text.clone(), text.clone(), text.clone());
    vec![
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
    ]
}
