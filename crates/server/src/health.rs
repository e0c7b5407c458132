//! For those who run the server.

use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::problems::ProblemCode;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    metrics::Metrics,
    problem::{Problem, Result},
    scope::PublicScope,
    settings::{MetricsAccess, Settings},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(alive).service(ready).service(metrics);
}

/// Is the process alive?
///
/// Asks nothing of the database: a supervisor restarts what does not answer.
#[utoipa::path(
    tag = "health",
    operation_id = "alive",
    extensions(("x-permission" = json!("public"))),
    responses((status = OK, description = "It is.", body = String, content_type = "text/plain", example = "alive"))
)]
#[get("/healthz")]
pub async fn alive() -> &'static str {
    "alive"
}

/// Can it answer requests?
///
/// 503 while the database gives no sign of life, so that a balancer sends nobody here.
#[utoipa::path(
    tag = "health",
    operation_id = "ready",
    extensions(("x-permission" = json!("public"))),
    responses((status = OK, description = "It can.", body = String, content_type = "text/plain", example = "ready"))
)]
#[get("/readyz")]
pub async fn ready(scope: PublicScope) -> Result<&'static str> {
    scope.ping().await.map(|()| "ready")
}

/// Figures for Prometheus
///
/// For this machine only unless the setting `http.metrics` says otherwise.
#[utoipa::path(
    tag = "health",
    operation_id = "metrics",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = OK, description = "The figures.", body = String, content_type = "application/openmetrics-text"),
        (status = NOT_FOUND, description = "Not for you.", body = api_types::problems::Problem,
            content_type = "application/problem+json")
    )
)]
#[get("/metrics")]
pub async fn metrics(
    request: HttpRequest,
    settings: web::Data<Settings>,
    metrics: web::Data<Metrics>,
) -> Result<HttpResponse> {
    refuse_strangers(settings.http.metrics, &request)?;
    let text = metrics.encode().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(text))
}

fn refuse_strangers(access: MetricsAccess, request: &HttpRequest) -> Result<()> {
    let is_local = request.peer_addr().is_none_or(|peer| peer.ip().is_loopback());
    let is_passed_on =
        request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    match access {
        MetricsAccess::Open => Ok(()),
        MetricsAccess::Loopback if is_local && !is_passed_on => Ok(()),
        MetricsAccess::Loopback | MetricsAccess::Off => Err(ProblemCode::NotFound.into()),
    }
}
