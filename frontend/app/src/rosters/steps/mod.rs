//! One roster: its steps, and what is done at each.

mod blockers;
mod commit;
mod downloads;
mod header;
mod preview;
mod result;
mod tiles;
mod undo;
mod work;

use std::rc::Rc;

use api_types::{
    jobs::Job,
    rosters::{Roster, RosterStatus},
};
use client::{Remote, Versioned, use_job, use_query};
use domain::{
    ids::{JobId, RosterId},
    jobs::JobState,
};
use ui::{Alert, Anchor, Crumb, Steps, Tone};
use yew::prelude::*;

use self::{
    blockers::particulars, header::RosterActions, preview::PreviewStep, result::ResultStep, work::Working,
};
use super::{
    columns::ColumnsStep,
    labels,
    view::{RosterView, Step},
};
use crate::{
    failures,
    filters::use_filters,
    route::Route,
    screen::Screen,
    t,
    text::{Text, use_text},
    when::moment,
};

/// The way of a roster: the upload counts as the first step.
pub fn stepper(text: &Text, current: usize) -> Html {
    let steps = vec![
        t!(text, "step-upload"),
        t!(text, "step-columns"),
        t!(text, "step-preview"),
        t!(text, "step-result"),
    ];
    html! { <Steps label={t!(text, "steps")} {steps} {current} /> }
}

#[derive(Properties, PartialEq)]
pub struct RosterPageProps {
    pub id: RosterId,
}

/// A roster's page. Its step is in the address, its work goes on without the page.
#[component]
pub fn RosterPage(props: &RosterPageProps) -> Html {
    let text = use_text();
    let id = props.id;
    let roster = use_query(id, |api, id| client::roster(&api, id));
    match &roster.remote {
        Remote::Ready(found) if found.value.id == id => {
            html! { <Found key={id.to_string()} roster={found.clone()} on_changed={roster.reload.clone()} /> }
        }
        Remote::Ready(_) => {
            failures::show(&Remote::<Versioned<Roster>>::Loading, &roster.reload, |_| Html::default())
        }
        Remote::Loading | Remote::Failed(_) => html! {
            <Screen title={t!(text, "roster")} crumbs={crumbs(&text)}>
                { failures::show(&roster.remote, &roster.reload, |_| Html::default()) }
            </Screen>
        },
    }
}

fn crumbs(text: &Text) -> Vec<Crumb> {
    vec![Crumb { label: t!(text, "rosters"), href: Route::Rosters.href() }]
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    roster: Rc<Versioned<Roster>>,
    on_changed: Callback<()>,
}

#[component]
fn Found(props: &FoundProps) -> Html {
    let text = use_text();
    let view = use_filters::<RosterView>();
    let roster = &props.roster.value;
    // What was started here is followed at once; after a reload the roster names it.
    let started = use_state(|| None::<JobId>);
    let job = use_job(started.or(roster.job_id)).and_then(|job| job.ready().cloned());
    let is_going = job.as_deref().is_some_and(is_going);
    use_change_at_end(job.as_deref(), props.on_changed.clone());

    let on_job = {
        let started = started.setter();
        Callback::from(move |job: Job| started.set(Some(job.id)))
    };
    let step = Step::reached(view.value.step, roster);
    let subtitle = html! {
        <span class="hf-labels">
            { labels::status(&text, roster.status) }
            <span>{ t!(text, "roster-from", source = roster.source.name.clone(), who = roster.uploaded_by.display_name.clone(), when = moment(roster.uploaded_at).to_string()) }</span>
        </span>
    };
    let actions = html! { <RosterActions roster={props.roster.clone()} {is_going} on_changed={props.on_changed.clone()} /> };
    let position = match step {
        Step::Columns => 1,
        Step::Preview => 2,
        Step::Result => 4,
    };
    html! {
        <Screen title={roster.filename.clone()} crumbs={crumbs(&text)} {subtitle} {actions}>
            <div class="hf-stack">
                { stepper(&text, position) }
                { same_as(&text, roster) }
                if let Some(job) = job.clone().filter(|job| self::is_going(job)) {
                    <Working {job} />
                } else {
                    { match step {
                        Step::Columns => html! { <ColumnsStep roster={props.roster.clone()} on_changed={props.on_changed.clone()} {on_job} /> },
                        Step::Preview => html! {
                            <PreviewStep
                                roster={props.roster.clone()}
                                {job}
                                view={view.value.clone()}
                                on_view={view.set.clone()}
                                on_changed={props.on_changed.clone()}
                                {on_job}
                            />
                        },
                        Step::Result => html! {
                            <ResultStep
                                roster={props.roster.clone()}
                                {job}
                                view={view.value.clone()}
                                on_view={view.set.clone()}
                                on_changed={props.on_changed.clone()}
                                {on_job}
                            />
                        },
                    } }
                }
            </div>
        </Screen>
    }
}

const fn is_going(job: &Job) -> bool {
    matches!(job.state, JobState::Queued | JobState::Running)
}

/// Asks for the roster again when its job has ended, once for each job: even where the first that is heard of the job is
/// its end, the roster may have been read before.
#[hook]
fn use_change_at_end(job: Option<&Job>, on_changed: Callback<()>) {
    let noticed = use_mut_ref(|| None);
    use_effect_with(job.map(|job| (job.id, job.state)), move |job| {
        if let Some((id, JobState::Done | JobState::Failed)) = *job
            && noticed.replace(Some(id)) != Some(id)
        {
            on_changed.emit(());
        }
    });
}

fn same_as(text: &Text, roster: &Roster) -> Html {
    match roster.same_as.filter(|_| roster.status != RosterStatus::Committed) {
        Some(id) => html! {
            <Alert tone={Tone::Info} title={t!(text, "roster-same-as")}>
                <p>{ t!(text, "roster-same-as-text") }{ " " }<Anchor href={Route::Roster { id }.href()}>{ t!(text, "roster-same-as-open") }</Anchor></p>
            </Alert>
        },
        None => Html::default(),
    }
}

/// Why the last work on the roster changed nothing.
fn work_failed(text: &Text, job: &Job) -> Html {
    let title = text.word("job-failed", job.kind.as_str());
    html! {
        <Alert tone={Tone::Danger} {title}>
            { particulars(text, job.problem.as_ref()) }
        </Alert>
    }
}
