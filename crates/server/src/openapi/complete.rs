//! What follows for an operation from its permission, its method, its parameters and its body.

use actix_web::http::StatusCode;
use api_types::problems::Problem as Wire;
use domain::{
    problems::ProblemCode::{self, *},
    users::Language,
};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, ObjectBuilder, OpenApi, PathItem, Ref, RefOr, Required, ResponseBuilder,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::Type,
    security::SecurityRequirement,
};

use super::{PUBLIC, SELF};
use crate::problem::{CONTENT_TYPE, Problem};

/// Completes every operation.
pub fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let permission = permission(operation);
            if let Some(permission) = permission.as_deref().filter(|permission| *permission != PUBLIC) {
                secure(operation, permission);
            }
            if permission.as_deref() != Some(PUBLIC) && method == HttpMethod::Post {
                parameters(operation).push(idempotency_key().into());
            }
            for code in possible(path, &method, operation, permission.as_deref()) {
                add_problem(operation, code);
            }
            give_examples(operation);
        }
    }
}

pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn permission(operation: &Operation) -> Option<String> {
    let named = operation.extensions.as_ref()?.get("x-permission")?;
    named.as_str().map(str::to_owned)
}

fn secure(operation: &mut Operation, permission: &str) {
    operation.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    let said = match permission {
        SELF => "For any signed-in user.".to_owned(),
        permission => format!("Asks for the permission `{permission}`."),
    };
    let description = operation.description.take().unwrap_or_default();
    operation.description = Some(format!("{description}\n\n{said}").trim().to_owned());
}

fn parameters(operation: &mut Operation) -> &mut Vec<RefOr<Parameter>> {
    operation.parameters.get_or_insert_with(Vec::new)
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(8)).max_length(Some(100));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Makes a retry safe: the same key with the same request gets the first answer again, for a day.",
        ))
        .schema(Some(schema.pattern(Some("^[A-Za-z0-9._-]+$")).build()))
        .build()
}

fn possible(
    path: &str,
    method: &HttpMethod,
    operation: &Operation,
    permission: Option<&str>,
) -> Vec<ProblemCode> {
    let has_parameter = |name: &str| {
        let inline = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        });
        inline.into_iter().any(|parameter| parameter.name == name)
    };
    let in_query = operation.parameters.iter().flatten().any(
        |parameter| matches!(parameter, RefOr::T(parameter) if matches!(parameter.parameter_in, ParameterIn::Query)),
    );
    let names_another = operation
        .parameters
        .iter()
        .flatten()
        .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name.ends_with("_id")));
    let body = operation.request_body.is_some();
    let signed_in = permission != Some(PUBLIC);
    let formats = operation
        .responses
        .responses
        .values()
        .any(|response| matches!(response, RefOr::T(response) if response.content.len() > 1));
    [
        (in_query || body || has_parameter("Idempotency-Key"), &[Malformed][..]),
        (signed_in, &[Unauthenticated]),
        (signed_in && permission != Some(SELF), &[Forbidden]),
        (path.contains('{') || names_another, &[NotFound]),
        (formats, &[NotAcceptable]),
        (signed_in && *method == HttpMethod::Post, &[Conflict, IdempotencyKeyReused]),
        (has_parameter("If-Match"), &[Stale, PreconditionRequired]),
        (body, &[TooLarge, UnsupportedMediaType, Invalid]),
        (path.starts_with("/api/"), &[TooManyRequests]),
        (true, &[Internal, Unavailable]),
    ]
    .into_iter()
    .filter(|(applies, _)| *applies)
    .flat_map(|(_, codes)| codes.iter().copied())
    .collect()
}

fn add_problem(operation: &mut Operation, code: ProblemCode) {
    let example = example_of(code);
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(serde_json::to_value(&example).ok())
        .build();
    let response = ResponseBuilder::new().description(example.title).content(CONTENT_TYPE, content).build();
    operation.responses.responses.entry(code.http_status().to_string()).or_insert_with(|| response.into());
}

/// Problems that a handler states itself get an example by their status, unless they bring one.
fn give_examples(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let status = status.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
        let (Some(status), RefOr::T(response)) = (status, response) else { continue };
        if let Some(RefOr::T(content)) = response.content.get_mut(CONTENT_TYPE)
            && content.example.is_none()
            && content.examples.is_empty()
        {
            let code =
                if status == StatusCode::CONFLICT { Conflict } else { Problem::of_status(status).code() };
            content.example = serde_json::to_value(example_of(code)).ok();
        }
    }
}

fn example_of(code: ProblemCode) -> Wire {
    Problem::new(code).wire(Language::English, "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55")
}
