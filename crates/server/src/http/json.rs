//! Bodies: JSON that was read, found storable, and checked by the same rules as the forms in the browser.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    web::{self, Bytes},
};
use api_types::checks::check;
use domain::problems::ProblemCode;
use garde::Validate;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::{strict::Strict, upload::read_body};
use crate::{
    problem::{Problem, Result},
    settings::Settings,
};

/// A JSON body whose checks have passed.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate<Context = ()> + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = matches!(request.content_type(), "application/json" | "application/merge-patch+json");
        let limit =
            request.app_data::<web::Data<Settings>>().map_or(0, |settings| settings.http.max_json_bytes);
        let payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(ProblemCode::UnsupportedMediaType.into());
            }
            parse(&read_body(payload, limit).await?).map(Self)
        })
    }
}

fn parse<T: DeserializeOwned + Validate<Context = ()>>(body: &Bytes) -> Result<T> {
    let value: Value = serde_json::from_slice(body).map_err(|error| Problem::malformed(error.to_string()))?;
    refuse_nul(&value, &mut String::new())?;
    let request: T =
        serde_path_to_error::deserialize(Strict(value)).map_err(|error| field_problem(&error))?;
    check(&request).map_err(Problem::invalid)?;
    Ok(request)
}

/// PostgreSQL cannot store U+0000 in text or jsonb, and no one types it.
fn refuse_nul(value: &Value, pointer: &mut String) -> Result<()> {
    let mut step_into = |segment: &str, value: &Value| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&escape(segment));
        refuse_nul(value, pointer)?;
        pointer.truncate(length);
        Ok(())
    };
    match value {
        Value::String(text) if text.contains('\0') => {
            Err(Problem::field(pointer.as_str(), ProblemCode::ForbiddenCharacters))
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(index, item)| step_into(&index.to_string(), item))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            if name.contains('\0') {
                return Err(Problem::new(ProblemCode::Malformed));
            }
            step_into(name, field)
        }),
        _ => Ok(()),
    }
}

fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

fn field_problem(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let mut pointer: String = error.path().iter().filter_map(step).collect();
    let message = error.inner().to_string();
    // serde names the field of these two in its message only.
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    let code = if message.starts_with("missing field") {
        pointer = format!("{pointer}/{}", escape(quoted()));
        ProblemCode::Required
    } else if message.starts_with("unknown field") {
        ProblemCode::UnknownField
    } else if message.starts_with("unknown variant") {
        ProblemCode::UnknownValue
    } else {
        ProblemCode::Invalid
    };
    Problem::field(pointer, code)
}

fn step(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", escape(key))),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use api_types::{households::HouseholdNew, sessions::SignIn};

    use super::*;

    fn refusal<T: DeserializeOwned + Validate<Context = ()> + std::fmt::Debug>(
        body: &str,
    ) -> (ProblemCode, Vec<(String, ProblemCode)>) {
        let problem = parse::<T>(&Bytes::copy_from_slice(body.as_bytes())).unwrap_err();
        let wire = problem.wire(domain::users::Language::English, "r");
        (problem.code(), wire.errors.into_iter().map(|error| (error.pointer, error.code)).collect())
    }

    #[test]
    fn each_error_points_at_its_field() {
        let at = |pointer: &str, code| (ProblemCode::Invalid, vec![(pointer.to_owned(), code)]);
        assert_eq!(refusal::<SignIn>(r#"{"username":"li"}"#), at("/password", ProblemCode::Required));
        assert_eq!(
            refusal::<SignIn>(r#"{"username":"li","password":"x","pin":1}"#),
            at("/pin", ProblemCode::UnknownField)
        );
        assert_eq!(
            refusal::<SignIn>(r#"{"username":7,"password":"x"}"#),
            at("/username", ProblemCode::Invalid)
        );
        assert_eq!(
            refusal::<SignIn>(r#"{"username":" ","password":"x"}"#),
            at("/username", ProblemCode::Required)
        );
        let member = r#"{"area_id":"0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55","members":[{"relation":"worker","person":{}}]}"#;
        assert_eq!(refusal::<HouseholdNew>(member), at("/members/0/person/name", ProblemCode::Required));
        let list = r#"{"area_id":"0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55","members":[{"relation":"worker","person":{"name":"a"},"posting":[]}]}"#;
        assert_eq!(refusal::<HouseholdNew>(list), at("/members/0/posting", ProblemCode::Invalid));
    }

    #[test]
    fn what_a_database_cannot_store_stops_here() {
        let nul = r#"{"username":"li\u0000","password":"x"}"#;
        assert_eq!(
            refusal::<SignIn>(nul),
            (ProblemCode::Invalid, vec![("/username".to_owned(), ProblemCode::ForbiddenCharacters)])
        );
        assert_eq!(refusal::<SignIn>(r#"{"username":1e999}"#).0, ProblemCode::Malformed);
        assert_eq!(refusal::<SignIn>("{").0, ProblemCode::Malformed);
        assert_eq!(refusal::<SignIn>(r#"["li","x"]"#).0, ProblemCode::Invalid);
        assert_eq!(refusal::<SignIn>(&"[".repeat(10_000)).0, ProblemCode::Malformed);
    }
}
