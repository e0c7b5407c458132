use api_types::{
    areas::{Area, AreaFilter, AreaPage},
    organisations::{Organisation, OrganisationFilter, OrganisationPage},
    pages::PageQuery,
    postings::{WorkerCategory, WorkerCategoryList},
    users::{UserFilter, UserPage},
};
use domain::ids::{AreaId, OrganisationId};

use futures::{FutureExt, TryFutureExt};

use crate::{
    Api,
    call::{Call, Fetch},
};

pub fn areas(api: &Api, filter: &AreaFilter, page: &PageQuery) -> Fetch<AreaPage> {
    Call::get(api, "/areas").query(filter).query(page).value()
}

pub fn area(api: &Api, id: AreaId) -> Fetch<Area> {
    Call::get(api, format!("/areas/{id}")).value()
}

pub fn organisation(api: &Api, id: OrganisationId) -> Fetch<Organisation> {
    Call::get(api, format!("/organisations/{id}")).value()
}

pub fn organisations(api: &Api, filter: &OrganisationFilter, page: &PageQuery) -> Fetch<OrganisationPage> {
    Call::get(api, "/organisations").query(filter).query(page).value()
}

pub fn users(api: &Api, filter: &UserFilter, page: &PageQuery) -> Fetch<UserPage> {
    Call::get(api, "/users").query(filter).query(page).value()
}

pub fn worker_categories(api: &Api) -> Fetch<Vec<WorkerCategory>> {
    Call::get(api, "/worker_categories").value::<WorkerCategoryList>().map_ok(|list| list.items).boxed_local()
}
