//! Who asks, found out once for each request, before anything else is looked at.

use std::{cell::RefCell, rc::Rc};

use actix_web::{
    Error, HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{access::Actor, ids::SessionId, problems::ProblemCode, users::Language};
use storage::{
    StorageError,
    unscoped::sessions::{self, Bearer},
};

use super::Gate;
use crate::{
    middleware::RequestContext,
    problem::{Problem, Result},
    tokens::{self, Claims},
};

/// Somebody who has signed in, as they are at this moment.
#[derive(Debug)]
pub struct Identified {
    pub actor: Actor,
    pub session_id: SessionId,
    pub bearer: Bearer,
    /// When their token ends.
    pub ends_at: DateTime<Utc>,
    pub language: Language,
    pub time_zone: chrono_tz::Tz,
}

impl Identified {
    /// The first moment that is not part of a day any more.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        tokens::end_of(day, self.time_zone)
    }

    pub fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.time_zone).date_naive()
    }
}

/// Who asks, or why that is not known. A public route never looks.
#[derive(Debug)]
pub struct Identity {
    who: Option<Rc<Identified>>,
    refusal: RefCell<Option<Problem>>,
}

impl Identity {
    /// The one who asks, for those who can do without.
    pub fn known(&self) -> Option<&Identified> {
        self.who.as_deref()
    }

    /// The one who asks.
    pub fn who(&self) -> Result<Rc<Identified>> {
        match &self.who {
            Some(who) => Ok(Rc::clone(who)),
            None => Err(self.refusal.take().unwrap_or_else(|| ProblemCode::Unauthenticated.into())),
        }
    }
}

/// Reads the bearer token, if there is one, and notes whose it is.
pub async fn identify<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Some(outcome) = bearer(&request).await {
        let identity = match outcome {
            Ok(who) => {
                Identity { who: Some(Rc::new(in_language_of(&request, who))), refusal: RefCell::default() }
            }
            Err(problem) => Identity { who: None, refusal: RefCell::new(Some(problem)) },
        };
        request.extensions_mut().insert(identity);
    }
    next.call(request).await
}

/// What the request asks for goes before what the user's account says.
fn in_language_of(request: &ServiceRequest, mut who: Identified) -> Identified {
    if let Some(context) = request.extensions().get::<Rc<RequestContext>>() {
        context.signed_in(who.actor.user_id, who.language);
        who.language = context.language();
    }
    who
}

async fn bearer(request: &ServiceRequest) -> Option<Result<Identified>> {
    let authorization = request.headers().get(header::AUTHORIZATION)?;
    let gate: web::Data<Gate> = request.app_data::<web::Data<Gate>>()?.clone();
    let token =
        authorization.to_str().ok().and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let Some(token) = token else { return Some(Err(ProblemCode::Unauthenticated.into())) };
    Some(gate.identify(&token).await)
}

impl Gate {
    async fn identify(&self, token: &str) -> Result<Identified> {
        let now = self.now();
        let (claims, ends_at) = self.tokens().read(token, now)?;
        let found = self
            .database()
            .read_one_async(move |conn| sessions::authenticate(conn, claims.bearer, now))
            .await;
        let actor = found.map_err(|error| match error {
            StorageError::NotFound => {
                Problem::new(ProblemCode::Unauthenticated).caused_by("the session is over")
            }
            error => error.into(),
        })?;
        let session_id = claims.bearer.session_id;
        let Claims { bearer, language, time_zone } = claims;
        Ok(Identified { actor, session_id, bearer, ends_at, language, time_zone })
    }
}
