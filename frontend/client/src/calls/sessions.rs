use std::rc::Rc;

use api_types::{
    sessions::{Me, MePatch, Session, SignIn},
    summary::Summary,
};

use crate::{Api, Failure, call::Call};

/// Signs in and keeps the token.
pub async fn sign_in(api: &Api, credentials: &SignIn) -> Result<Rc<Me>, Failure> {
    let session = Call::post(api, "/sessions").anonymous().json(credentials).read::<Session>().await?.value;
    api.begin(&session);
    Ok(Rc::new(session.me))
}

/// Ends the session here and on the server. Without an answer it ends here all the same.
pub async fn sign_out(api: &Api) -> Result<(), Failure> {
    let answer = Call::delete(api, "/sessions/current").done().await;
    api.end();
    answer
}

pub async fn me(api: &Api) -> Result<Me, Failure> {
    Call::get(api, "/me").read().await.map(|me| me.value)
}

pub async fn update_me(api: &Api, patch: &MePatch) -> Result<Me, Failure> {
    Call::patch(api, "/me").json(patch).read().await.map(|me| me.value)
}

/// What needs a hand.
pub async fn summary(api: &Api) -> Result<Summary, Failure> {
    Call::get(api, "/summary").read().await.map(|summary| summary.value)
}
