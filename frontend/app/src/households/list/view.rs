use api_types::households::{HouseholdFilter, HouseholdSort, OwnerFilter};
use domain::{
    coverage::HouseholdCoverage,
    households::{Clarity, HouseholdStatus, Situation},
    ids::{AreaId, OrganisationId},
};
use serde::{Deserialize, Serialize};
use ui::Sort;

use crate::paging::Place;

/// The list's filter, order and page as the address has them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<HouseholdStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerFilter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<OrganisationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub situation: Option<Situation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unclear: Option<Clarity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<HouseholdCoverage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<HouseholdSort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl ListView {
    /// What the server is asked for, and what an export takes.
    pub fn filter(&self) -> HouseholdFilter {
        HouseholdFilter {
            q: self.q.clone(),
            area_id: self.area_id,
            status: self.status,
            owner: self.owner,
            category: self.category.clone(),
            employer_id: self.employer_id,
            situation: self.situation,
            unclear: self.unclear,
            coverage: self.coverage,
            sort: self.sort,
        }
    }

    pub fn is_unfiltered(&self) -> bool {
        HouseholdFilter { sort: None, ..self.filter() } == HouseholdFilter::default()
    }

    /// How many filters hold beside the search.
    pub fn filters_in_use(&self) -> usize {
        [
            self.area_id.is_some(),
            self.status.is_some(),
            self.owner.is_some(),
            self.category.is_some(),
            self.employer_id.is_some(),
            self.situation.is_some(),
            self.unclear.is_some(),
            self.coverage.is_some(),
        ]
        .into_iter()
        .filter(|holds| *holds)
        .count()
    }

    pub fn place(&self) -> Place {
        Place::read(self.page, self.cursor.as_ref())
    }

    pub fn sort(&self) -> Option<Sort> {
        Sort::parse(self.sort.unwrap_or_default().as_str())
    }

    pub fn sorted(self, sort: &Sort) -> Self {
        Self { sort: sort.to_string().parse().ok(), ..self.at_start() }
    }

    pub fn turned(self, place: Place) -> Self {
        Self { page: place.in_address(), cursor: place.cursor, ..self }
    }

    /// Another filter begins at the first page.
    pub fn at_start(self) -> Self {
        Self { page: None, cursor: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_the_view() {
        let view = ListView {
            q: Some("王芳".to_owned()),
            owner: Some(OwnerFilter::Nobody),
            unclear: Some(Clarity::Needs),
            page: Some(2),
            cursor: Some("abc".to_owned()),
            ..ListView::default()
        };
        let address = serde_urlencoded::to_string(&view).unwrap();
        assert_eq!(serde_urlencoded::from_str::<ListView>(&address).unwrap(), view);
    }

    #[test]
    fn another_order_begins_at_the_first_page() {
        let view = ListView { page: Some(3), cursor: Some("abc".to_owned()), ..ListView::default() };
        let sorted = view.sorted(&Sort::parse("-updated").unwrap());
        assert_eq!(sorted.sort, Some(HouseholdSort::UpdatedDescending));
        assert_eq!((sorted.page, sorted.cursor), (None, None));
    }
}
