//! Versions: reads say which one they gave, changes say which one they were made on.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{StatusCode, header},
};
use domain::problems::ProblemCode;
use serde::Serialize;

use crate::problem::{Problem, Result};

/// What has a revision.
pub trait Versioned: Serialize {
    /// Rises with every change.
    fn revision(&self) -> i64;
}

/// The revision that a change was made on; without the header the change is refused with 428.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.headers().get(header::IF_MATCH).map(|value| value.to_str()) {
            None => Err(ProblemCode::PreconditionRequired.into()),
            Some(value) => value.ok().and_then(parse).map(Self).ok_or_else(|| ProblemCode::Stale.into()),
        })
    }
}

fn parse(tag: &str) -> Option<i64> {
    tag.trim().strip_prefix("\"rev-")?.strip_suffix('"')?.parse().ok()
}

/// The tag of a revision.
pub fn tag(revision: i64) -> String {
    format!("\"rev-{revision}\"")
}

/// Answers a read: with the thing and its tag, or with 304 to a caller that has this version already.
pub fn fresh<T: Versioned>(request: &HttpRequest, thing: &T) -> HttpResponse {
    let tag = tag(thing.revision());
    let known = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let known = known.flat_map(|line| line.split(',')).map(|known| known.trim().trim_start_matches("W/"));
    let is_known = known.into_iter().any(|known| known == tag || known == "*");
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::ETAG, tag));
    if is_known { response.finish() } else { response.json(thing) }
}

/// Answers a read of a thing that shows more than its version tells, such as when somebody was last seen: always whole.
pub fn current<T: Versioned>(thing: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, tag(thing.revision()))).json(thing)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[derive(Serialize)]
    struct Page(i64);

    impl Versioned for Page {
        fn revision(&self) -> i64 {
            self.0
        }
    }

    #[actix_web::test]
    async fn a_change_names_the_version_it_was_made_on() {
        let extract = |request: TestRequest| IfMatch::extract(&request.to_http_request()).into_inner();
        assert_eq!(
            extract(TestRequest::default().insert_header((header::IF_MATCH, tag(7)))).unwrap(),
            IfMatch(7)
        );
        assert_eq!(extract(TestRequest::default()).unwrap_err().code(), ProblemCode::PreconditionRequired);
        let star = TestRequest::default().insert_header((header::IF_MATCH, "*"));
        assert_eq!(extract(star).unwrap_err().code(), ProblemCode::Stale);
    }

    #[actix_web::test]
    async fn a_version_that_is_known_is_not_sent_again() {
        let request =
            |tag: &str| TestRequest::default().insert_header((header::IF_NONE_MATCH, tag)).to_http_request();
        assert_eq!(fresh(&request("\"rev-1\", \"rev-2\""), &Page(2)).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(fresh(&request("\"rev-1\""), &Page(2)).status(), StatusCode::OK);
    }
}
