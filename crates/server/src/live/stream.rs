//! Server-sent events: how a listener's stream goes on and when it ends.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentEncoding},
    web::Bytes,
};
use domain::ids::UserId;
use futures_util::stream;
use serde::Serialize;
use storage::Store;
use tokio::{
    sync::{broadcast, watch},
    time::Instant,
};

use super::hub::{Batch, Hub, Seat};
use crate::{
    problem::{Problem, Result},
    scope::{Listener, Needs, Scope},
};

/// How often a stream shows that it lives, and looks whether its reader still may.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One reader's stream.
pub struct Stream<T> {
    /// The store as the reader may use it.
    pub store: Store,
    /// The position of the last entry that was looked at.
    pub last: i64,
    /// What the stream tells.
    pub teller: T,
    listener: Listener,
    batches: broadcast::Receiver<Batch>,
    closing: watch::Receiver<bool>,
    beat: Instant,
    is_fresh: bool,
    _seat: Seat,
}

/// What a kind of stream tells of what happened.
pub trait Teller: Sized + 'static {
    /// The events that follow from what was heard; those that had been before are read where nothing was heard.
    fn tell(stream: &mut Stream<Self>, heard: Option<Batch>) -> impl Future<Output = Result<String>>;
}

impl<T: Teller> Stream<T> {
    /// Begins behind the event that the reader heard last, or at the journal's end.
    ///
    /// # Errors
    /// Where there are too many streams.
    pub async fn begin<P: Needs>(
        hub: &Hub,
        scope: &Scope<P>,
        request: &HttpRequest,
        teller: T,
    ) -> Result<HttpResponse> {
        let actor = scope.actor();
        let seat = hub.seat(actor.user_id)?;
        let batches = hub.listen(actor.operation_id);
        let listener = scope.listener();
        let last = match last_event(request) {
            Some(position) => position,
            None => listener.read_on(None, 0).await?.0,
        };
        let stream = Self {
            store: (**scope).clone(),
            last,
            teller,
            listener,
            batches,
            closing: hub.closing(),
            beat: Instant::now() + HEARTBEAT,
            is_fresh: true,
            _seat: seat,
        };
        let chunks = stream::unfold(stream, |mut stream| async move {
            let chunk = stream.next().await?;
            Some((Ok::<_, Problem>(Bytes::from(chunk)), stream))
        });
        Ok(HttpResponse::Ok()
            .content_type("text/event-stream")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            // A proxy or a compressor that gathers would hold events back.
            .insert_header(ContentEncoding::Identity)
            .insert_header(("x-accel-buffering", "no"))
            .streaming(chunks))
    }

    /// Whose stream it is.
    pub fn user(&self) -> UserId {
        self.store.actor().user_id
    }

    /// The one who listens.
    pub const fn listener(&self) -> &Listener {
        &self.listener
    }

    /// The next bytes; none at the end.
    async fn next(&mut self) -> Option<String> {
        if self.is_fresh {
            self.is_fresh = false;
            let missed = T::tell(self, None).await.ok()?;
            // A moment between two tries, and where to go on from.
            return Some(format!("retry: 2000\nid: {}\nevent: open\ndata: {{}}\n\n{missed}", self.last));
        }
        loop {
            if *self.closing.borrow() || !self.listener.has_time() {
                return None;
            }
            tokio::select! {
                _ = self.closing.changed() => return None,
                () = tokio::time::sleep_until(self.beat) => {
                    self.beat = Instant::now() + HEARTBEAT;
                    self.store = self.listener.store().await?;
                    return Some(": here\n\n".to_owned());
                }
                heard = self.batches.recv() => {
                    let heard = match heard {
                        Ok(batch) => Some(batch),
                        Err(broadcast::error::RecvError::Lagged(_)) => None,
                        Err(broadcast::error::RecvError::Closed) => return None,
                    };
                    let events = T::tell(self, heard).await.ok()?;
                    if !events.is_empty() {
                        return Some(events);
                    }
                }
            }
        }
    }
}

fn last_event(request: &HttpRequest) -> Option<i64> {
    let position = request.headers().get("last-event-id")?.to_str().ok()?.trim().parse().ok()?;
    (position >= 0).then_some(position)
}

/// One event at its position.
pub fn event(name: &str, position: i64, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).unwrap_or_default();
    format!("id: {position}\nevent: {name}\ndata: {data}\n\n")
}
