use std::str::FromStr;

use yew::prelude::*;

/// Light, dark, or as the device has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that the browser remembers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word).ok_or(())
    }
}

/// Puts the theme on the page; `System` follows the device while the page is open.
#[hook]
pub fn use_theme_on_page(theme: Theme) {
    let device_is_dark = ui::use_media("(prefers-color-scheme: dark)");
    let is_dark = match theme {
        Theme::System => device_is_dark,
        Theme::Light => false,
        Theme::Dark => true,
    };
    use_effect_with(is_dark, |is_dark| {
        let root = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.document_element());
        if let Some(root) = root {
            let _class_list_is_live = root.class_list().toggle_with_force("pf-v6-theme-dark", *is_dark);
        }
    });
}
