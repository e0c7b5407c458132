use api_types::{
    audit::{AuditEntry, AuditFilter},
    pages::PageQuery,
};
use client::{Download, FileKind, act, use_act, use_query};
use domain::journal::SubjectKind;
use ui::{Anchor, Button, Card, EmptyState, History, HistoryEntry, IconName, Toolbar};
use yew::prelude::*;

use super::{FIELDS, audit_filters::AuditFilters};
use crate::{
    directory::view::DirectoryView,
    failures,
    households::CHANGED_FIELDS,
    paging::{PAGE, Turner},
    route::Route,
    t,
    text::{Text, use_text},
    when::moment,
};

#[derive(Properties, PartialEq)]
pub struct AuditProps {
    pub view: DirectoryView,
    pub on_view: Callback<DirectoryView>,
}

/// What the reader's own organisation did, and what was done to it.
#[component]
pub fn Audit(props: &AuditProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let place = view.place();
    let filter = AuditFilter {
        actor_id: view.actor_id,
        kind: view.entry,
        subject: view.q.clone(),
        from: view.from,
        to: view.to,
        organisation_id: view.organisation_id,
    };
    let audit = use_query((filter.clone(), place.cursor.clone()), |api, (filter, cursor)| {
        client::audit(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    let export = use_act(Callback::noop());
    let on_export = {
        let filter = filter.clone();
        export.run.reform(move |_: MouseEvent| {
            let filter = filter.clone();
            act(
                move |api| client::export_audit(api, &filter, FileKind::Xlsx),
                |file: Download| {
                    let _no_browser = file.save();
                },
            )
        })
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    let nothing = match filter == AuditFilter::default() {
        true => t!(text, "audit-none"),
        false => t!(text, "audit-nothing-fits"),
    };
    let end = html! {
        <Button icon={IconName::Download} busy={export.is_running} onclick={on_export}>{ t!(text, "audit-export") }</Button>
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "audit")} {end}>
                <AuditFilters view={view.clone()} on_view={props.on_view.clone()} />
            </Toolbar>
            { failures::show(&audit.remote, &audit.reload, |page| {
                if page.items.is_empty() {
                    return html! {
                        <EmptyState title={nothing.clone()} icon={IconName::Clock}><p>{ t!(text, "audit-text") }</p></EmptyState>
                    };
                }
                let entries: Vec<HistoryEntry> = page.items.iter().map(|item| entry(&text, item)).collect();
                html! {
                    <div class="hf-audit">
                        <History label={t!(text, "audit")} {entries} />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </div>
                }
            }) }
        </Card>
    }
}

fn entry(text: &Text, entry: &AuditEntry) -> HistoryEntry {
    let who = match (entry.actor_name.as_str(), entry.from_outside) {
        ("", _) => t!(text, "audit-system"),
        (name, true) => t!(text, "audit-outside", name = name.to_owned()),
        (name, false) => AttrValue::from(name.to_owned()),
    };
    let fields: Vec<String> = entry.fields.iter().filter_map(|field| name_of(text, field)).collect();
    HistoryEntry {
        key: entry.id.to_string().into(),
        icon: match entry.subject_kind {
            SubjectKind::User | SubjectKind::Session | SubjectKind::Invitation => IconName::User,
            SubjectKind::Organisation => IconName::Building,
            SubjectKind::Area => IconName::MapPin,
            SubjectKind::Household => IconName::House,
            SubjectKind::Person | SubjectKind::Membership | SubjectKind::Posting => IconName::Users,
            _ => IconName::File,
        },
        title: html! {
            <>
                { text.word("entry", entry.kind.as_str()) }
                if let Some(name) = &entry.subject_name {
                    { " " }<strong>{ name }</strong>
                }
            </>
        },
        when: moment(entry.at),
        instant: entry.at.to_rfc3339().into(),
        who,
        details: html! {
            <>
                if !fields.is_empty() {
                    <p class="hf-quiet">{ fields.join("、") }</p>
                }
                if let Some(id) = entry.household_id {
                    <Anchor href={Route::Household { id }.href()}>{ t!(text, "audit-household") }</Anchor>
                }
            </>
        },
    }
}

/// The reader's name for a field; ids and what only machines know are left out.
fn name_of(text: &Text, field: &str) -> Option<String> {
    let set = if FIELDS.contains(&field) {
        "administered"
    } else if CHANGED_FIELDS.contains(&field) {
        "changed"
    } else {
        return None;
    };
    Some(text.word(set, field).to_string())
}
