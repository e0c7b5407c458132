use futures::{FutureExt, future::LocalBoxFuture};
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestCredentials};

use crate::{Api, Download, Failure, FileKind, Versioned, api::BASE, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    /// Sends the token and renews it when it has ended.
    User,
    /// Sends none: signing in and renewing.
    Anonymous,
}

/// What a call brings, boxed: the program then holds the way to the server once and not once a call.
pub type Fetch<T> = LocalBoxFuture<'static, Result<T, Failure>>;

struct Answer {
    status: u16,
    etag: String,
    text: String,
}

impl Answer {
    fn read<T: DeserializeOwned>(self) -> Result<Versioned<T>, Failure> {
        let value = json::from_str(&self.text).ok_or(Failure::Unreadable { status: self.status })?;
        Ok(Versioned { value, etag: self.etag })
    }
}

/// One request, being put together.
pub struct Call {
    api: Api,
    method: Method,
    path: String,
    body: Option<Result<String, serde_json::Error>>,
    if_match: Option<String>,
    after: String,
    sender: Sender,
}

impl Call {
    fn new(api: &Api, method: Method, path: impl Into<String>) -> Self {
        Self {
            api: api.clone(),
            method,
            path: path.into(),
            body: None,
            if_match: None,
            after: String::new(),
            sender: Sender::User,
        }
    }

    pub fn get(api: &Api, path: impl Into<String>) -> Self {
        Self::new(api, Method::GET, path)
    }

    pub fn post(api: &Api, path: impl Into<String>) -> Self {
        Self::new(api, Method::POST, path)
    }

    pub fn put(api: &Api, path: impl Into<String>) -> Self {
        Self::new(api, Method::PUT, path)
    }

    pub fn patch(api: &Api, path: impl Into<String>) -> Self {
        Self::new(api, Method::PATCH, path)
    }

    pub fn delete(api: &Api, path: impl Into<String>) -> Self {
        Self::new(api, Method::DELETE, path)
    }

    pub fn anonymous(self) -> Self {
        Self { sender: Sender::Anonymous, ..self }
    }

    /// Adds the fields of a filter or of a page's place to the address.
    pub fn query(mut self, query: &impl Serialize) -> Self {
        if let Ok(text) = serde_urlencoded::to_string(query)
            && !text.is_empty()
        {
            self.path.push(if self.path.contains('?') { '&' } else { '?' });
            self.path.push_str(&text);
        }
        self
    }

    pub fn json(self, body: &impl Serialize) -> Self {
        Self { body: Some(serde_json::to_string(body)), ..self }
    }

    /// Only if the thing is still at this version.
    pub fn if_match(self, etag: &str) -> Self {
        Self { if_match: Some(etag.to_owned()), ..self }
    }

    /// Only if the thing is still at this revision.
    pub fn if_at(self, revision: i64) -> Self {
        self.if_match(&format!("\"rev-{revision}\""))
    }

    /// Only events behind this one; empty for those to come.
    pub fn after(self, event: &str) -> Self {
        Self { after: event.to_owned(), ..self }
    }

    /// Sends it and gives the body to be read as it comes.
    pub async fn stream(self) -> Result<JsValue, Failure> {
        let response = self.send("text/event-stream").await?;
        Ok(response.body().map_or(JsValue::UNDEFINED, Into::into))
    }

    /// Sends it and reads the answer with its version.
    pub fn read<T: DeserializeOwned + 'static>(self) -> Fetch<Versioned<T>> {
        let answer = self.answer();
        async move { answer.await.and_then(Answer::read) }.boxed_local()
    }

    /// Sends it and reads the answer.
    pub fn value<T: DeserializeOwned + 'static>(self) -> Fetch<T> {
        let answer = self.answer();
        async move { answer.await.and_then(Answer::read).map(|answer| answer.value) }.boxed_local()
    }

    /// Sends it; the answer says nothing.
    pub fn done(self) -> Fetch<()> {
        async move { self.answer().await.map(drop) }.boxed_local()
    }

    /// Sends it and takes the answer as a file.
    pub fn file(self, kind: FileKind) -> Fetch<Download> {
        async move {
            let response = self.send(kind.media_type()).await?;
            let disposition = response.headers().get("content-disposition");
            let bytes = response.binary().await.map_err(|_| Failure::Offline)?;
            Ok(Download::new(kind, disposition.as_deref(), &bytes))
        }
        .boxed_local()
    }

    /// All of it that does not know what is read.
    fn answer(self) -> Fetch<Answer> {
        async move {
            let response = self.send("application/json").await?;
            let etag = response.headers().get("etag").unwrap_or_default();
            let text = response.text().await.map_err(|_| Failure::Offline)?;
            Ok(Answer { status: response.status(), etag, text })
        }
        .boxed_local()
    }

    async fn send(self, accept: &str) -> Result<Response, Failure> {
        let body = match self.body.as_ref() {
            None => None,
            Some(Ok(body)) => Some(body.as_str()),
            Some(Err(_)) => return Err(Failure::Unreadable { status: 0 }),
        };
        let fingerprint = format!("{} {} {}", self.method, self.path, body.unwrap_or_default());
        let needs_key = self.method == Method::POST && self.sender == Sender::User;
        let key = needs_key.then(|| self.api.keys().for_request(&fingerprint));

        let mut response = self.once(accept, body, key.as_deref()).await?;
        if response.status() == 401 && self.sender == Sender::User && self.api.has_session() {
            self.api.refresh().await?;
            response = self.once(accept, body, key.as_deref()).await?;
        }
        self.api.keys().answered(&fingerprint);
        if response.ok() {
            return Ok(response);
        }
        let status = response.status();
        let text = response.text().await.unwrap_or_default();
        Err(Failure::read(status, &text))
    }

    async fn once(&self, accept: &str, body: Option<&str>, key: Option<&str>) -> Result<Response, Failure> {
        let token = match self.sender {
            Sender::User => self.api.token().await,
            Sender::Anonymous => None,
        };
        let request = self.request(accept, body, key, token.as_deref()).map_err(|_| Failure::Offline)?;
        request.send().await.map_err(|_| Failure::Offline)
    }

    fn request(
        &self,
        accept: &str,
        body: Option<&str>,
        key: Option<&str>,
        token: Option<&str>,
    ) -> Result<Request, gloo_net::Error> {
        let mut builder = RequestBuilder::new(&format!("{BASE}{}", self.path))
            .method(self.method.clone())
            .credentials(RequestCredentials::SameOrigin)
            // Families' data does not stay in a shared computer's store.
            .cache(RequestCache::NoStore)
            .header("accept", &format!("{accept}, application/problem+json"))
            .header("accept-language", &self.api.language());
        if let Some(token) = token {
            builder = builder.header("authorization", &format!("Bearer {token}"));
        }
        if !self.after.is_empty() {
            builder = builder.header("last-event-id", &self.after);
        }
        if let Some(etag) = &self.if_match {
            builder = builder.header("if-match", etag);
        }
        if let Some(key) = key {
            builder = builder.header("idempotency-key", key);
        }
        match body {
            Some(body) => {
                let content = if self.method == Method::PATCH {
                    "application/merge-patch+json"
                } else {
                    "application/json"
                };
                builder.header("content-type", content).body(JsValue::from_str(body))
            }
            None => builder.build(),
        }
    }
}
