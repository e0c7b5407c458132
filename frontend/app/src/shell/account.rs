use api_types::sessions::MePatch;
use client::use_api;
use domain::users::Language;
use ui::{IconName, Menu, MenuItem, use_navigation};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    preferences::{Theme, use_preferences},
    route::Route,
    session::use_session,
    t,
    text::use_text,
};

/// The tools at the end of the bar: language, theme, and who is signed in.
#[component]
pub fn Account() -> Html {
    let text = use_text();
    let preferences = use_preferences();
    let api = use_api();
    let navigation = use_navigation();
    let Some(session) = use_session() else { return Html::default() };

    let mut languages = Vec::new();
    for language in Language::ALL {
        let on_pick = {
            let (set, api, language) = (preferences.set_language.clone(), api.clone(), *language);
            Callback::from(move |()| {
                set.emit(language);
                let api = api.clone();
                spawn_local(async move {
                    // Offline, the choice holds on this device until the next sign-in.
                    let patch = MePatch { language: Some(language), ..MePatch::default() };
                    let _offline = client::update_me_now(&api, &patch).await;
                });
            })
        };
        languages.push(MenuItem::Choice {
            label: AttrValue::Static(own_name(*language)),
            is_chosen: *language == preferences.language,
            on_pick,
        });
    }
    let mut themes = Vec::new();
    for theme in Theme::ALL {
        let on_pick = {
            let (set, theme) = (preferences.set_theme.clone(), theme);
            Callback::from(move |()| set.emit(theme))
        };
        let label = text.word("theme", theme.as_str());
        themes.push(MenuItem::Choice { label, is_chosen: theme == preferences.theme, on_pick });
    }
    let me = &session.me;
    let to_account = Callback::from(move |()| navigation.go(Route::Account.href()));
    let account = vec![
        MenuItem::Heading(AttrValue::from(format!(
            "{} · {}",
            me.display_name,
            text.word("role", me.role.as_str())
        ))),
        MenuItem::Heading(AttrValue::from(me.organisation.name.clone())),
        MenuItem::Divider,
        MenuItem::action(t!(text, "account"), IconName::User, to_account),
        MenuItem::action(t!(text, "sign-out"), IconName::SignOut, session.sign_out.clone()),
    ];
    let theme_icon = match preferences.theme {
        Theme::Dark => IconName::Moon,
        Theme::Light | Theme::System => IconName::Sun,
    };
    html! {
        <>
            <Menu label={t!(text, "language")} icon={IconName::Globe} items={languages} />
            <Menu label={t!(text, "theme")} icon={theme_icon} items={themes} />
            <Menu label={t!(text, "account")} icon={IconName::User} text={me.display_name.clone()} items={account} />
        </>
    }
}

/// A language in its own words: who cannot read the page must still find it.
const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Chinese => "简体中文",
        Language::English => "English",
    }
}
