//! The contract for programs, and for people with Swagger UI, which comes with the binary.

use std::sync::OnceLock;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{self, Bytes},
};
use domain::{problems::ProblemCode, users::Language};
use sha2::{Digest as _, Sha256};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    openapi,
    problem::{self, Problem, Result},
};

/// The contract as it is served, put together when somebody first asks: most servers are never asked, and with its
/// examples it takes half a second and some megabytes.
#[derive(Debug, Default)]
pub struct Served(OnceLock<Written>);

#[derive(Debug, Clone)]
struct Written {
    json: Bytes,
    tag: String,
}

impl Served {
    fn written(&self) -> Result<&Written> {
        if let Some(written) = self.0.get() {
            return Ok(written);
        }
        let json = openapi::to_json(&openapi::document()).map_err(Problem::internal)?;
        let digest = Sha256::digest(json.as_bytes());
        let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Ok(self.0.get_or_init(|| Written { json: json.into(), tag: format!("\"{tag}\"") }))
    }
}

/// Registers the contract and its pages. They are not part of the contract themselves.
pub fn configure(config: &mut web::ServiceConfig) {
    let ui = Config::new(["/api/openapi.json"]).validator_url("none").try_it_out_enabled(true);
    config
        .service(contract)
        .service(web::redirect("/api/docs", "/api/docs/"))
        .service(problem_page)
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(ui));
}

#[get("/api/openapi.json")]
async fn contract(request: HttpRequest, served: web::Data<Served>) -> Result<HttpResponse> {
    let written = web::block(move || served.written().cloned()).await.map_err(Problem::internal)??;
    let known = request.headers().get(header::IF_NONE_MATCH);
    let mut response = match known.is_some_and(|known| known.as_bytes() == written.tag.as_bytes()) {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    response
        .insert_header((header::ETAG, written.tag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    Ok(response.content_type("application/json").body(written.json))
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
