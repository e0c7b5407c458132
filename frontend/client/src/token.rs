use std::cell::RefCell;

use api_types::sessions::Session;

/// How long before its end a token counts as ended, so that a request does not arrive too late with it.
const MARGIN_MS: f64 = 15_000.0;

/// The access token, in memory only: whoever reads the browser's storage finds nothing.
#[derive(Default)]
pub struct Token(RefCell<Option<Held>>);

struct Held {
    text: String,
    ends_ms: f64,
}

impl Token {
    pub fn keep(&self, session: &Session) {
        let ends_ms = js_sys::Date::now() + f64::from(session.expires_in) * 1000.0;
        *self.0.borrow_mut() = Some(Held { text: session.access_token.clone(), ends_ms });
    }

    pub fn drop(&self) {
        *self.0.borrow_mut() = None;
    }

    pub fn is_held(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// The token, if it will still be good when it arrives.
    pub fn fresh(&self) -> Option<String> {
        let held = self.0.borrow();
        held.as_ref()
            .filter(|held| js_sys::Date::now() + MARGIN_MS < held.ends_ms)
            .map(|held| held.text.clone())
    }
}
