//! Headers that tell browsers what the pages may do.

use actix_web::{
    dev::ServiceRequest,
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    web,
};

use crate::settings::{Settings, Transport};

/// The SPA loads everything from here; wasm needs its own word, scripts written into a page are never run.
const SPA_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Swagger UI writes styles into its page; its scripts are files.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// What is data is never a page.
const API_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const TWO_YEARS: &str = "max-age=63072000; includeSubDomains";

/// What the headers depend on, noted before the request is gone.
#[derive(Debug, Clone, Copy)]
pub struct SecurityHeaders {
    policy: &'static str,
    transport: Option<Transport>,
}

impl SecurityHeaders {
    /// The headers for the answer to a request.
    pub fn of(request: &ServiceRequest) -> Self {
        let settings = request.app_data::<web::Data<Settings>>();
        Self {
            policy: policy_for(request.path()),
            transport: settings.map(|settings| settings.http.transport()),
        }
    }

    /// Adds them to an answer.
    pub fn apply(self, headers: &mut HeaderMap) {
        let mut set = |name, value| drop(headers.insert(name, HeaderValue::from_static(value)));
        set(header::CONTENT_SECURITY_POLICY, self.policy);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::REFERRER_POLICY, "same-origin");
        set(header::X_FRAME_OPTIONS, "DENY");
        set(
            HeaderName::from_static("permissions-policy"),
            "geolocation=(), microphone=(), payment=(), usb=()",
        );
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        if self.transport == Some(Transport::Tls) {
            set(header::STRICT_TRANSPORT_SECURITY, TWO_YEARS);
        }
        if self.policy == API_POLICY && !headers.contains_key(header::CACHE_CONTROL) {
            // A family's data stays out of shared machines' caches; an ETag may still be compared.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
    }
}

fn policy_for(path: &str) -> &'static str {
    if path.starts_with("/api/docs") {
        DOCS_POLICY
    } else if path.starts_with("/api/") {
        API_POLICY
    } else {
        SPA_POLICY
    }
}
