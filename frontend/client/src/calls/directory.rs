use api_types::{
    area_lists::{AreaListImported, AreaListPreview},
    areas::{Area, AreaFilter, AreaPage},
    organisations::{Organisation, OrganisationFilter, OrganisationPage},
    pages::PageQuery,
    postings::{WorkerCategory, WorkerCategoryList},
    users::{UserFilter, UserPage},
};
use domain::ids::{AreaId, OrganisationId};

use futures::{FutureExt, TryFutureExt};

use web_sys::File;
use yew::Callback;

use crate::{
    Api, Download, Failure, FileKind, Upload,
    call::{Call, Fetch},
};

pub fn areas(api: &Api, filter: &AreaFilter, page: &PageQuery) -> Fetch<AreaPage> {
    Call::get(api, "/areas").query(filter).query(page).value()
}

pub fn export_areas(api: &Api, filter: &AreaFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/areas").query(filter).file(kind)
}

/// What would become of a list of areas.
pub async fn preview_area_list(api: &Api, file: &File) -> Result<AreaListPreview, Failure> {
    let path = "/area_list_previews".to_owned();
    let upload = Upload { api, path, file, on_progress: Callback::noop() };
    Ok(upload.send().await?.value)
}

/// Takes a list of areas over, as its preview said.
pub async fn import_area_list(api: &Api, file: &File, plan: &str) -> Result<AreaListImported, Failure> {
    let path = format!("/area_lists?plan={plan}");
    let upload = Upload { api, path, file, on_progress: Callback::noop() };
    Ok(upload.send().await?.value)
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
