use api_types::{
    pages::PageQuery,
    persons::{Person, PersonFilter, PersonPage, PersonPatch},
    postings::{Posting, PostingNew, PostingPatch},
};
use domain::ids::{PersonId, PostingId};

use crate::{Api, Failure, Versioned, call::Call};

/// Finds people by part of a name, pinyin, the tail of a phone, or the whole identity number.
pub async fn persons(api: &Api, filter: &PersonFilter, page: &PageQuery) -> Result<PersonPage, Failure> {
    Call::get(api, "/persons").query(filter).query(page).read().await.map(|page| page.value)
}

pub async fn person(api: &Api, id: PersonId) -> Result<Versioned<Person>, Failure> {
    Call::get(api, format!("/persons/{id}")).read().await
}

pub async fn update_person(
    api: &Api,
    id: PersonId,
    etag: &str,
    patch: &PersonPatch,
) -> Result<Versioned<Person>, Failure> {
    Call::patch(api, format!("/persons/{id}")).if_match(etag).json(patch).read().await
}

pub async fn add_posting(api: &Api, id: PersonId, new: &PostingNew) -> Result<Versioned<Posting>, Failure> {
    Call::post(api, format!("/persons/{id}/postings")).json(new).read().await
}

pub async fn update_posting(
    api: &Api,
    id: PostingId,
    etag: &str,
    patch: &PostingPatch,
) -> Result<Versioned<Posting>, Failure> {
    Call::patch(api, format!("/postings/{id}")).if_match(etag).json(patch).read().await
}
