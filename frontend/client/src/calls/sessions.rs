use std::rc::Rc;

use api_types::{
    pages::PageQuery,
    second_factor::{
        PasswordProof, RecoveryCodes, SecondFactor, SecondFactorCode, SecondFactorOffer, SecondStep,
    },
    sessions::{Me, MePatch, OwnSessionPage, PasswordChange, Session, SignIn},
    summary::Summary,
};
use domain::ids::SessionId;
use futures::{FutureExt, TryFutureExt};

use crate::{
    Api, Failure,
    call::{Call, Fetch},
};

/// Signs in and keeps the token.
pub fn sign_in(api: &Api, credentials: &SignIn) -> Fetch<Rc<Me>> {
    begin(api, Call::post(api, "/sessions").anonymous().json(credentials))
}

/// Signs in with the code of the second factor, after the password.
pub fn second_step(api: &Api, step: &SecondStep) -> Fetch<Rc<Me>> {
    begin(api, Call::post(api, "/sessions/second_factor").anonymous().json(step))
}

/// Changes one's own password: the session goes on as another one.
pub fn change_password(api: &Api, change: &PasswordChange) -> Fetch<Rc<Me>> {
    begin(api, Call::post(api, "/me/password").json(change))
}

fn begin(api: &Api, call: Call) -> Fetch<Rc<Me>> {
    let api = api.clone();
    call.value::<Session>()
        .map_ok(move |session| {
            api.begin(&session);
            Rc::new(session.me)
        })
        .boxed_local()
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

pub fn update_me(api: &Api, revision: i64, patch: &MePatch) -> Fetch<Me> {
    Call::patch(api, "/me").if_at(revision).json(patch).value()
}

/// Changes one's account as it is now, whatever it was: for what one chooses in passing.
pub async fn update_me_now(api: &Api, patch: &MePatch) -> Result<Me, Failure> {
    let now = me(api).await?;
    update_me(api, now.revision, patch).await
}

pub fn own_sessions(api: &Api, page: &PageQuery) -> Fetch<OwnSessionPage> {
    Call::get(api, "/me/sessions").query(page).value()
}

pub fn end_session(api: &Api, id: SessionId) -> Fetch<()> {
    Call::delete(api, format!("/me/sessions/{id}")).done()
}

pub fn end_other_sessions(api: &Api) -> Fetch<()> {
    Call::delete(api, "/me/sessions").done()
}

pub fn second_factor(api: &Api) -> Fetch<SecondFactor> {
    Call::get(api, "/me/second_factor").value()
}

pub fn prepare_second_factor(api: &Api, proof: &PasswordProof) -> Fetch<SecondFactorOffer> {
    Call::post(api, "/me/second_factor").json(proof).value()
}

pub fn confirm_second_factor(api: &Api, code: &SecondFactorCode) -> Fetch<RecoveryCodes> {
    Call::post(api, "/me/second_factor/confirmations").json(code).value()
}

pub fn replace_recovery_codes(api: &Api, proof: &PasswordProof) -> Fetch<RecoveryCodes> {
    Call::post(api, "/me/second_factor/recovery_codes").json(proof).value()
}

pub fn remove_second_factor(api: &Api, proof: &PasswordProof) -> Fetch<()> {
    Call::post(api, "/me/second_factor/removals").json(proof).done()
}

/// What needs a hand.
pub fn summary(api: &Api) -> Fetch<Summary> {
    Call::get(api, "/summary").value()
}
