//! Days and instants as people read them.

use chrono::{DateTime, Utc};
use js_sys::Date;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// An instant in the reader's own time zone: `2020-02-11 14:05`, the same in both languages.
#[must_use]
pub fn moment(instant: DateTime<Utc>) -> AttrValue {
    let local = Date::new(&JsValue::from_f64(instant.timestamp_millis() as f64));
    AttrValue::from(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        local.get_full_year(),
        local.get_month() + 1,
        local.get_date(),
        local.get_hours(),
        local.get_minutes(),
    ))
}
