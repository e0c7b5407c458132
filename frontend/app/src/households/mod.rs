//! 台账: the list of households, a page for each, and entering a new one.

pub mod area_picker;
mod categories;
mod create;
mod household_picker;
mod labels;
mod list;
mod owner_picker;
mod page;
mod person_form;
mod posting_form;
#[cfg(test)]
mod sets;

#[cfg(test)]
pub use self::sets::sets;
pub use self::{
    categories::{Categories, use_categories},
    create::pages as create_pages,
    household_picker::HouseholdPicker,
    list::{HouseholdsPage, empty_ledger},
    page::{CHANGED_FIELDS, HouseholdPage, form_pages, past_pages, relations, some},
};
