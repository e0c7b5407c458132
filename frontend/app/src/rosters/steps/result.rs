use std::rc::Rc;

use api_types::{
    jobs::Job,
    rosters::{Roster, RosterStatus},
};
use client::Versioned;
use domain::{access::Permission, jobs::JobState};
use ui::{Alert, ButtonLink, Card, IconName, Look, Tone};
use yew::prelude::*;

use super::{downloads::Downloads, tiles, undo::Undo, work_failed};
use crate::{
    rosters::{
        rows::{RowFilterBar, Rows, Stage},
        view::{RosterView, Step},
    },
    route::Route,
    session::use_session,
    t,
    text::{Text, use_text},
    when::moment,
};

#[derive(Properties, PartialEq)]
pub struct ResultStepProps {
    pub roster: Rc<Versioned<Roster>>,
    pub job: Option<Rc<Job>>,
    pub view: RosterView,
    pub on_view: Callback<RosterView>,
    pub on_changed: Callback<()>,
    pub on_job: Callback<Job>,
}

/// What became of each row, and what is left to decide.
#[component]
pub fn ResultStep(props: &ResultStepProps) -> Html {
    let text = use_text();
    let roster = &props.roster.value;
    let may_write = use_session().is_some_and(|session| session.may(Permission::RostersWrite));
    let filter = props.view.rows();
    let on_filter = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |filter| on_view.emit(view.with_rows(filter)))
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |place| on_view.emit(view.turned(place)))
    };
    let is_committed = roster.status == RosterStatus::Committed;
    let stage = if is_committed { Stage::Committed } else { Stage::Undone };
    html! {
        <>
            if let Some(job) = props.job.as_ref().filter(|job| job.state == JobState::Failed) {
                { work_failed(&text, job) }
            }
            { outcome(&text, roster) }
            if !roster.file_kept {
                <Alert tone={Tone::Info} title={t!(text, "roster-file-gone")}>
                    <p>{ t!(text, "roster-file-gone-text") }</p>
                </Alert>
            }
            <div class="hf-next-bar">
                if is_committed {
                    <ButtonLink look={Look::Primary} icon={IconName::House} href={Route::Households.href()}>
                        { t!(text, "result-open-ledger") }
                    </ButtonLink>
                } else if may_write {
                    <ButtonLink look={Look::Primary} href={RosterView::at(Step::Columns).href(roster.id)}>
                        { t!(text, "result-once-more") }
                    </ButtonLink>
                }
                <Downloads roster={roster.clone()} />
                if is_committed && may_write {
                    <Undo roster={roster.clone()} on_changed={props.on_changed.clone()} on_job={props.on_job.clone()} />
                }
            </div>
            { tiles::show(&text, roster, &props.view) }
            <Card flush=true>
                <RowFilterBar filter={filter.clone()} sheets={roster.sheets.clone()} {on_filter} />
                <Rows
                    roster={roster.id}
                    {stage}
                    total={tiles::total(roster, &filter)}
                    {filter}
                    place={props.view.place()}
                    {on_turn}
                    on_decided={props.on_changed.clone()}
                />
            </Card>
        </>
    }
}

fn outcome(text: &Text, roster: &Roster) -> Html {
    if roster.status != RosterStatus::Committed {
        let when = roster.undone_at.map(moment).unwrap_or_default();
        return html! {
            <Alert tone={Tone::Neutral} title={t!(text, "result-undone", when = when.to_string())}>
                <p>{ t!(text, "result-undone-text") }</p>
            </Alert>
        };
    }
    let counts = &roster.counts;
    let when = roster.committed_at.map(moment).unwrap_or_default();
    html! {
        <>
            <Alert tone={Tone::Success} title={t!(text, "result-committed", when = when.to_string())}>
                <p>{ t!(text, "result-summary", new = counts.new, update = counts.update, same = counts.same) }</p>
            </Alert>
            if counts.held > 0 {
                <Alert tone={Tone::Warning} title={t!(text, "result-held", count = counts.held)}>
                    <p>{ t!(text, "result-held-text") }</p>
                </Alert>
            }
        </>
    }
}
