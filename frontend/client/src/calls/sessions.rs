use std::rc::Rc;

use api_types::{
    sessions::{Me, MePatch, Session, SignIn},
    summary::Summary,
};

use crate::{
    Api, Failure,
    call::{Call, Fetch},
};

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

pub fn me(api: &Api) -> Fetch<Me> {
    Call::get(api, "/me").value()
}

pub fn update_me(api: &Api, patch: &MePatch) -> Fetch<Me> {
    Call::patch(api, "/me").json(patch).value()
}

/// What needs a hand.
pub fn summary(api: &Api) -> Fetch<Summary> {
    Call::get(api, "/summary").value()
}
