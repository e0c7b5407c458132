//! Every word that the reader sees, in their language.

mod bundles;
mod format;
#[cfg(test)]
mod tests;
mod words;

use std::rc::Rc;

use domain::users::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use yew::prelude::*;

pub use self::{format::figure, words::words};

/// The texts of one language.
#[derive(Clone)]
pub struct Text(Rc<Loaded>);

struct Loaded {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.language == other.0.language
    }
}

impl Text {
    #[must_use]
    pub fn load(language: Language) -> Self {
        Self(Rc::new(Loaded { language, bundle: bundles::load(language) }))
    }

    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The text under `key`. Use [`t!`](crate::t), whose keys a test compares with the files.
    #[must_use]
    pub fn message(&self, key: &str, arguments: &FluentArgs<'_>) -> AttrValue {
        let pattern = self.0.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return AttrValue::from(key.to_owned()) };
        let mut errors = Vec::new();
        let text = self.0.bundle.format_pattern(pattern, Some(arguments), &mut errors);
        AttrValue::from(text.into_owned())
    }

    /// The name of one word of a closed set: `word("status", "verified")`. A test compares the sets with the files.
    #[must_use]
    pub fn word(&self, set: &str, word: &str) -> AttrValue {
        self.message(&key_of(set, word), &FluentArgs::new())
    }
}

/// Where the name of a word stands: `status-verified`.
pub fn key_of(set: &str, word: &str) -> String {
    format!("{set}-{}", word.replace(['_', '.'], "-"))
}

/// The text under a key, in the reader's language: `t!(text, "households-found", count = 3)`.
#[macro_export]
macro_rules! t {
    ($text:expr, $key:literal $(,)?) => {
        $text.message($key, &fluent_bundle::FluentArgs::new())
    };
    ($text:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = fluent_bundle::FluentArgs::new();
        $(arguments.set(stringify!($name), fluent_bundle::FluentValue::from($value));)+
        $text.message($key, &arguments)
    }};
}

#[derive(Properties, PartialEq)]
pub struct TextProviderProps {
    pub language: Language,
    pub children: Html,
}

/// Gives the pages below it their texts.
#[component]
pub fn TextProvider(props: &TextProviderProps) -> Html {
    let text = use_memo(props.language, |language| Text::load(*language));
    html! {
        <ContextProvider<Text> context={(*text).clone()}>{ props.children.clone() }</ContextProvider<Text>>
    }
}

/// The texts in the reader's language.
#[hook]
pub fn use_text() -> Text {
    use_context::<Text>().unwrap_or_else(|| Text::load(Language::Chinese))
}
