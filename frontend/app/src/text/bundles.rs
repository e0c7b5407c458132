//! The `.ftl` files, by feature, inside the program.

use domain::users::Language;
use fluent_bundle::{FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::format;

macro_rules! files {
    ($($feature:literal),+ $(,)?) => {
        /// The files of a language, with their features' names.
        pub const fn files(language: Language) -> &'static [(&'static str, &'static str)] {
            match language {
                Language::Chinese => &[$(($feature, include_str!(concat!("../../locales/zh-CN/", $feature, ".ftl")))),+],
                Language::English => &[$(($feature, include_str!(concat!("../../locales/en/", $feature, ".ftl")))),+],
            }
        }
    };
}

files!("common", "directory", "home", "households", "problems", "rosters", "session");

pub fn load(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle =
        FluentBundle::new(vec![language.as_str().parse::<LanguageIdentifier>().unwrap_or_default()]);
    // Isolating marks are for mixed writing directions; neither language needs them and copied text would carry them.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(format::figure(number.value as i64)),
        _ => None,
    }));
    for (_, file) in files(language) {
        // A test parses every file; one with a mistake still gives its other messages.
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}
