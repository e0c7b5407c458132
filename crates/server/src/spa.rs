//! The web application: built into the binary, compressed beforehand, with the page itself never cached.

use std::{borrow::Cow, path::Path};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap},
    },
    web,
};
use domain::problems::ProblemCode;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use crate::{
    openapi::Contract,
    problem::{Problem, Result},
    settings::Settings,
};

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct BuiltIn;

const PAGE: &str = "index.html";
const NOT_BUILT: &str = include_str!("spa_not_built.html");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

/// Where the files come from.
#[derive(Debug, Clone, Copy)]
enum Files<'a> {
    BuiltIn,
    Folder(&'a Path),
}

struct File {
    bytes: Cow<'static, [u8]>,
    digest: [u8; 32],
}

impl Files<'_> {
    fn get(self, name: &str) -> Option<File> {
        match self {
            Self::BuiltIn => {
                let file = BuiltIn::get(name)?;
                Some(File { digest: file.metadata.sha256_hash(), bytes: file.data })
            }
            Self::Folder(folder) => {
                let bytes = std::fs::read(folder.join(name)).ok()?;
                Some(File { digest: Sha256::digest(&bytes).into(), bytes: bytes.into() })
            }
        }
    }
}

/// Answers what no route of the API answers: a file of the application, its page for every other address, and problems
/// under `/api`.
pub async fn fallback(
    request: HttpRequest,
    settings: web::Data<Settings>,
    contract: web::Data<Contract>,
) -> Result<HttpResponse> {
    if let Some(known) = contract.methods(request.path()) {
        return Err(Problem::new(ProblemCode::MethodNotAllowed).allowing(known));
    }
    if request.path().starts_with("/api/") || request.path() == "/api" {
        return Err(ProblemCode::NotFound.into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::new(ProblemCode::MethodNotAllowed).allowing("GET, HEAD".to_owned()));
    }
    let files = settings.http.spa_dir.as_deref().map_or(Files::BuiltIn, Files::Folder);
    Ok(serve(files, request.path(), request.headers()))
}

fn serve(files: Files<'_>, path: &str, headers: &HeaderMap) -> HttpResponse {
    let name = path.trim_start_matches('/');
    if is_file_name(name) {
        return match find(files, name, headers) {
            Some((file, encoding)) => answer(name, file, encoding, headers),
            None => HttpResponse::NotFound().finish(),
        };
    }
    match find(files, PAGE, headers) {
        Some((file, encoding)) => answer(PAGE, file, encoding, headers),
        None => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CACHE_CONTROL, ASK_EACH_TIME))
            .body(NOT_BUILT),
    }
}

/// Files have an extension; the application's own addresses have none. Nothing climbs out of the folder.
fn is_file_name(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.contains('.')
        && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
        && !name.contains(['\\', '\0', '%'])
}

fn find(files: Files<'_>, name: &str, headers: &HeaderMap) -> Option<(File, Option<&'static str>)> {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |encoding: &str| {
        accepted.split(',').map(str::trim).any(|one| {
            one == encoding
                || one
                    .strip_prefix(encoding)
                    .is_some_and(|rest| rest.starts_with(';') && !rest.ends_with("q=0"))
        })
    };
    let compressed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, extension)| Some((files.get(&format!("{name}.{extension}"))?, Some(encoding))));
    compressed.or_else(|| Some((files.get(name)?, None)))
}

fn answer(name: &str, file: File, encoding: Option<&'static str>, headers: &HeaderMap) -> HttpResponse {
    let tag: String = file.digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::ETAG, tag));
    response.insert_header((header::VARY, "accept-encoding"));
    response.insert_header((header::CACHE_CONTROL, if is_hashed(name) { FOR_EVER } else { ASK_EACH_TIME }));
    if is_known {
        return response.finish();
    }
    // Also keeps the compressing middleware away: what was not compressed beforehand is not worth it.
    response.insert_header((header::CONTENT_ENCODING, encoding.unwrap_or("identity")));
    response.insert_header((header::CONTENT_TYPE, media_type(name)));
    response.body(file.bytes.into_owned())
}

/// The build writes the digest of a file into its name if it lies in `assets/`, and of no other.
fn is_hashed(name: &str) -> bool {
    name.starts_with("assets/")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{body::MessageBody as _, http::header::HeaderValue};

    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("assets")).unwrap();
        for (name, content) in [
            ("index.html", "page"),
            ("assets/app-DFDMW4IW.wasm", "code"),
            ("assets/app-DFDMW4IW.wasm.br", "br"),
        ] {
            std::fs::write(dir.path().join(name), content).unwrap();
        }
        dir
    }

    fn get(path: &str, encodings: &'static str) -> (StatusCode, String, HeaderMap) {
        let dir = folder();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings));
        let response = serve(Files::Folder(dir.path()), path, &headers);
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().try_into_bytes().unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap(), headers)
    }

    #[test]
    fn hashed_files_are_kept_for_ever_and_sent_compressed() {
        let (status, body, headers) = get("/assets/app-DFDMW4IW.wasm", "gzip, deflate, br");
        assert_eq!((status, body.as_str()), (StatusCode::OK, "br"));
        assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/wasm");
        assert_eq!(headers.get(header::CONTENT_ENCODING).unwrap(), "br");
        assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), FOR_EVER);
        assert_eq!(get("/assets/app-DFDMW4IW.wasm", "br;q=0").1, "code");
    }

    #[test]
    fn addresses_of_the_application_get_its_page_and_missing_files_do_not() {
        for path in ["/", "/households", "/households/0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55"] {
            let (status, body, headers) = get(path, "");
            assert_eq!((status, body.as_str()), (StatusCode::OK, "page"), "{path}");
            assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), ASK_EACH_TIME);
        }
        assert_eq!(get("/app-old.js", "").0, StatusCode::NOT_FOUND);
        for path in ["/../index.html", "/.env", "/a//b.js", "/..%2fsecrets.toml"] {
            assert_ne!(get(path, "").1, "code", "{path}");
        }
    }

    #[test]
    fn a_file_without_a_digest_is_asked_for_each_time() {
        assert!(is_hashed("assets/split_rosters-DFDMW4IW.wasm"));
        for name in ["index.html", "sw.js", "favicon.svg", "assets.json"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
