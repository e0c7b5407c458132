use api_types::rosters::{Roster, RosterRowFilter, RosterStatus, RowOutcome};
use serde::{Deserialize, Serialize};
use yew::AttrValue;

use crate::{paging::Place, route::Route};

/// Where one is on a roster's page: it stands in the address, so that the tab can be closed at any time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RosterView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RowOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The steps of a roster's way into the ledger, after its upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Sheets, header lines and columns.
    Columns,
    /// What becomes of each row.
    Preview,
    /// What became of each row.
    Result,
}

impl Step {
    /// The step that a roster asks for by itself.
    pub const fn of(status: RosterStatus) -> Self {
        match status {
            RosterStatus::Recognised => Self::Columns,
            RosterStatus::Previewed => Self::Preview,
            RosterStatus::Committed | RosterStatus::Undone => Self::Result,
        }
    }

    /// The step to show: an address may name one that the roster has not reached or has behind it.
    pub fn reached(asked: Option<Self>, roster: &Roster) -> Self {
        let own = Self::of(roster.status);
        match (asked, roster.status) {
            (Some(Self::Columns), _) => Self::Columns,
            (Some(Self::Preview), RosterStatus::Recognised) => Self::Preview,
            _ => own,
        }
    }
}

impl RosterView {
    pub fn at(step: Step) -> Self {
        Self { step: Some(step), ..Self::default() }
    }

    pub fn rows(&self) -> RosterRowFilter {
        RosterRowFilter {
            outcome: self.outcome,
            reason: self.reason.clone(),
            sheet: self.sheet.clone(),
            waiting: None,
        }
    }

    /// The same page with other rows, from their first page.
    #[must_use]
    pub fn with_rows(&self, filter: RosterRowFilter) -> Self {
        Self {
            step: self.step,
            outcome: filter.outcome,
            reason: filter.reason,
            sheet: filter.sheet,
            page: None,
            cursor: None,
        }
    }

    pub fn place(&self) -> Place {
        Place::read(self.page, self.cursor.as_ref())
    }

    #[must_use]
    pub fn turned(&self, place: Place) -> Self {
        Self { page: place.in_address(), cursor: place.cursor, ..self.clone() }
    }

    pub fn href(&self, id: domain::ids::RosterId) -> AttrValue {
        Route::Roster { id }.href_with(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_the_address() {
        let view = RosterView {
            outcome: Some(RowOutcome::Held),
            reason: Some("phone_of_another_name".into()),
            sheet: Some("援鄂 医疗队".into()),
            page: Some(2),
            cursor: Some("a=b".into()),
            ..RosterView::at(Step::Result)
        };
        let address = serde_urlencoded::to_string(&view).unwrap();
        assert_eq!(serde_urlencoded::from_str::<RosterView>(&address).unwrap(), view);
        assert_eq!(serde_urlencoded::to_string(RosterView::default()).unwrap(), "");
    }
}
