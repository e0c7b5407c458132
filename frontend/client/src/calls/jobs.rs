use api_types::jobs::Job;
use domain::ids::JobId;

use crate::{Api, Failure, call::Call};

pub async fn job(api: &Api, id: JobId) -> Result<Job, Failure> {
    Call::get(api, format!("/jobs/{id}")).read().await.map(|job| job.value)
}
