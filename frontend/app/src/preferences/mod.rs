//! How a reader likes the product on this device: language and theme.

mod provider;
mod theme;

pub use provider::{PreferencesProvider, use_preferences};
pub use theme::Theme;
