use api_types::{
    coverage::{
        CoverageDayFilter, CoverageWorkerFilter, EmployerFilter, GapFilter, MoverFilter, SourceRowFilter,
    },
    disagreements::DisagreementFilter,
};
use chrono::NaiveDate;
use domain::{
    coverage::{DisagreementState, GapKind, Listing, Matter, RowsOutcome, State, Step, Within},
    ids::{AreaId, SourceId},
    organisations::Line,
};
use serde::{Deserialize, Serialize};
use yew::AttrValue;

use crate::{paging::Place, route::Route};

/// The parts of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    #[default]
    Overview,
    Gaps,
    Disagreements,
    Workers,
    Days,
    /// Rows of rosters.
    Rows,
}

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Overview, Self::Gaps, Self::Disagreements, Self::Workers, Self::Days, Self::Rows];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Gaps => "gaps",
            Self::Disagreements => "disagreements",
            Self::Workers => "workers",
            Self::Days => "days",
            Self::Rows => "rows",
        }
    }

    /// Whether it tells what stands in rosters.
    pub const fn tells_of_rosters(self) -> bool {
        matches!(self, Self::Disagreements | Self::Rows)
    }

    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|part| part.as_str() == name).unwrap_or_default()
    }
}

/// What the page shows, as the address has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverageView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<GapKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<Matter>,
    /// Disagreements that were settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<DisagreementState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mover: Option<MoverFilter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RowsOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<EmployerFilter>,
    /// The overview as this day ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl CoverageView {
    pub fn of(part: Part) -> Self {
        Self { part: (part != Part::default()).then_some(part), ..Self::default() }
    }

    pub fn href(&self) -> AttrValue {
        Route::Coverage.href_with(self)
    }

    pub fn gaps(&self) -> GapFilter {
        GapFilter {
            kind: self.kind,
            mover: self.mover,
            line: self.line,
            area_id: self.area_id,
            within: self.within,
            employer: self.employer,
        }
    }

    /// Gaps of a kind; what sources disagree on is settled on a list of its own.
    pub fn of_gap(kind: GapKind) -> Self {
        match Matter::ALL.iter().find(|matter| matter.gap() == kind) {
            Some(matter) => Self { matter: Some(*matter), ..Self::of(Part::Disagreements) },
            None => Self { kind: Some(kind), ..Self::of(Part::Gaps) },
        }
    }

    pub fn disagreements(&self) -> DisagreementFilter {
        DisagreementFilter {
            state: self.disagreement,
            matter: self.matter,
            mover: self.mover,
            area_id: self.area_id,
            within: self.within,
            employer: self.employer,
            source_id: self.source_id,
        }
    }

    pub fn workers(&self) -> CoverageWorkerFilter {
        CoverageWorkerFilter {
            state: self.state,
            missing: self.missing,
            area_id: self.area_id,
            within: self.within,
            employer: self.employer,
            listing: self.listing.filter(|of| *of == Listing::Everywhere || self.source_id.is_some()),
            source_id: self.source_id,
        }
    }

    pub fn rows(&self) -> Option<SourceRowFilter> {
        let source_id = self.source_id?;
        Some(SourceRowFilter { source_id, outcome: self.outcome.unwrap_or(RowsOutcome::Held) })
    }

    /// Each day is kept of one part at a time: a line, an employer or an area.
    pub fn days(&self) -> CoverageDayFilter {
        let employer = self.employer.filter(|_| self.line.is_none());
        let area_id = self.area_id.filter(|_| self.line.is_none() && employer.is_none());
        let within = self.within.filter(|_| area_id.is_some());
        CoverageDayFilter { area_id, within, employer, line: self.line, ..CoverageDayFilter::default() }
    }

    pub fn place(&self) -> Place {
        Place::read(self.page, self.cursor.as_ref())
    }

    #[must_use]
    pub fn turned(self, place: Place) -> Self {
        Self { page: place.in_address(), cursor: place.cursor, ..self }
    }

    /// Another filter begins at its first page.
    #[must_use]
    pub fn at_start(self) -> Self {
        Self { page: None, cursor: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_the_address() {
        let view = CoverageView {
            kind: Some(GapKind::WithoutOwner),
            mover: Some(MoverFilter::Mine),
            line: Some(Line::Union),
            within: Some(Within::Here),
            employer: Some(EmployerFilter::Nobody),
            page: Some(3),
            ..CoverageView::of(Part::Gaps)
        };
        let address = serde_urlencoded::to_string(&view).unwrap();
        assert_eq!(serde_urlencoded::from_str::<CoverageView>(&address).unwrap(), view);
    }

    #[test]
    fn days_are_asked_for_of_one_part() {
        let id = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55".parse().unwrap();
        let view =
            CoverageView { area_id: Some(id), line: Some(Line::Union), ..CoverageView::of(Part::Days) };
        assert_eq!((view.days().area_id, view.days().line), (None, Some(Line::Union)));
        assert_eq!(CoverageView { line: None, ..view }.days().area_id, Some(id));
    }

    #[test]
    fn a_listing_without_its_source_asks_for_nothing() {
        let view = CoverageView { listing: Some(Listing::Only), ..CoverageView::of(Part::Workers) };
        assert_eq!(view.workers().listing, None);
        let everywhere = CoverageView { listing: Some(Listing::Everywhere), ..view };
        assert_eq!(everywhere.workers().listing, Some(Listing::Everywhere));
    }
}
