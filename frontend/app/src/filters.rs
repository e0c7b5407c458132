use serde::{Serialize, de::DeserializeOwned};
use ui::use_navigation;
use yew::prelude::*;
use yew_router::hooks::use_location;

/// The filter of a list as the page's address has it, so that a link, a reload and "back" keep it.
pub struct Filters<F> {
    pub value: F,
    /// Puts another one into the address.
    pub set: Callback<F>,
}

/// The filter in the page's address; what the address has and nobody understands counts as no filter.
#[hook]
pub fn use_filters<F>() -> Filters<F>
where
    F: Serialize + DeserializeOwned + Default + 'static,
{
    let navigation = use_navigation();
    let (path, query) = use_location()
        .map(|location| (location.path().to_owned(), location.query_str().trim_start_matches('?').to_owned()))
        .unwrap_or_default();
    let set = Callback::from(move |filter: F| {
        let query = serde_urlencoded::to_string(&filter).unwrap_or_default();
        navigation.go(if query.is_empty() { path.clone() } else { format!("{path}?{query}") });
    });
    Filters { value: serde_urlencoded::from_str(&query).unwrap_or_default(), set }
}
