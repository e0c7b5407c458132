//! Which households change, for the pages that show them.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, get, web};
use api_types::live::LiveChange;
use domain::ids::HouseholdId;
use serde_json::json;
use storage::journal::Ripple;

use super::{
    hub::{AT_ONCE, Batch, Hub},
    stream::{Stream, Teller, event},
};
use crate::{
    openapi::EventStream,
    problem::Result,
    scope::{LedgerRead, Scope},
};

/// Households that are named together; of more one is only told that they are many.
const NAMED: usize = 100;

/// Follow changes
///
/// Server-sent events for open pages. `change` names a household that one's organisation sees, what happened, and whether
/// one did it oneself (`LiveChange`); it carries no personal data. `many` says that more changed than is worth naming, or that
/// one has been away for long: read anew. Each event's `id` is a position of the journal; `Last-Event-ID` goes on from
/// there, without it the stream begins now. A comment every 15 seconds shows that it lives. The stream ends with the access
/// token: open it again with the next one.
#[utoipa::path(
    tag = "operation",
    operation_id = "follow_changes",
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received.",
        example = "4711")),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "Events, as they happen.",
        body = EventStream, content_type = "text/event-stream"))
)]
#[get("/live")]
pub async fn follow(
    scope: Scope<LedgerRead>,
    hub: web::Data<Hub>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Stream::begin(&hub, &scope, &request, Changes).await
}

/// Names households.
struct Changes;

impl Teller for Changes {
    async fn tell(stream: &mut Stream<Self>, heard: Option<Batch>) -> Result<String> {
        let heard = heard.filter(|told| told.behind <= stream.last);
        let (last, ripples) = match heard {
            Some(told) => {
                let news = told.ripples.iter().filter(|ripple| ripple.position > stream.last);
                let last = told.ripples.last().map_or(stream.last, |ripple| ripple.position);
                (last.max(stream.last), news.cloned().collect())
            }
            None => stream.listener().read_on(Some(stream.last), AT_ONCE).await?,
        };
        if i64::try_from(ripples.len()).unwrap_or(AT_ONCE) >= AT_ONCE {
            stream.last = stream.listener().read_on(None, 0).await?.0;
            return Ok(event("many", stream.last, &json!({})));
        }
        stream.last = last;
        let seen = stream.store.ripples_seen(ripples).await?;
        Ok(told(stream, seen))
    }
}

/// The last of what happened to each household, in order.
fn told(stream: &Stream<Changes>, seen: Vec<Ripple>) -> String {
    let mut latest: BTreeMap<HouseholdId, Ripple> = BTreeMap::new();
    for ripple in seen {
        latest.extend(ripple.household_id.map(|household| (household, ripple)));
    }
    let mut latest: Vec<(HouseholdId, Ripple)> = latest.into_iter().collect();
    if latest.len() > NAMED {
        return event("many", stream.last, &json!({}));
    }
    latest.sort_by_key(|(_, ripple)| ripple.position);
    let change = |(household_id, ripple): &(HouseholdId, Ripple)| {
        let own = ripple.actor_id == Some(stream.user());
        event("change", ripple.position, &LiveChange { household_id: *household_id, kind: ripple.kind, own })
    };
    latest.iter().map(change).collect()
}
