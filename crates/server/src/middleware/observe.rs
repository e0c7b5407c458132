//! The outermost layer: gives each request an id, measures it, writes its one line to the log, and turns whatever went
//! wrong inside into a problem response.
//!
//! The log names routes, never paths or queries: those carry ids, names and phones.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
    time::Instant,
};

use actix_web::{
    Error, HttpMessage as _, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use domain::{
    ids::UserId,
    users::Language::{self, Chinese, English},
};
use tracing::Instrument as _;
use uuid::Uuid;

use super::headers::SecurityHeaders;
use crate::{
    clock::Clock,
    metrics::Metrics,
    problem::{self, Problem},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known about a request while it is being answered.
#[derive(Debug)]
pub struct RequestContext {
    id: String,
    accepts: Option<Language>,
    prefers: Cell<Option<Language>>,
    user: OnceCell<UserId>,
}

impl RequestContext {
    fn of(request: &ServiceRequest) -> Self {
        let headers = request.headers();
        let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_plain(id));
        Self {
            id: given.map_or_else(|| new_id(request), str::to_owned),
            accepts: accepted_language(headers),
            prefers: Cell::default(),
            user: OnceCell::new(),
        }
    }

    /// The id that the log and the user both know the request by.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The language of messages: the one that the request asks for, else the signed-in user's.
    pub fn language(&self) -> Language {
        self.accepts.or(self.prefers.get()).unwrap_or(English)
    }

    /// Notes who signed in.
    pub fn signed_in(&self, user: UserId, language: Language) {
        self.prefers.set(Some(language));
        self.user.get_or_init(|| user);
    }
}

/// An id from outside goes into our log: only what could be one.
fn is_plain(id: &str) -> bool {
    (8..=100).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

fn new_id(request: &ServiceRequest) -> String {
    let at = request.app_data::<web::Data<Clock>>().map(|clock| clock.now()).unwrap_or_default();
    storage::ids::new(Uuid::from, at).to_string()
}

fn accepted_language(headers: &HeaderMap) -> Option<Language> {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let position =
        |prefix| accepted.to_ascii_lowercase().split(',').position(|tag| tag.trim().starts_with(prefix));
    match (position("zh"), position("en")) {
        (Some(zh), Some(en)) => Some(if zh < en { Chinese } else { English }),
        (Some(_), None) => Some(Chinese),
        (None, Some(_)) => Some(English),
        (None, None) => None,
    }
}

/// Observes a request.
pub async fn observe<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let context = Rc::new(RequestContext::of(&request));
    request.extensions_mut().insert(Rc::clone(&context));
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let headers = SecurityHeaders::of(&request);
    let method = request.method().clone();

    let span = tracing::info_span!("request", id = context.id());
    let outcome = next.call(request).instrument(span).await;
    let (route, finished) = match outcome {
        Ok(response) => {
            let mut response = as_problem(response.map_into_boxed_body(), &context);
            let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
            complete(response.headers_mut(), &context, headers);
            (route, Ok(response))
        }
        Err(error) => {
            let mut response = render_error(&error, &context);
            complete(response.headers_mut(), &context, headers);
            ("unfinished".to_owned(), Err(response))
        }
    };
    let status = finished.as_ref().map_or_else(HttpResponse::status, ServiceResponse::status);
    write_line(&context, &method, &route, status, started);
    if let Some(metrics) = metrics {
        metrics.answered(&method, &route, status, started.elapsed());
    }
    finished.map_err(|response| InternalError::from_response("unfinished", response).into())
}

fn complete(headers: &mut HeaderMap, context: &RequestContext, security: SecurityHeaders) {
    security.apply(headers);
    if let Ok(id) = HeaderValue::from_str(context.id()) {
        headers.insert(REQUEST_ID, id);
    }
}

/// Whatever is an error by its status becomes a problem response, wherever it came from.
fn as_problem(response: ServiceResponse, context: &RequestContext) -> ServiceResponse {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let rendered = match response.response().error() {
        None if is_written_out(&response) => return response,
        None => render(&Problem::of_status(status), context),
        Some(error) => render_error(error, context),
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = response.into_response(rendered);
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn is_written_out(response: &ServiceResponse) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(problem::CONTENT_TYPE.as_bytes()))
}

fn render_error(error: &Error, context: &RequestContext) -> HttpResponse {
    match error.as_error::<Problem>() {
        Some(problem) => render(problem, context),
        None => {
            let status = error.as_response_error().status_code();
            render(&Problem::of_status(status).caused_by(error.to_string()), context)
        }
    }
}

fn render(problem: &Problem, context: &RequestContext) -> HttpResponse {
    if let Some(cause) = problem.cause() {
        let (request_id, code) = (context.id(), problem.code().as_str());
        match problem.code().http_status() {
            500.. => tracing::error!(request_id, code, cause, "a request failed"),
            _ => tracing::debug!(request_id, code, cause, "a request was refused"),
        }
    }
    problem.response(context.language(), context.id())
}

fn write_line(context: &RequestContext, method: &Method, route: &str, status: StatusCode, started: Instant) {
    let request_id = context.id();
    let user_id = context.user.get().map(tracing::field::display);
    let status = status.as_u16();
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    tracing::info!(target: "homefront::http", request_id, %method, route, status, milliseconds, user_id, "answered");
}
