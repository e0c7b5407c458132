use api_types::{
    areas::{Area, AreaFilter, AreaPage},
    organisations::{OrganisationFilter, OrganisationPage},
    pages::PageQuery,
    postings::{WorkerCategory, WorkerCategoryList},
    users::{UserFilter, UserPage},
};
use domain::ids::AreaId;

use crate::{Api, Failure, call::Call};

pub async fn areas(api: &Api, filter: &AreaFilter, page: &PageQuery) -> Result<AreaPage, Failure> {
    Call::get(api, "/areas").query(filter).query(page).read().await.map(|page| page.value)
}

pub async fn area(api: &Api, id: AreaId) -> Result<Area, Failure> {
    Call::get(api, format!("/areas/{id}")).read().await.map(|area| area.value)
}

pub async fn organisations(
    api: &Api,
    filter: &OrganisationFilter,
    page: &PageQuery,
) -> Result<OrganisationPage, Failure> {
    Call::get(api, "/organisations").query(filter).query(page).read().await.map(|page| page.value)
}

pub async fn users(api: &Api, filter: &UserFilter, page: &PageQuery) -> Result<UserPage, Failure> {
    Call::get(api, "/users").query(filter).query(page).read().await.map(|page| page.value)
}

pub async fn worker_categories(api: &Api) -> Result<Vec<WorkerCategory>, Failure> {
    Call::get(api, "/worker_categories").read::<WorkerCategoryList>().await.map(|list| list.value.items)
}
