use domain::users::Language;
use ui::{recall, remember};
use yew::prelude::*;

use super::{Theme, theme::use_theme_on_page};

const LANGUAGE: &str = "homefront.language";
const THEME: &str = "homefront.theme";

/// How the reader likes the product, and how to change that.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    pub language: Language,
    pub theme: Theme,
    pub set_language: Callback<Language>,
    pub set_theme: Callback<Theme>,
}

/// The reader's preferences.
#[hook]
pub fn use_preferences() -> Preferences {
    use_context::<Preferences>().unwrap_or_else(|| Preferences {
        language: Language::Chinese,
        theme: Theme::System,
        set_language: Callback::noop(),
        set_theme: Callback::noop(),
    })
}

#[derive(Properties, PartialEq)]
pub struct PreferencesProviderProps {
    pub children: Html,
}

/// Keeps the preferences on this device and on the page.
#[component]
pub fn PreferencesProvider(props: &PreferencesProviderProps) -> Html {
    let language = use_state(|| remembered(LANGUAGE).unwrap_or_else(language_of_browser));
    let theme = use_state(|| remembered(THEME).unwrap_or_default());
    use_theme_on_page(*theme);
    use_effect_with(*language, |language| {
        let root = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.document_element());
        if let Some(root) = root {
            let _always_allowed = root.set_attribute("lang", language.as_str());
        }
    });
    let set_language = {
        let language = language.setter();
        use_callback((), move |chosen: Language, ()| {
            remember(LANGUAGE, chosen.as_str());
            language.set(chosen);
        })
    };
    let set_theme = {
        let theme = theme.setter();
        use_callback((), move |chosen: Theme, ()| {
            remember(THEME, chosen.as_str());
            theme.set(chosen);
        })
    };
    let context = Preferences { language: *language, theme: *theme, set_language, set_theme };
    html! {
        <ContextProvider<Preferences> {context}>{ props.children.clone() }</ContextProvider<Preferences>>
    }
}

fn remembered<T: std::str::FromStr>(key: &str) -> Option<T> {
    recall(key)?.parse().ok()
}

/// Chinese unless the browser asks for something else: most coordinators' browsers do not say.
fn language_of_browser() -> Language {
    let asked = web_sys::window().and_then(|window| window.navigator().language());
    match asked {
        Some(asked) if !asked.starts_with("zh") => Language::English,
        _ => Language::Chinese,
    }
}
