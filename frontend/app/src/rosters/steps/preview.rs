use std::rc::Rc;

use api_types::{
    jobs::Job,
    rosters::{Roster, RosterStatus},
};
use client::{Versioned, use_mutation};
use domain::{
    access::Permission,
    jobs::{JobKind, JobState},
};
use ui::{Alert, Button, ButtonLink, Card, EmptyState, IconName, Look, Tone};
use yew::prelude::*;

use super::{commit::Commit, tiles, work_failed};
use crate::{
    failures::sentence,
    rosters::{
        rows::{RowFilterBar, Rows, Stage},
        view::{RosterView, Step},
    },
    session::use_session,
    t,
    text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct PreviewStepProps {
    pub roster: Rc<Versioned<Roster>>,
    pub job: Option<Rc<Job>>,
    pub view: RosterView,
    pub on_view: Callback<RosterView>,
    pub on_changed: Callback<()>,
    pub on_job: Callback<Job>,
}

/// What would become of each row, before anything is written.
#[component]
pub fn PreviewStep(props: &PreviewStepProps) -> Html {
    let text = use_text();
    let roster = &props.roster.value;
    let id = roster.id;
    let may_write = use_session().is_some_and(|session| session.may(Permission::RostersWrite));
    let preview = use_mutation(move |api, ()| client::preview_roster(&api, id), props.on_job.clone());
    let again = preview.run.reform(|_: MouseEvent| ());
    let failed = props.job.as_ref().filter(|job| job.state == JobState::Failed);
    let failure = html! {
        <>
            if let Some(failure) = &preview.failure {
                <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
            }
            if let Some(job) = failed {
                { work_failed(&text, job) }
            }
        </>
    };
    let columns = RosterView::at(Step::Columns).href(id);
    if roster.status != RosterStatus::Previewed {
        let actions = html! {
            <>
                if may_write {
                    <Button look={Look::Primary} busy={preview.is_running} onclick={again}>{ t!(text, "preview-start") }</Button>
                }
                <ButtonLink look={Look::Link} href={columns}>{ t!(text, "preview-back") }</ButtonLink>
            </>
        };
        return html! {
            <>
                { failure }
                <EmptyState title={t!(text, "preview-none")} icon={IconName::Eye} {actions}>
                    <p>{ t!(text, "preview-none-text") }</p>
                </EmptyState>
            </>
        };
    }
    let filter = props.view.rows();
    let on_filter = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |filter| on_view.emit(view.with_rows(filter)))
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |place| on_view.emit(view.turned(place)))
    };
    let commit_failed = failed.is_some_and(|job| job.kind == JobKind::RosterCommit);
    html! {
        <>
            { failure }
            if may_write {
                <Commit roster={roster.clone()} on_changed={props.on_changed.clone()} on_job={props.on_job.clone()}>
                    <Button
                        look={if roster.is_overtaken {
                            Look::Primary
                        } else if commit_failed {
                            Look::Secondary
                        } else {
                            Look::Link
                        }}
                        icon={IconName::Refresh}
                        busy={preview.is_running}
                        onclick={again}
                    >
                        { t!(text, "preview-again") }
                    </Button>
                    <ButtonLink look={Look::Link} href={columns}>{ t!(text, "preview-back") }</ButtonLink>
                </Commit>
            }
            { tiles::show(&text, roster, &props.view) }
            <Card flush=true>
                <RowFilterBar filter={filter.clone()} sheets={roster.sheets.clone()} {on_filter} />
                <Rows
                    roster={id}
                    stage={Stage::Previewed}
                    total={tiles::total(roster, &filter)}
                    {filter}
                    place={props.view.place()}
                    revision={roster.revision}
                    {on_turn}
                />
            </Card>
        </>
    }
}
