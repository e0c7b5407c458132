use api_types::jobs::Job;
use domain::{ids::JobId, jobs::JobState};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::{Failure, Remote, job, use_query};

const SOON_MS: u32 = 500;
/// The connection broke; the work goes on without us.
const LATER_MS: u32 = 3_000;

/// Follows a job until it has ended; nothing while there is none.
#[hook]
pub fn use_job(id: Option<JobId>) -> Option<Remote<Job>> {
    let query = use_query(id, |api, id| async move {
        match id {
            Some(id) => job(&api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let pause = pause(&query.remote);
    {
        let reload = query.reload.clone();
        let shown = query.remote.clone();
        use_effect_with((shown, query.is_refreshing), move |(_, is_refreshing)| {
            let timer = (!is_refreshing)
                .then_some(pause)
                .flatten()
                .map(|pause| Timeout::new(pause, move || reload.emit(())));
            move || drop(timer)
        });
    }
    id?;
    Some(match query.remote {
        Remote::Loading => Remote::Loading,
        Remote::Failed(failure) => Remote::Failed(failure),
        Remote::Ready(job) => match &*job {
            Some(job) if Some(job.id) == id => Remote::Ready(job.clone().into()),
            _ => Remote::Loading,
        },
    })
}

fn pause(remote: &Remote<Option<Job>>) -> Option<u32> {
    match remote {
        Remote::Ready(job) => {
            let is_going = job
                .as_ref()
                .as_ref()
                .is_some_and(|job| matches!(job.state, JobState::Queued | JobState::Running));
            is_going.then_some(SOON_MS)
        }
        Remote::Failed(Failure::Offline) => Some(LATER_MS),
        Remote::Loading | Remote::Failed(_) => None,
    }
}
