//! Problem details (RFC 9457).

use domain::problems::ProblemCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What went wrong, for programs (`code`) and for people (`title`, `detail`, in the language of the request).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "type": "/api/docs/problems/invalid", "title": "Some fields need another look", "status": 422, "code": "invalid",
    "detail": "Mend the fields listed in errors and send the request again.",
    "errors": [{"pointer": "/name", "code": "required", "detail": "Enter a name."}],
    "request_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55"
})))]
pub struct Problem {
    /// A URI reference for the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: ProblemCode,
    /// What happened this time and how to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that need another look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What is in the ledger now, where a change was refused because it was made on an older version, or the
    /// candidates where something may exist already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    /// Seconds to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Quote it when asking for help; the server's log has the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One field that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where in the body, as a JSON pointer (RFC 6901), or the name of a parameter.
    pub pointer: String,
    /// The stable code.
    pub code: ProblemCode,
    /// The same in words, in the language of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
