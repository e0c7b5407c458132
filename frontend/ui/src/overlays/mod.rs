mod confirm;
mod dialog;
mod menu;
mod menu_items;

pub use confirm::{ConfirmDialog, Consequence};
pub use dialog::{Dialog, DialogWidth};
pub use menu::{Menu, MenuAlign};
pub use menu_items::MenuItem;
