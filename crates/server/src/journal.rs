//! The journal for programs: entries in the one order, read on from a position.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, web};
use api_types::{
    journal::{JournalEntry, JournalFeed, JournalQuery},
    pages::{DEFAULT_LIMIT, MAX_LIMIT},
};
use domain::problems::ProblemCode;
use storage::{Store, journal::Feed};
use tokio::time::{Instant, timeout_at};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::{history, wire::Reader},
    http::Query,
    live::{Batch, Hub, Stream, Teller, event},
    openapi::EventStream,
    problem::{Problem, Result},
    scope::{JournalRead, Scope},
};

/// The longest wait, in seconds.
const MOST_SECONDS: i64 = 30;
/// Entries that a stream reads together.
const AT_ONCE: usize = 100;

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(feed).service(pour);
}

/// Follow the journal
///
/// What happened behind `after`, in strict order of `position`: whoever reads on with the answer's `position` misses nothing
/// and gets nothing twice, however many write at the same time. Entries get their position when they are sealed, a moment
/// after they were written. A reader gets those about households in their organisation's area (as it was then), an
/// employer those about households that it sees now, everybody what colleagues of their own organisation did; identity
/// numbers and phones are masked as everywhere. Positions of other entries are left out, so a reader's positions may have
/// holes. With `wait`, an answer without entries is held back until there is one to see, or the time is over.
#[utoipa::path(
    tag = "journal",
    operation_id = "follow_journal",
    params(JournalQuery),
    extensions(("x-permission" = json!("journal.read"))),
    responses((status = OK, description = "Entries, and where to read on.", body = JournalFeed))
)]
#[get("/journal")]
pub async fn feed(
    scope: Scope<JournalRead>,
    hub: web::Data<Hub>,
    query: Query<JournalQuery>,
) -> Result<web::Json<JournalFeed>> {
    let Query(JournalQuery { after, limit, wait }) = query;
    let within = |name, value: i64, most| match (0..=most).contains(&value) {
        true => Ok(()),
        false => Err(Problem::parameter(name, ProblemCode::OutOfRange)),
    };
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    within("after", after, i64::MAX)?;
    within("limit", i64::from(limit) - 1, i64::from(MAX_LIMIT) - 1)?;
    within("wait", wait.unwrap_or_default().into(), MOST_SECONDS)?;
    let limit = usize::try_from(limit).unwrap_or_default();
    let found = match wait.filter(|wait| *wait > 0) {
        None => scope.journal_feed(after, limit).await?,
        Some(wait) => waited(&scope, &hub, after, limit, Duration::from_secs(wait.into())).await?,
    };
    let position = found.position;
    Ok(web::Json(JournalFeed { items: entries(&scope, scope.today(), found).await?, position }))
}

async fn waited(
    scope: &Scope<JournalRead>,
    hub: &Hub,
    mut after: i64,
    limit: usize,
    wait: Duration,
) -> Result<Feed> {
    let until = Instant::now() + wait;
    let _seat = hub.seat(scope.actor().user_id)?;
    let mut batches = hub.listen(scope.actor().operation_id);
    let mut closing = hub.closing();
    loop {
        let found = scope.journal_feed(after, limit).await?;
        after = found.position;
        if !found.entries.is_empty() || Instant::now() >= until || *closing.borrow_and_update() {
            return Ok(found);
        }
        // Whether it is news, the end of the time or of the process: looking shows what is there.
        let heard = async {
            tokio::select! {
                _ = batches.recv() => {}
                _ = closing.changed() => {}
            }
        };
        timeout_at(until, heard).await.ok();
    }
}

/// Stream the journal
///
/// The same entries as server-sent events `entry`, each with its position as `id`: `Last-Event-ID` goes on from there, and
/// without it the stream begins now. It ends with the access token.
#[utoipa::path(
    tag = "journal",
    operation_id = "stream_journal",
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received.",
        example = "4711")),
    extensions(("x-permission" = json!("journal.read"))),
    responses((status = OK, description = "Entries, as they are sealed.",
        body = EventStream, content_type = "text/event-stream"))
)]
#[get("/journal/stream")]
pub async fn pour(
    scope: Scope<JournalRead>,
    hub: web::Data<Hub>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    Stream::begin(&hub, &scope, &request, Entries { today: scope.today() }).await
}

/// Tells whole entries.
struct Entries {
    today: chrono::NaiveDate,
}

impl Teller for Entries {
    async fn tell(stream: &mut Stream<Self>, _heard: Option<Batch>) -> Result<String> {
        let mut events = String::new();
        loop {
            let found = stream.store.journal_feed(stream.last, AT_ONCE).await?;
            let has_moved = found.position > stream.last;
            stream.last = found.position;
            for entry in entries(&stream.store, stream.teller.today, found).await? {
                events += &event("entry", entry.position.unwrap_or_default(), &entry);
            }
            if !events.is_empty() || !has_moved {
                return Ok(events);
            }
        }
    }
}

async fn entries(store: &Store, today: chrono::NaiveDate, found: Feed) -> Result<Vec<JournalEntry>> {
    let named = store.names_in(found.entries.iter().flat_map(|(row, _)| &row.changes.0)).await?;
    let merges =
        store.merges_among(found.entries.iter().filter_map(|(row, _)| row.batch_id).collect()).await?;
    let reader = Reader::of(store, today);
    Ok(found.entries.into_iter().map(|row| history::entry(reader, row, &named, &merges)).collect())
}
