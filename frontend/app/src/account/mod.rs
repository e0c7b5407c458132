//! 我的账号: name and language, password, second factor, devices.

mod devices;
mod password;
mod profile;
mod second_factor;

use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use self::{devices::Devices, password::Password, profile::Profile, second_factor::SecondFactorCard};
use crate::{invitation::InvitationPage, lazy::Fetched, route::Route, screen::Screen, t, text::use_text};

#[wasm_split(account, fallible)]
pub fn pages() -> Fetched {
    Ok(|route| match route {
        Route::Invitation => html! { <InvitationPage /> },
        _ => html! { <AccountPage /> },
    })
}

/// One's own account.
#[component]
fn AccountPage() -> Html {
    let text = use_text();
    html! {
        <Screen title={t!(text, "account")} subtitle={html! { t!(text, "account-subtitle") }}>
            <div class="hf-account">
                <Profile />
                <Password />
                <SecondFactorCard />
                <Devices />
            </div>
        </Screen>
    }
}
