use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};
use ui::{forget, recall, remember};
use yew::prelude::*;

use crate::session::use_me;

/// What someone was typing, kept on this device until it is saved or thrown away.
pub struct Draft<T> {
    /// What was kept when the page was opened.
    pub kept: Option<Rc<T>>,
    pub keep: Callback<T>,
    pub discard: Callback<()>,
}

/// The draft of one form. It survives a reload and signing out; the key carries the user, so nobody else is shown it.
#[hook]
pub fn use_draft<T>(form: &str) -> Draft<T>
where
    T: Serialize + DeserializeOwned + 'static,
{
    let user = use_me().map(|me| me.id.to_string()).unwrap_or_default();
    let key = format!("homefront.draft.{user}.{form}");
    let kept = use_memo(key.clone(), |key| {
        recall(key).and_then(|text| client::json::from_str::<T>(&text)).map(Rc::new)
    });
    let keep = {
        let key = key.clone();
        Callback::from(move |value: T| {
            if let Ok(text) = serde_json::to_string(&value) {
                remember(&key, &text);
            }
        })
    };
    Draft { kept: (*kept).clone(), keep, discard: Callback::from(move |()| forget(&key)) }
}
