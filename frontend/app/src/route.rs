use domain::ids::{HouseholdId, PersonId, RosterId};
use serde::Serialize;
use yew::AttrValue;
use yew_router::Routable;

/// The addresses of the application.
#[derive(Debug, Clone, PartialEq, Routable)]
pub enum Route {
    #[at("/")]
    Home,
    #[at("/households")]
    Households,
    #[at("/households/new")]
    HouseholdNew,
    #[at("/households/:id")]
    Household { id: HouseholdId },
    #[at("/households/:id/merge")]
    HouseholdMerge { id: HouseholdId },
    #[at("/households/:id/split")]
    HouseholdSplit { id: HouseholdId },
    #[at("/duplicates")]
    Duplicates,
    #[at("/persons/:id/merge")]
    PersonMerge { id: PersonId },
    #[at("/rosters")]
    Rosters,
    #[at("/rosters/new")]
    RosterNew,
    #[at("/rosters/:id")]
    Roster { id: RosterId },
    #[at("/coverage")]
    Coverage,
    #[at("/directory")]
    Directory,
    #[at("/account")]
    Account,
    /// What a one-time link leads to; its token stands behind `#`.
    #[at("/invitation")]
    Invitation,
    #[at("/gallery")]
    Gallery,
    #[not_found]
    #[at("/not-found")]
    NotFound,
}

impl Route {
    /// The address of a page.
    #[must_use]
    pub fn href(&self) -> AttrValue {
        AttrValue::from(self.to_path())
    }

    /// The address of a page with a filter of it.
    #[must_use]
    pub fn href_with(&self, filter: &impl Serialize) -> AttrValue {
        let query = serde_urlencoded::to_string(filter).unwrap_or_default();
        if query.is_empty() { self.href() } else { AttrValue::from(format!("{}?{query}", self.to_path())) }
    }

    /// Whether a page belongs to the part of the application that `self` is the entrance of.
    #[must_use]
    pub const fn leads_to(&self, page: &Self) -> bool {
        matches!(
            (self, page),
            (Self::Home, Self::Home)
                | (
                    Self::Households,
                    Self::Households
                        | Self::HouseholdNew
                        | Self::Household { .. }
                        | Self::Duplicates
                        | Self::HouseholdMerge { .. }
                        | Self::HouseholdSplit { .. }
                        | Self::PersonMerge { .. }
                )
                | (Self::Rosters, Self::Rosters | Self::RosterNew | Self::Roster { .. })
                | (Self::Coverage, Self::Coverage)
                | (Self::Directory, Self::Directory)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_their_pages() {
        assert_eq!(Route::recognize("/households/new"), Some(Route::HouseholdNew));
        let id = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55";
        let route = Route::recognize(&format!("/households/{id}"));
        assert_eq!(route, Some(Route::Household { id: id.parse().unwrap() }));
        assert_eq!(Route::recognize("/households/not-an-id"), Some(Route::NotFound));
    }

    #[test]
    fn a_filter_stands_in_the_address() {
        assert_eq!(Route::Households.href_with(&[("owner", "none")]), "/households?owner=none");
        assert_eq!(Route::Households.href_with(&[("", ""); 0]), "/households");
    }
}
