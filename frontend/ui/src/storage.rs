//! Small things that the browser remembers: chosen columns, language, theme, drafts.
//!
//! A browser may refuse storage (private windows, full disk); the application then works without memory.

/// What was remembered under `key`.
#[must_use]
pub fn recall(key: &str) -> Option<String> {
    local_storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key` until it is forgotten.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = local_storage() {
        let _full_or_forbidden = storage.set_item(key, value);
    }
}

/// Drops what was remembered under `key`.
pub fn forget(key: &str) {
    if let Some(storage) = local_storage() {
        let _forbidden = storage.remove_item(key);
    }
}

fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
