//! The categories of front-line work: data of the operation, named in both languages.

use std::rc::Rc;

use api_types::postings::WorkerCategory;
use client::{Remote, use_query};
use domain::users::Language;
use ui::SelectOption;
use yew::prelude::*;

use crate::text::Text;

/// The operation's categories; none while they are on their way.
#[derive(Clone, PartialEq)]
pub struct Categories(Rc<Vec<WorkerCategory>>);

impl Categories {
    /// The name behind a code; the code itself where nobody knows it.
    pub fn name(&self, text: &Text, code: &str) -> AttrValue {
        let known = self.0.iter().find(|category| category.code == code);
        known.map_or_else(|| AttrValue::from(code.to_owned()), |category| name(text, category))
    }

    pub fn options(&self, text: &Text) -> Vec<SelectOption> {
        self.0.iter().map(|category| SelectOption::new(category.code.clone(), name(text, category))).collect()
    }
}

fn name(text: &Text, category: &WorkerCategory) -> AttrValue {
    AttrValue::from(match text.language() {
        Language::Chinese => category.name_zh.clone(),
        Language::English => category.name_en.clone(),
    })
}

/// The operation's categories.
#[hook]
pub fn use_categories() -> Categories {
    let query = use_query((), |api, ()| client::worker_categories(&api));
    Categories(match query.remote {
        Remote::Ready(categories) => categories,
        Remote::Loading | Remote::Failed(_) => Rc::default(),
    })
}
