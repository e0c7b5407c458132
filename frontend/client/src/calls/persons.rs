use api_types::{
    pages::PageQuery,
    persons::{Person, PersonFilter, PersonPage, PersonPatch},
    postings::{Posting, PostingNew, PostingPatch, WorkerReturn},
};
use domain::ids::{PersonId, PostingId};

use crate::{
    Api, Versioned,
    call::{Call, Fetch},
};

/// Finds people by part of a name, pinyin, the tail of a phone, or the whole identity number.
pub fn persons(api: &Api, filter: &PersonFilter, page: &PageQuery) -> Fetch<PersonPage> {
    Call::get(api, "/persons").query(filter).query(page).value()
}

pub fn person(api: &Api, id: PersonId) -> Fetch<Versioned<Person>> {
    Call::get(api, format!("/persons/{id}")).read()
}

pub fn update_person(api: &Api, id: PersonId, etag: &str, patch: &PersonPatch) -> Fetch<Versioned<Person>> {
    Call::patch(api, format!("/persons/{id}")).if_match(etag).json(patch).read()
}

pub fn add_posting(api: &Api, id: PersonId, new: &PostingNew) -> Fetch<Versioned<Posting>> {
    Call::post(api, format!("/persons/{id}/postings")).json(new).read()
}

/// Ends every posting of a worker that goes on.
pub fn return_worker(api: &Api, id: PersonId, etag: &str, home: &WorkerReturn) -> Fetch<Versioned<Person>> {
    Call::post(api, format!("/persons/{id}/return")).if_match(etag).json(home).read()
}

pub fn update_posting(
    api: &Api,
    id: PostingId,
    etag: &str,
    patch: &PostingPatch,
) -> Fetch<Versioned<Posting>> {
    Call::patch(api, format!("/postings/{id}")).if_match(etag).json(patch).read()
}
