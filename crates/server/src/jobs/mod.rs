//! Long work: who does it, and how the person who asked for it follows it.

mod progress;
mod renewal;
mod worker;

pub use progress::Progress;
pub use worker::{Running, Worker, wake};

use actix_web::{get, web};
use api_types::jobs::Job;
use domain::{
    ids::{AreaId, JobId, RosterId},
    jobs::{JobKind, JobState},
};
use storage::{columns::IdValue as _, jobs::JobRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::Id,
    problem::{Result, text},
    scope::SelfScope,
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show);
}

/// Follow a job
///
/// How far a piece of long work is that one has asked for, or that is done to a roster that one sees. Ask again every second or so; it goes on without.
#[utoipa::path(
    tag = "jobs",
    operation_id = "show_job",
    params(("id" = JobId, Path, description = "The job.")),
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The job.", body = Job))
)]
#[get("/jobs/{id}")]
pub async fn show(scope: SelfScope, Id(id): Id<JobId>) -> Result<web::Json<Job>> {
    let mut job = wire(scope.job(id).await?);
    if let Some(problem) = &mut job.problem {
        problem.title = text(problem.code, scope.language()).to_owned();
    }
    Ok(web::Json(job))
}

/// A job as its asker sees it.
pub fn wire(row: JobRow) -> Job {
    let here = progress::of(row.id).filter(|_| row.state == JobState::Running);
    let (done, total) = here.unwrap_or((row.done, row.total));
    let subject = row.subject_id.uuid();
    let (roster_id, area_id) = match row.kind {
        JobKind::RosterPreview | JobKind::RosterCommit | JobKind::RosterUndo => {
            (Some(RosterId::from_uuid(subject)), None)
        }
        JobKind::AreaRenewal => (None, Some(AreaId::from_uuid(subject))),
    };
    Job {
        id: row.id,
        kind: row.kind,
        roster_id,
        area_id,
        state: row.state,
        done,
        total,
        problem: row.problem.and_then(|problem| serde_json::from_value(problem.0).ok()),
        created_at: row.created_at,
        finished_at: row.finished_at,
    }
}
