//! A retry gets the first answer: every POST of a signed-in user may carry an Idempotency-Key.

use actix_web::{
    Error, HttpMessage as _, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName},
    },
    middleware::Next,
    web::{self, Bytes},
};
use domain::problems::ProblemCode;
use sha2::{Digest as _, Sha256};
use storage::unscoped::idempotency::StoredAnswer;

use crate::{
    http::read_body,
    problem::{Problem, Result},
    scope::{Claimed, KeyedScope},
    settings::Settings,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Answers a repeated request as the first time, and remembers the answer to a first one when it did something.
pub async fn idempotency<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let keyed = match keyed(&mut request).await {
        Ok(Some(keyed)) => keyed,
        Ok(None) => return next.call(request).await.map(ServiceResponse::map_into_boxed_body),
        Err(problem) => return Ok(request.error_response(problem)),
    };
    match keyed.claim().await {
        Ok(Claimed::First) => {}
        Ok(Claimed::Answered(answer)) => return Ok(request.into_response(replay(answer))),
        Err(problem) => return Ok(request.error_response(problem)),
    }
    let outcome = next.call(request).await;
    let response = match outcome {
        Ok(response) if response.status().is_success() => response,
        refused => {
            keyed.release().await?;
            return refused.map(ServiceResponse::map_into_boxed_body);
        }
    };
    if is_secret(response.headers()) {
        keyed.release().await?;
        return Ok(response.map_into_boxed_body());
    }
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let body = to_bytes(body).await.map_err(|error| Problem::internal(error.into().to_string()))?;
    keyed.complete(stored(&response, &body)).await?;
    Ok(ServiceResponse::new(request, response.set_body(body).map_into_boxed_body()))
}

async fn keyed(request: &mut ServiceRequest) -> Result<Option<KeyedScope>> {
    let Some(key) = request.headers().get(KEY).filter(|_| *request.method() == Method::POST) else {
        return Ok(None);
    };
    let key = key.to_str().ok().filter(|key| is_plain(key)).map(str::to_owned);
    let key = key.ok_or_else(|| Problem::parameter("Idempotency-Key", ProblemCode::Invalid))?;
    let limit =
        request.app_data::<web::Data<Settings>>().map_or(0, |settings| settings.http.max_upload_bytes);
    let body = read_body(request.take_payload(), limit).await?;
    let digest = digest(request, &body);
    request.set_payload(Payload::from(body));
    Ok(KeyedScope::of(request, key, digest))
}

/// What no cache may keep is not kept here either: a repeated request is a new one.
fn is_secret(headers: &HeaderMap) -> bool {
    headers.get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store")
}

fn is_plain(key: &str) -> bool {
    (8..=100).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn digest(request: &ServiceRequest, body: &Bytes) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [request.method().as_str(), request.path(), request.query_string()] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    if let Some(version) = request.headers().get(header::IF_MATCH) {
        digest.update(version.as_bytes());
    }
    digest.update([0]);
    digest.update(body);
    digest.finalize().into()
}

fn stored<B>(response: &HttpResponse<B>, body: &Bytes) -> StoredAnswer {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    StoredAnswer {
        status: response.status().as_u16().into(),
        body: Some(body.to_vec()),
        etag: text(header::ETAG),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
    }
}

fn replay(answer: StoredAnswer) -> HttpResponse {
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = HttpResponse::build(status.unwrap_or(StatusCode::OK));
    let headers = [
        (header::ETAG, answer.etag),
        (header::CONTENT_TYPE, answer.content_type),
        (header::LOCATION, answer.location),
    ];
    for (name, value) in headers {
        if let Some(value) = value {
            response.insert_header((name, value));
        }
    }
    response.insert_header((REPLAYED, "true"));
    response.body(answer.body.unwrap_or_default())
}
