use api_types::jobs::Job;
use domain::ids::JobId;

use crate::{
    Api,
    call::{Call, Fetch},
};

pub fn job(api: &Api, id: JobId) -> Fetch<Job> {
    Call::get(api, format!("/jobs/{id}")).value()
}
