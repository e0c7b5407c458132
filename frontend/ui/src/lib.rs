//! Accessible components in PatternFly 6 clothes.
//!
//! A component here knows nothing of households or of the API. Its words come from the page that uses it or, for the few
//! that every page shares ("Close", "Next"), from [`Words`]; its links go through [`Navigation`].

mod feedback;
mod forms;
mod hooks;
mod icon;
mod layout;
mod links;
mod overlays;
mod storage;
mod tables;
mod time;
mod words;

pub use feedback::*;
pub use forms::*;
pub use hooks::*;
pub use icon::{Icon, IconName};
pub use layout::*;
pub use links::*;
pub use overlays::*;
pub use storage::{forget, recall, remember};
pub use tables::*;
pub use time::{History, HistoryEntry};
pub use words::{Words, WordsProvider, use_words};
