//! The id in the address.

use std::{
    future::{Ready, ready},
    str::FromStr,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use domain::problems::ProblemCode;

use crate::{
    openapi::Contract,
    problem::{Problem, Result},
};

/// The `{id}` of the route. What is no id names nothing: 404, or 405 where it is the address of something that other
/// methods reach.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<T: FromStr> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|text| text.parse().ok());
        ready(id.map(Self).ok_or_else(|| no_id(request)))
    }
}

fn no_id(request: &HttpRequest) -> Problem {
    let contract = request.app_data::<web::Data<Contract>>();
    let known = contract.and_then(|contract| contract.methods(request.path()));
    let is_known = |known: &String| known.split(", ").any(|method| method == request.method().as_str());
    match known.filter(|known| !is_known(known)) {
        Some(known) => Problem::new(ProblemCode::MethodNotAllowed).allowing(known),
        None => ProblemCode::NotFound.into(),
    }
}
