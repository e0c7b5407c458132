use api_types::{
    audit::{AuditEntry, AuditFilter},
    pages::PageQuery,
};
use client::{Download, FileKind, act, use_act, use_query};
use domain::{households::ReferenceCode, ids::HouseholdId, journal::SubjectKind};
use ui::{Anchor, Button, ButtonLink, Card, EmptyState, History, HistoryEntry, IconName, Look, Toolbar};
use yew::prelude::*;

use super::{FIELDS, audit_filters::AuditFilters};
use crate::{
    directory::view::{DirectoryView, Part},
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
    let unfit = unfit(&filter);
    let asked = Some(filter.clone()).filter(|_| unfit.is_none());
    let audit = use_query((asked, place.cursor.clone()), |api, (asked, cursor)| async move {
        match asked {
            Some(filter) => {
                client::audit(&api, &filter, &PageQuery { limit: Some(PAGE), cursor }).await.map(Some)
            }
            None => Ok(None),
        }
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
    let show_all = html! {
        <ButtonLink look={Look::Link} href={Route::Directory.href_with(&DirectoryView::of(Part::Audit))}>
            { t!(text, "audit-show-all") }
        </ButtonLink>
    };
    let nothing = match filter == AuditFilter::default() {
        true => html! {
            <EmptyState title={t!(text, "audit-none")} icon={IconName::Clock}><p>{ t!(text, "audit-text") }</p></EmptyState>
        },
        false => html! {
            <EmptyState title={t!(text, "audit-nothing-fits")} icon={IconName::Search} actions={show_all.clone()} />
        },
    };
    let end = html! {
        <Button icon={IconName::Download} busy={export.is_running} disabled={unfit.is_some()} onclick={on_export}>
            { t!(text, "audit-export") }
        </Button>
    };
    let entries = match unfit {
        Some(unfit) => {
            let (title, body) = match unfit {
                Unfit::Subject => (t!(text, "audit-no-reference"), t!(text, "audit-no-reference-text")),
                Unfit::Days => (t!(text, "audit-no-days"), t!(text, "audit-no-days-text")),
            };
            html! {
                <div role="status">
                    <EmptyState {title} icon={IconName::Search} actions={show_all}><p>{ body }</p></EmptyState>
                </div>
            }
        }
        None => failures::show(&audit.remote, &audit.reload, |page| {
            let items = page.as_ref().as_ref().map(|page| page.items.as_slice()).unwrap_or_default();
            if items.is_empty() {
                return nothing;
            }
            let entries: Vec<HistoryEntry> = items.iter().map(|item| entry(&text, item)).collect();
            html! {
                <>
                    <History label={t!(text, "audit")} {entries} />
                    <Turner
                        place={place.clone()}
                        shown={items.len()}
                        next_cursor={page.as_ref().as_ref().and_then(|page| page.next_cursor.clone())}
                        on_turn={on_turn.clone()}
                    />
                </>
            }
        }),
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "audit")} {end}>
                <AuditFilters view={view.clone()} on_view={props.on_view.clone()} />
            </Toolbar>
            <div class="hf-audit">{ entries }</div>
        </Card>
    }
}

/// Why the records cannot be asked for.
#[derive(Clone, Copy)]
enum Unfit {
    /// It is no whole reference, and no id.
    Subject,
    /// They end before they begin.
    Days,
}

/// What the server would refuse: a reference is unfinished for as long as somebody types it.
fn unfit(filter: &AuditFilter) -> Option<Unfit> {
    let is_subject =
        |text: &String| text.parse::<ReferenceCode>().is_ok() || text.parse::<HouseholdId>().is_ok();
    if filter.subject.as_ref().is_some_and(|text| !is_subject(text)) {
        return Some(Unfit::Subject);
    }
    let (from, to) = (filter.from?, filter.to?);
    (to < from).then_some(Unfit::Days)
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
