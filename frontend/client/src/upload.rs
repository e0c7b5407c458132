//! Files go up by XMLHttpRequest, because `fetch` does not say how far it is.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{File, ProgressEvent, XmlHttpRequest};
use yew::Callback;

use crate::{Api, Failure, Versioned, api::BASE, json};

/// A file on its way to the server, as raw bytes.
pub struct Upload<'a> {
    pub api: &'a Api,
    /// With its query.
    pub path: String,
    pub file: &'a File,
    /// From 0 to 1.
    pub on_progress: Callback<f64>,
}

impl Upload<'_> {
    /// Sends the file and reads the answer.
    ///
    /// # Errors
    /// As for every call.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Versioned<T>, Failure> {
        let fingerprint = format!("{} {} {}", self.path, self.file.size(), self.file.last_modified());
        let key = self.api.keys().for_request(&fingerprint);
        let token = self.api.token().await;
        let request = XmlHttpRequest::new().map_err(|_| Failure::Offline)?;
        self.open(&request, &key, token.as_deref()).ok_or(Failure::Offline)?;

        let (sender, receiver) = oneshot::channel::<()>();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let ended = Closure::<dyn FnMut()>::new(move || {
            if let Some(sender) = sender.borrow_mut().take() {
                let _nobody_waits = sender.send(());
            }
        });
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        let on_progress = self.on_progress.clone();
        let moved = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                on_progress.emit(event.loaded() / event.total());
            }
        });
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(Some(moved.as_ref().unchecked_ref()));
        }
        request.send_with_opt_blob(Some(self.file)).map_err(|_| Failure::Offline)?;
        receiver.await.map_err(|_| Failure::Offline)?;

        let status = request.status().unwrap_or_default();
        let text = request.response_text().ok().flatten().unwrap_or_default();
        if status == 0 {
            return Err(Failure::Offline);
        }
        self.api.keys().answered(&fingerprint);
        if !(200..300).contains(&status) {
            return Err(Failure::read(status, &text));
        }
        let etag = request.get_response_header("etag").ok().flatten().unwrap_or_default();
        let value = json::from_str(&text).ok_or(Failure::Unreadable { status })?;
        Ok(Versioned { value, etag })
    }

    fn open(&self, request: &XmlHttpRequest, key: &str, token: Option<&str>) -> Option<()> {
        request.open("POST", &format!("{BASE}{}", self.path)).ok()?;
        let header = |name: &str, value: &str| request.set_request_header(name, value).ok();
        header("accept", "application/json, application/problem+json")?;
        header("accept-language", &self.api.language())?;
        header("content-type", "application/octet-stream")?;
        header("idempotency-key", key)?;
        if let Some(token) = token {
            header("authorization", &format!("Bearer {token}"))?;
        }
        Some(())
    }
}
