//! No request holds its place for ever.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use domain::problems::ProblemCode;

use crate::{problem::Problem, settings::Settings};

/// Answers 503 when the rest takes longer than the configuration allows. What was written stays written.
pub async fn timeout<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(settings) = request.app_data::<web::Data<Settings>>() else { return next.call(request).await };
    let patience = settings.http.request_timeout();
    match tokio::time::timeout(patience, next.call(request)).await {
        Ok(response) => response,
        Err(_) => Err(Problem::new(ProblemCode::Unavailable)
            .retry_after(10)
            .caused_by("the request timed out")
            .into()),
    }
}
