//! What went wrong, on its way to becoming a problem response (RFC 9457).
//!
//! Code that fails says only what it knows: a [`ProblemCode`], fields, a cause for the log. The outermost middleware adds the
//! request's id and language, writes the cause of a 5xx to the log once, and puts the body together.

mod blocked;
mod messages;
mod storage;

use std::{error::Error as StdError, fmt};

use actix_web::{HttpResponse, ResponseError, http::StatusCode, http::header};
use api_types::problems::{FieldError, Problem as Wire};
use domain::{access::Forbidden, problems::ProblemCode, users::Language};
use serde::Serialize;
use serde_json::Value;

pub use self::storage::or_current;
pub use messages::text;

/// The media type of every problem response.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong. Small enough to be returned by value; the parts that are rarely there are boxed.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    code: ProblemCode,
    detail: Option<String>,
    errors: Vec<FieldError>,
    current: Option<Value>,
    retry_after: Option<u32>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
    allow: Option<String>,
}

/// What a handler gives back.
pub type Result<T, E = Problem> = std::result::Result<T, E>;

impl Problem {
    /// A problem that its code explains.
    pub fn new(code: ProblemCode) -> Self {
        Self(Box::new(Parts {
            code,
            detail: None,
            errors: Vec::new(),
            current: None,
            retry_after: None,
            cause: None,
            allow: None,
        }))
    }

    /// Something broke here: the cause goes to the log and nowhere else.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ProblemCode::Internal).caused_by(cause)
    }

    /// Fields that need another look.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(ProblemCode::Invalid);
        problem.0.errors = errors;
        problem
    }

    /// One field that needs another look, by its JSON pointer or the name of a parameter.
    pub fn field(pointer: impl Into<String>, code: ProblemCode) -> Self {
        Self::invalid(vec![FieldError { pointer: pointer.into(), code, detail: None }])
    }

    /// A parameter or a body that cannot be read at all.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(ProblemCode::Malformed).with_detail(detail)
    }

    /// A parameter that cannot be read, by its name.
    pub fn parameter(name: impl Into<String>, code: ProblemCode) -> Self {
        let mut problem = Self::new(ProblemCode::Malformed);
        problem.0.errors = vec![FieldError { pointer: name.into(), code, detail: None }];
        problem
    }

    /// The change was made on an older version; this is what is there now.
    pub fn stale(current: &impl Serialize) -> Self {
        Self::new(ProblemCode::Stale).with_current(current)
    }

    /// Says in words what happened this time. Never personal data: it may be read aloud over the phone.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Shows what stands in the ledger now.
    #[must_use]
    pub fn with_current(mut self, current: &impl Serialize) -> Self {
        self.0.current = serde_json::to_value(current).ok();
        self
    }

    /// Names the fields that need another look.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Says how many seconds to wait before another try.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// Names the methods that the address does know.
    #[must_use]
    pub fn allowing(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }

    /// The cause, with its own causes, for the log.
    pub fn cause(&self) -> Option<String> {
        let mut next = self.0.cause.as_deref().map(|cause| cause as &dyn StdError);
        let mut chain = Vec::new();
        while let Some(cause) = next {
            chain.push(cause.to_string());
            next = cause.source();
        }
        (!chain.is_empty()).then(|| chain.join(": "))
    }

    /// What stands for an error that is not one of ours: only its status is known.
    pub fn of_status(status: StatusCode) -> Self {
        Self::new(match status {
            StatusCode::UNAUTHORIZED => ProblemCode::Unauthenticated,
            StatusCode::FORBIDDEN => ProblemCode::Forbidden,
            StatusCode::NOT_FOUND => ProblemCode::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
            StatusCode::NOT_ACCEPTABLE => ProblemCode::NotAcceptable,
            StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => ProblemCode::Unavailable,
            status if status.is_client_error() => ProblemCode::Malformed,
            _ => ProblemCode::Internal,
        })
    }

    /// The body, in a language and with the id of the request that it answers.
    pub fn wire(&self, language: Language, request_id: &str) -> Wire {
        let Parts { code, detail, errors, current, retry_after, .. } = &*self.0;
        let in_words = |error: &FieldError| FieldError {
            detail: error.detail.clone().or_else(|| Some(text(error.code, language).to_owned())),
            ..error.clone()
        };
        Wire {
            kind: format!("/api/docs/problems/{code}"),
            title: text(*code, language).to_owned(),
            status: code.http_status(),
            code: *code,
            detail: detail.clone(),
            errors: errors.iter().map(in_words).collect(),
            current: current.clone(),
            retry_after: *retry_after,
            request_id: Some(request_id.to_owned()),
        }
    }

    /// The whole response.
    pub fn response(&self, language: Language, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, CONTENT_TYPE));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.0.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        if self.status_code() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let body = serde_json::to_string(&self.wire(language, request_id));
        response.body(body.unwrap_or_else(|_| "{}".to_owned()))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())
    }
}

impl StdError for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only a stand-in: the outermost middleware replaces it by [`Problem::response`].
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<Forbidden> for Problem {
    fn from(forbidden: Forbidden) -> Self {
        Self::new(ProblemCode::Forbidden).with_detail(forbidden.permission.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_in_both_languages() {
        for code in ProblemCode::ALL {
            let (zh, en) = (text(*code, Language::Chinese), text(*code, Language::English));
            assert!(!zh.is_ascii(), "{code} in Chinese: {zh}");
            assert!(!en.is_empty() && en.is_ascii(), "{code} in English: {en}");
        }
    }

    #[test]
    fn a_server_error_keeps_its_cause_to_the_log() {
        let problem = Problem::internal("relation households does not exist");
        let body = serde_json::to_string(&problem.wire(Language::English, "r-1")).unwrap();
        assert!(!body.contains("relation"), "{body}");
        assert!(problem.cause().unwrap().contains("relation"));
    }
}
