//! The contract for programs, and for people with Swagger UI, which comes with the binary.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{self, Bytes},
};
use domain::{problems::ProblemCode, users::Language};
use sha2::{Digest as _, Sha256};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::problem::{self, Result};

/// The contract as it is served.
#[derive(Debug, Clone)]
pub struct Served {
    json: Bytes,
    tag: String,
}

impl Served {
    /// A contract to serve.
    pub fn new(json: String) -> Self {
        let digest = Sha256::digest(json.as_bytes());
        let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self { json: json.into(), tag: format!("\"{tag}\"") }
    }
}

/// Registers the contract and its pages. They are not part of the contract themselves.
pub fn configure(config: &mut web::ServiceConfig) {
    let ui = Config::new(["/api/openapi.json"]).validator_url("none").try_it_out_enabled(true);
    config
        .service(openapi)
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(problem_page)
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(ui));
}

#[get("/api/openapi.json")]
async fn openapi(request: HttpRequest, served: web::Data<Served>) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH);
    let mut response = match known.is_some_and(|known| known.as_bytes() == served.tag.as_bytes()) {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    response
        .insert_header((header::ETAG, served.tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    response.content_type("application/json").body(served.json.clone())
}

/// What the `type` of a problem response leads to.
#[get("/api/docs/problems/{code}")]
async fn problem_page(code: web::Path<String>) -> Result<HttpResponse> {
    let code: ProblemCode = code.parse().map_err(|_| ProblemCode::NotFound)?;
    let (chinese, english) = (problem::text(code, Language::Chinese), problem::text(code, Language::English));
    let status = code.http_status();
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{code}</title><h1><code>{code}</code></h1>\
         <p>{english}</p><p lang=\"zh-CN\">{chinese}</p><p>HTTP {status}</p></html>"
    );
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page))
}
