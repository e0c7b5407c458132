//! Masked values, seen whole one at a time.

use actix_web::{HttpResponse, http::header, post, web};
use api_types::{
    persons::Phone,
    problems::Problem as Wire,
    reveals::{AddressReveal, AddressRevealed, PersonReveal, PersonRevealed},
};
use domain::{
    ids::{HouseholdId, PersonId},
    problems::ProblemCode,
};
use serde::Serialize;
use storage::{
    Store,
    reveals::{PersonValue, Reveal, RevealLimits},
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::text,
    http::{Id, Json},
    problem::{Problem, Result},
    scope::{LedgerReveal, Scope},
    settings::Settings,
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(person).service(address);
}

/// Reveal a value of a person
///
/// The whole identity number, or the whole phones, this once. The journal says who saw which of them and why, and how many
/// one may see within an hour and a day is limited. The answer is kept nowhere: a repeated request is a second look.
#[utoipa::path(
    tag = "persons",
    operation_id = "reveal_person",
    params(("id" = PersonId, Path, description = "The person.")),
    request_body = PersonReveal,
    extensions(("x-permission" = json!("ledger.reveal"))),
    responses(
        (status = OK, description = "The value.", body = PersonRevealed),
        (status = CONFLICT, description = "Nothing is known there.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/persons/{id}/reveal")]
pub async fn person(
    scope: Scope<LedgerReveal>,
    settings: web::Data<Settings>,
    Id(id): Id<PersonId>,
    body: Json<PersonReveal>,
) -> Result<HttpResponse> {
    let Json(PersonReveal { field, reason }) = body;
    let revealed = scope.reveal_of_person(id, field.into(), text(reason), limits(&settings)).await?;
    shown(&scope, revealed, |value| match value {
        PersonValue::IdentityNumber(number) => {
            PersonRevealed { identity_number: Some(number.reveal().to_owned()), phones: Vec::new() }
        }
        PersonValue::Phones(phones) => PersonRevealed {
            identity_number: None,
            phones: phones
                .into_iter()
                .map(|(id, phone)| Phone { id, number: phone.number.to_string(), label: phone.label })
                .collect(),
        },
    })
}

/// Reveal an address
///
/// The whole address of a household, this once; noted and counted as for persons.
#[utoipa::path(
    tag = "households",
    operation_id = "reveal_address",
    params(("id" = HouseholdId, Path, description = "The household.")),
    request_body = AddressReveal,
    extensions(("x-permission" = json!("ledger.reveal"))),
    responses(
        (status = OK, description = "The address.", body = AddressRevealed),
        (status = CONFLICT, description = "None is known.", body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/reveal")]
pub async fn address(
    scope: Scope<LedgerReveal>,
    settings: web::Data<Settings>,
    Id(id): Id<HouseholdId>,
    body: Json<AddressReveal>,
) -> Result<HttpResponse> {
    let Json(AddressReveal { reason }) = body;
    let revealed = scope.reveal_address(id, text(reason), limits(&settings)).await?;
    shown(&scope, revealed, |address| AddressRevealed { address })
}

fn limits(settings: &Settings) -> RevealLimits {
    let limits = &settings.limits;
    RevealLimits { per_hour: limits.reveals_per_hour.get(), per_day: limits.reveals_per_day.get() }
}

/// The answer, which no cache keeps, and no memory of repeated requests.
fn shown<T, W: Serialize>(
    store: &Store,
    revealed: Reveal<T>,
    wire: impl FnOnce(T) -> W,
) -> Result<HttpResponse> {
    match revealed {
        Reveal::Shown(value) => {
            Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(wire(value)))
        }
        Reveal::Nothing => Err(ProblemCode::NothingToReveal.into()),
        Reveal::NotBefore(moment) => {
            let wait = (moment - store.now()).num_seconds().max(1);
            Err(Problem::new(ProblemCode::TooManyReveals)
                .retry_after(u32::try_from(wait).unwrap_or(u32::MAX)))
        }
    }
}
