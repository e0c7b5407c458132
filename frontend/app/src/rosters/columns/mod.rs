//! What was recognised in a roster's file, and its corrections.

mod conflict;
mod edits;
mod facts;
mod groups;
mod head;
mod sheet;

use std::rc::Rc;

use api_types::{
    jobs::Job,
    rosters::{Roster, RosterPatch, RosterStatus},
};
use client::{Versioned, use_mutation};
use domain::{access::Permission, problems::ProblemCode};
use ui::{Alert, Button, IconName, Look, Tone, use_navigation};
use yew::prelude::*;

pub use self::groups::GROUPS;
use self::{
    conflict::Conflict,
    edits::{Edit, Edits, Obstacle, problem_of_roster},
    facts::Facts,
    sheet::Sheet,
};
use super::view::{RosterView, Step};
use crate::{drafts::use_draft, failures::sentence, session::use_session, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct ColumnsStepProps {
    pub roster: Rc<Versioned<Roster>>,
    /// The roster changed on the server.
    pub on_changed: Callback<()>,
    /// Work on it has begun.
    pub on_job: Callback<Job>,
}

/// Sheets, header lines, columns; and the way on.
#[component]
pub fn ColumnsStep(props: &ColumnsStepProps) -> Html {
    let text = use_text();
    let navigation = use_navigation();
    let id = props.roster.value.id;
    let draft = use_draft::<Edits>(&format!("roster.{id}"));
    let edits = {
        let kept = draft.kept.clone();
        use_state(move || kept.map(|kept| (*kept).clone()).unwrap_or_default())
    };
    let is_stale = use_state(|| false);
    let roster = &props.roster.value;
    let edits_here = edits.rebased(roster);
    let shown = edits_here.applied(roster);
    let may_edit = use_session().is_some_and(|session| session.may(Permission::RostersWrite))
        && matches!(roster.status, RosterStatus::Recognised | RosterStatus::Previewed | RosterStatus::Undone);

    let set_edits = {
        let (edits, keep, discard) = (edits.setter(), draft.keep.clone(), draft.discard.clone());
        Callback::from(move |next: Edits| {
            if next.is_empty() {
                discard.emit(())
            } else {
                keep.emit(next.clone())
            }
            edits.set(next);
        })
    };
    let on_edit = {
        let (set_edits, edits, roster) = (set_edits.clone(), edits_here.clone(), props.roster.clone());
        Callback::from(move |edit: Edit| set_edits.emit(edits.clone().with(edit, &roster.value)))
    };
    let save = {
        let (etag, on_changed, on_job) =
            (props.roster.etag.clone(), props.on_changed.clone(), props.on_job.clone());
        let (set_edits, is_stale) = (set_edits.clone(), is_stale.setter());
        use_mutation(
            move |api, (patch, then): (RosterPatch, Then)| {
                let etag = etag.clone();
                async move {
                    if patch != RosterPatch::default() {
                        client::update_roster(&api, id, &etag, &patch).await?;
                    }
                    match then {
                        Then::Stay => Ok(None),
                        Then::Preview => client::preview_roster(&api, id).await.map(Some),
                    }
                }
            },
            Callback::from(move |job: Option<Job>| {
                set_edits.emit(Edits::default());
                is_stale.set(false);
                on_changed.emit(());
                if let Some(job) = job {
                    on_job.emit(job);
                    navigation.go(RosterView::at(Step::Preview).href(id));
                }
            }),
        )
    };
    let refused_as_stale = save.failure.as_ref().and_then(client::Failure::code) == Some(ProblemCode::Stale);
    {
        let (is_stale, on_changed) = (is_stale.setter(), props.on_changed.clone());
        use_effect_with(refused_as_stale, move |refused| {
            if *refused {
                is_stale.set(true);
                on_changed.emit(());
            }
        });
    }
    let on_header_row = {
        let (run, edits) = (save.run.clone(), edits_here.clone());
        Callback::from(move |(sheet, line): (String, u32)| {
            run.emit((edits.and_header_row(&sheet, line), Then::Stay))
        })
    };
    let on_keep = {
        let is_stale = is_stale.setter();
        Callback::from(move |()| is_stale.set(false))
    };
    let run_with = |then: Then| {
        let patch = edits_here.patch().clone();
        save.run.reform(move |_: MouseEvent| (patch.clone(), then))
    };
    let discard = set_edits.reform(|_: MouseEvent| Edits::default());
    let problem = problem_of_roster(&shown);
    let failure = save.failure.as_ref().filter(|_| !refused_as_stale);
    html! {
        <div class="hf-stack">
            if *is_stale {
                <Conflict mine={edits_here.clone()} theirs={props.roster.clone()} on_edits={set_edits.clone()} on_done={on_keep} />
            }
            <Facts roster={shown.clone()} {may_edit} on_edit={on_edit.clone()} />
            { for shown.sheets.iter().enumerate().map(|(key, sheet)| html! {
                <Sheet
                    {key}
                    sheet={sheet.clone()}
                    {may_edit}
                    busy={save.is_running}
                    on_edit={on_edit.clone()}
                    on_header_row={on_header_row.clone()}
                />
            }) }
            if let Some(failure) = failure {
                <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
            }
            if may_edit {
                <div class="hf-next-bar hf-next-bar--sticky">
                    <Button
                        look={Look::Primary}
                        icon={IconName::ChevronRight}
                        busy={save.is_running}
                        disabled={problem.is_some()}
                        onclick={run_with(Then::Preview)}
                    >
                        { t!(text, "columns-next") }
                    </Button>
                    if !edits_here.is_empty() {
                        <Button disabled={save.is_running} onclick={run_with(Then::Stay)}>{ t!(text, "columns-save") }</Button>
                        <Button look={Look::Link} onclick={discard}>
                            { t!(text, "columns-discard") }
                        </Button>
                    }
                    <p class="hf-quiet" role="status">
                        { match problem {
                            Some(Obstacle::Problem(problem)) => text.word("problem", problem.as_str()),
                            Some(Obstacle::NoSheetChosen) => t!(text, "columns-no-sheet"),
                            None => t!(text, "columns-next-text"),
                        } }
                    </p>
                </div>
            }
        </div>
    }
}

/// Where saving leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Stay,
    Preview,
}
