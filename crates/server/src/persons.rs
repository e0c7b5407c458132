//! 人: the people of the ledger.

use actix_web::{HttpRequest, HttpResponse, get, patch, web};
use api_types::{
    journal::AsOf,
    pages::PageQuery,
    persons::{Person, PersonFilter, PersonPage, PersonPatch},
    problems::Problem as Wire,
};
use domain::{identity_number::IdentityNumber, ids::PersonId, text::tidy_name};
use storage::persons::{Identity, PersonFacts, PersonKey};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::{phone_facts, text, wire::Reader},
    http::{Id, IfMatch, Json, Paging, Query, fresh, page},
    middleware::Limiter,
    problem::{Result, or_current},
    scope::{LedgerRead, LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(show).service(change);
}

/// Look for persons
///
/// Before entering somebody: by part of the name, pinyin or its initials, last digits of a phone, or a whole identity
/// number, for those who may reveal one. The best match first; without words the page is empty.
#[utoipa::path(
    tag = "persons",
    operation_id = "find_persons",
    params(PersonFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of persons.", body = PersonPage))
)]
#[get("/persons")]
pub async fn index(
    scope: Scope<LedgerRead>,
    limiter: web::Data<Limiter>,
    filter: Query<PersonFilter>,
    paging: Paging<PersonKey>,
) -> Result<web::Json<PersonPage>> {
    let (Query(PersonFilter { q }), limit) = (filter, paging.limit);
    limiter.search(&scope, q.as_deref()).await?;
    let found = scope.find_persons(q.unwrap_or_default(), paging.slice()).await?;
    let reader = Reader::of(&scope, scope.today());
    Ok(web::Json(page(found, limit, |(key, _)| key.clone(), |(_, view)| reader.person(view)).into()))
}

/// A person
///
/// With their phones, postings, and the households that one may see. With `as_of`, as they were at the end of that day, as
/// for a household.
#[utoipa::path(
    tag = "persons",
    operation_id = "show_person",
    params(("id" = PersonId, Path, description = "The person."), AsOf),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "The person.", body = Person,
        headers(("ETag" = String, description = "The version."))),
        (status = NOT_FOUND, description = "There is none, or they are not yours to see; `not_in_ledger_then`: they were not \
            in the ledger on that day.", body = Wire, content_type = "application/problem+json"))
)]
#[get("/persons/{id}")]
pub async fn show(
    scope: Scope<LedgerRead>,
    request: HttpRequest,
    Id(id): Id<PersonId>,
    as_of: Query<AsOf>,
) -> Result<HttpResponse> {
    let Query(AsOf { as_of }) = as_of;
    let then = as_of.map(|day| scope.as_of(day)).transpose()?.flatten();
    let reader = Reader::of(&scope, then.map_or(scope.today(), |then| then.day));
    let person = match then {
        None => scope.person(id).await?,
        Some(then) => scope.person_as_of(id, then).await?,
    };
    Ok(fresh(&request, &reader.person(person)))
}

/// Change a person
///
/// A merge patch. A list of phones replaces the one there is; an identity number is kept sealed.
#[utoipa::path(
    tag = "persons",
    operation_id = "change_person",
    params(("id" = PersonId, Path, description = "The person."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = PersonPatch,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The person as changed.", body = Person,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "Somebody else has this identity number.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[patch("/persons/{id}")]
pub async fn change(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<PersonId>,
    IfMatch(revision): IfMatch,
    body: Json<PersonPatch>,
) -> Result<HttpResponse> {
    let (today, Json(patch)) = (scope.today(), body);
    let reader = Reader::of(&scope, today);
    let changed = scope.change_person(today, id, revision, move |facts| apply(&patch, facts)).await;
    let current = async { Ok(reader.person(scope.person(id).await?)) };
    Ok(fresh(&request, &reader.person(or_current(changed, current).await??)))
}

fn apply(patch: &PersonPatch, facts: &mut PersonFacts) {
    if let Some(name) = &patch.name {
        facts.name = tidy_name(name);
    }
    if let Some(sex) = patch.sex {
        facts.sex = sex;
    }
    if let Some(date) = &patch.birth_date {
        facts.birth_date = date.as_deref().and_then(|date| date.trim().parse().ok());
    }
    if let Some(number) = &patch.identity_number {
        let number = number.as_deref().and_then(|number| IdentityNumber::parse(number).ok());
        facts.identity = number.map(Identity::Given);
    }
    if let Some(phones) = &patch.phones {
        facts.phones = phone_facts(phones.clone());
    }
    if let Some(grade) = patch.school_grade {
        facts.school_grade = grade;
    }
    if let Some(limitations) = patch.limitations {
        facts.limitations = limitations;
    }
    if let Some(note) = &patch.note {
        facts.note = text(note.clone());
    }
}
