//! Every word that the reader sees, in their language.

mod bundles;
mod format;
mod pattern;
#[cfg(test)]
mod tests;
mod words;

use std::rc::Rc;

use domain::users::Language;
use yew::prelude::*;

pub use self::{
    bundles::bring,
    format::{birth_date, figure},
    pattern::Arguments,
    words::words,
};

/// The texts of one language.
#[derive(Clone)]
pub struct Text(Rc<Loaded>);

struct Loaded {
    language: Language,
    /// By key, in the order of the keys.
    patterns: Vec<(&'static str, &'static str)>,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.language == other.0.language
    }
}

impl Text {
    #[must_use]
    pub fn load(language: Language) -> Self {
        Self(Rc::new(Loaded { language, patterns: bundles::load(language) }))
    }

    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The text under `key`. Use [`t!`](crate::t), whose keys a test compares with the files.
    #[must_use]
    #[inline(never)]
    pub fn message(&self, key: &str, arguments: &Arguments) -> AttrValue {
        let Loaded { language, patterns } = &*self.0;
        let found = patterns.binary_search_by_key(&key, |(key, _)| key).ok().and_then(|at| patterns.get(at));
        let pattern = found.map(|(_, pattern)| *pattern).or_else(|| bundles::brought(key, *language));
        AttrValue::from(match pattern {
            Some(pattern) => pattern::fill(pattern, arguments, *language),
            None => key.to_owned(),
        })
    }

    /// The text under `key` that needs no arguments. Out of line: there are hundreds of calls.
    #[must_use]
    #[inline(never)]
    pub fn plain(&self, key: &str) -> AttrValue {
        self.message(key, &Arguments::new())
    }

    /// The name of one word of a closed set: `word("status", "verified")`. A test compares the sets with the files.
    #[must_use]
    pub fn word(&self, set: &str, word: &str) -> AttrValue {
        self.plain(&key_of(set, word))
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
        $text.plain($key)
    };
    ($text:expr, $key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = $crate::text::Arguments::new();
        $(arguments.set(stringify!($name), $value);)+
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
