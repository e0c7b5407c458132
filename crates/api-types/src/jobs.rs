//! Long work that goes on when the browser tab is closed.

use chrono::{DateTime, Utc};
use domain::{
    ids::{AreaId, JobId, RosterId},
    jobs::{JobKind, JobState},
};
use serde::{Deserialize, Serialize};

use crate::problems::Problem;

/// A piece of long work and how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// The roster it works on.
    pub roster_id: Option<RosterId>,
    /// The area whose households it brings up to date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// How far it is.
    pub state: JobState,
    /// Units done, of `total`.
    pub done: i64,
    /// Units in all; 0 while unknown.
    pub total: i64,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}
