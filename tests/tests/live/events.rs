//! What a browser does with server-sent events.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value;
use test_support::{SignedIn, app::answer};
use tokio::time::timeout;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(25);

/// A stream that is open.
pub struct Events {
    response: Response,
    unread: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: i64,
    pub name: String,
    pub data: Value,
}

impl Events {
    /// Opens a stream, behind an event where one is given.
    pub async fn open(user: &SignedIn<'_>, path: &str, after: Option<i64>) -> Self {
        let mut request = user.request(Method::GET, path).header("accept", "text/event-stream");
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        Self::of(answer(request).await).await
    }

    /// The stream of an answer; it has begun when this returns.
    pub async fn of(response: Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut events = Self { response, unread: String::new() };
        let opened = events.next().await.unwrap();
        assert_eq!(opened.name, "open");
        events
    }

    /// The next event; none where the stream ends.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((event, rest)) = self.unread.split_once("\n\n") {
                let event = parse(event);
                self.unread = rest.to_owned();
                if event.is_some() {
                    return event;
                }
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("something in time");
            match chunk {
                Ok(Some(bytes)) => self.unread += std::str::from_utf8(&bytes).unwrap(),
                Ok(None) | Err(_) => return None,
            }
        }
    }

    /// The next event about a household.
    pub async fn next_about(&mut self, household: &Value) -> Event {
        loop {
            let event = self.next().await.expect("an event");
            if event.data["household_id"] == household["id"] {
                return event;
            }
        }
    }
}

/// Comments are no events.
fn parse(text: &str) -> Option<Event> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    Some(Event {
        id: field("id")?.parse().unwrap(),
        name: field("event")?.to_owned(),
        data: serde_json::from_str(field("data")?).unwrap(),
    })
}
