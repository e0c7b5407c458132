use api_types::{
    pages::PageQuery,
    persons::{Person, PersonFilter, PersonPage, PersonPatch},
    postings::{Posting, PostingNew, PostingPatch, WorkerReturn},
    reveals::{PersonReveal, PersonRevealed},
};
use domain::ids::{PersonId, PostingId};
use futures::{FutureExt, TryFutureExt};

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

/// The whole identity number or the whole phones, this once.
pub fn reveal_person(api: &Api, id: PersonId, reveal: &PersonReveal) -> Fetch<Vec<String>> {
    let revealed: Fetch<PersonRevealed> =
        Call::post(api, format!("/persons/{id}/reveal")).json(reveal).value();
    let values = |revealed: PersonRevealed| {
        let phones = revealed.phones.into_iter().map(|phone| phone.number);
        revealed.identity_number.into_iter().chain(phones).collect()
    };
    revealed.map_ok(values).boxed_local()
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
