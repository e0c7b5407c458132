//! Parameters of the query string.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use domain::problems::ProblemCode;
use serde::de::DeserializeOwned;

use crate::{
    openapi::Contract,
    problem::{Problem, Result},
};

/// Parameters that were read. Names that the operation does not document are refused: a mistyped filter must not
/// become "everything".
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(refuse_undocumented(request).and_then(|()| parse(request.query_string())).map(Self))
    }
}

fn refuse_undocumented(request: &HttpRequest) -> Result<()> {
    let contract = request.app_data::<web::Data<Contract>>();
    let known =
        contract.and_then(|contract| contract.parameters(request.method(), &request.match_pattern()?));
    let Some(known) = known else { return Ok(()) };
    for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
        let Some(bounds) = known.get(&*name) else {
            return Err(Problem::parameter(name, ProblemCode::UnknownField));
        };
        bounds.check(&value).map_err(|code| Problem::parameter(name, code))?;
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    if text.contains("%00") || text.contains('\0') {
        return Err(Problem::new(ProblemCode::Malformed).with_detail("U+0000 cannot be searched for"));
    }
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let message = error.inner().to_string();
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        match missing {
            Some(name) => Problem::parameter(name, ProblemCode::Required),
            None if message.starts_with("unknown variant") => {
                Problem::parameter(error.path().to_string(), ProblemCode::UnknownValue)
            }
            None => Problem::parameter(error.path().to_string(), ProblemCode::Invalid),
        }
    })
}

#[cfg(test)]
mod tests {
    use api_types::{households::HouseholdFilter, pages::PageQuery};
    use domain::users::Language;

    use super::*;

    fn refusal<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> (u16, Vec<(String, ProblemCode)>) {
        let wire = parse::<T>(text).unwrap_err().wire(Language::English, "r");
        (wire.status, wire.errors.into_iter().map(|error| (error.pointer, error.code)).collect())
    }

    #[test]
    fn a_parameter_that_cannot_be_read_is_named() {
        let at = |name: &str, code| (400, vec![(name.to_owned(), code)]);
        assert_eq!(refusal::<PageQuery>("limit=many"), at("limit", ProblemCode::Invalid));
        assert_eq!(refusal::<HouseholdFilter>("status=happy"), at("status", ProblemCode::UnknownValue));
        assert_eq!(refusal::<HouseholdFilter>("q=%00"), (400, vec![]));
    }

    #[test]
    fn words_arrive_decoded() {
        let Query(filter) = Query(parse::<HouseholdFilter>("q=%E7%8E%8B+%E8%8A%B3&owner=none").unwrap());
        assert_eq!(filter.q.as_deref(), Some("王 芳"));
    }
}
