//! One tab at a time renews the session: two that send the same refresh token look like a thief to the server.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

const NAME: &str = "homefront-refresh";

/// Runs `work` while no other tab runs its own. Browsers lend locks to secure pages only; elsewhere it just runs.
pub async fn exclusively(work: impl Future<Output = ()> + 'static) {
    match locks() {
        Some(locks) => {
            if let Some(promise) = request(&locks, work) {
                let _refused = JsFuture::from(promise).await;
            }
        }
        None => work.await,
    }
}

fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    locks.is_object().then_some(locks)
}

fn request(locks: &JsValue, work: impl Future<Output = ()> + 'static) -> Option<Promise> {
    let request: Function = Reflect::get(locks, &JsValue::from_str("request")).ok()?.dyn_into().ok()?;
    let held = Closure::once_into_js(move || {
        future_to_promise(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    request.call2(locks, &JsValue::from_str(NAME), &held).ok()?.dyn_into().ok()
}
