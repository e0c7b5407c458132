//! Bodies as bytes.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    web::{self, Bytes, BytesMut},
};
use domain::problems::ProblemCode;
use futures_util::StreamExt as _;

use crate::{
    problem::{Problem, Result},
    settings::Settings,
};

/// How much of a body that is too large is still read, so that the browser hears the answer instead of a broken
/// connection.
const PATIENCE: usize = 256 << 20;

/// An uploaded file, whole.
#[derive(Debug)]
pub struct Upload(pub Bytes);

impl FromRequest for Upload {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_bytes = request.content_type() == "application/octet-stream";
        let limit =
            request.app_data::<web::Data<Settings>>().map_or(0, |settings| settings.http.max_upload_bytes);
        let payload = payload.take();
        Box::pin(async move {
            if !is_bytes {
                return Err(ProblemCode::UnsupportedMediaType.into());
            }
            read_body(payload, limit).await.map(Self)
        })
    }
}

/// Reads a body of at most `limit` bytes.
pub async fn read_body(mut payload: Payload, limit: usize) -> Result<Bytes> {
    let mut body = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Problem::malformed(error.to_string()))?;
        seen = seen.saturating_add(chunk.len());
        if seen <= limit {
            body.extend_from_slice(&chunk);
        } else if seen > PATIENCE {
            break;
        } else {
            body.clear();
        }
    }
    if seen > limit { Err(too_large(limit)) } else { Ok(body.freeze()) }
}

/// Says how much is allowed, in a way that needs no translation.
fn too_large(limit: usize) -> Problem {
    const MIB: usize = 1 << 20;
    Problem::new(ProblemCode::TooLarge).with_detail(format!("≤ {} MiB", limit / MIB))
}
