//! 全覆盖: coverage in numbers, and the rows behind each number.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coverage::{GapKind, Listing, RowsOutcome, State, Step, Within},
    households::ReferenceCode,
    ids::{AreaId, HouseholdId, OrganisationId, PersonId, RosterId, SourceId},
    organisations::Line,
};
use serde::{Deserialize, Serialize};

use crate::{
    areas::AreaRef,
    organisations::OrganisationRef,
    page,
    rosters::{RowOutcome, Source},
};

/// Coverage of some part of the ledger. Each number opens its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageFigures {
    /// Workers: those of the ledger, and those on rosters who wait for a decision.
    pub workers: i64,
    /// Those of them who are covered: no step is missing.
    pub covered: i64,
    /// Households with a worker.
    pub households: i64,
    /// Those of them of which every worker is covered.
    pub households_covered: i64,
    /// Workers by the first step that they lack, in the order of the steps.
    pub missing: Vec<StepCount>,
    /// Gaps by kind.
    pub gaps: Vec<GapCount>,
}

/// How many workers lack a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepCount {
    /// The step.
    pub step: Step,
    /// How many lack it, and none before it.
    pub workers: i64,
}

/// How many gaps there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GapCount {
    /// Of this kind.
    pub kind: GapKind,
    /// How many.
    pub count: i64,
}

/// Coverage at a glance, as far as one's organisation sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// The figures.
    pub figures: CoverageFigures,
    /// Gaps that are the move of one's own organisation.
    pub moves: i64,
    /// Gaps by the line of the organisation whose move they are; employers have none.
    pub lines: Vec<LineGaps>,
    /// Each source against the ledger, by name.
    pub sources: Vec<SourceCoverage>,
    /// Workers of the ledger whom every source has.
    pub in_all_sources: i64,
}

/// How many gaps are the move of a line's organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineGaps {
    /// The line.
    pub line: Line,
    /// How many.
    pub gaps: i64,
}

/// A source against the ledger. The rows are zero for those who may not see rosters, and of earlier days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceCoverage {
    /// The source.
    pub source: Source,
    /// Workers of the ledger who are on its rosters.
    pub listed: i64,
    /// Those of them whom no other source has.
    pub only_here: i64,
    /// Workers of the ledger who are not on its rosters.
    pub not_listed: i64,
    /// Rows of its rosters that are part of the ledger.
    pub applied: i64,
    /// Rows that wait for a decision.
    pub held: i64,
    /// Rows that could not be used.
    pub rejected: i64,
}

/// The coverage of each town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TownCoverageList {
    /// Towns in the order of the official list; a larger area stands for households of which nobody knows the town.
    pub items: Vec<TownCoverage>,
}

/// The coverage of a town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TownCoverage {
    /// The town, or the larger area.
    pub area_id: AreaId,
    /// Its name.
    pub name: String,
    /// How its rows are asked for: `here` for a larger area.
    pub within: Within,
    /// The figures.
    pub figures: CoverageFigures,
}

/// The coverage of each employer's workers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmployerCoverageList {
    /// Employers by name; workers without one among the organisations last.
    pub items: Vec<EmployerCoverage>,
}

/// The coverage of an employer's workers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmployerCoverage {
    /// The employer; absent for workers without one among the organisations.
    pub employer: Option<OrganisationRef>,
    /// The figures.
    pub figures: CoverageFigures,
}

/// Which days of which part. At most one of `area_id`, `employer` and `line`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CoverageDayFilter {
    /// Of this area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// Whether the areas below it count; they do when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Of the workers of an employer, or `none` for those without one among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "none"))]
    pub employer: Option<EmployerFilter>,
    /// Of the gaps that are the move of this line's organisations; there are no other figures of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// The last day; today when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2020-02-11"))]
    pub until: Option<NaiveDate>,
    /// How many days at most, 92 at the most; 30 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 92))]
    pub days: Option<u32>,
}

/// Coverage day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageDayList {
    /// From the first day to the last; those before anything was known are not among them.
    pub items: Vec<CoverageDay>,
}

/// Coverage at the end of a day; today's so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageDay {
    /// The day, where the operation is.
    pub day: NaiveDate,
    /// The figures.
    pub figures: CoverageFigures,
}

/// Declares what stands in a parameter for an organisation or for a word.
macro_rules! word_or_organisation {
    ($(#[$meta:meta])* $name:ident { $(#[$vmeta:meta])* $variant:ident = $word:literal }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum $name {
            $(#[$vmeta])*
            $variant,
            /// This organisation.
            Organisation(OrganisationId),
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                if text == $word {
                    return Ok(Self::$variant);
                }
                text.parse().map(Self::Organisation).map_err(|_| concat!("an organisation's id or ", $word).to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                match value {
                    $name::$variant => $word.to_owned(),
                    $name::Organisation(id) => id.to_string(),
                }
            }
        }
    };
}

word_or_organisation!(
    /// Whose workers.
    EmployerFilter {
        /// Those without an employer among the organisations.
        Nobody = "none"
    }
);
word_or_organisation!(
    /// Whose move.
    MoverFilter {
        /// One's own organisation's.
        Mine = "mine"
    }
);

/// Which workers. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CoverageWorkerFilter {
    /// Covered or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// This is the first step that they lack; goes before `state`. Those who wait on a roster are among the gaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Step>,
    /// Whose household lies in this area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// Whether the areas below it count; they do when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// An employer's id, or `none` for workers without one among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "none"))]
    pub employer: Option<EmployerFilter>,
    /// Which sources have them: `on`, `not_on` and `only` are said of `source_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// The source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
}

/// A worker of the ledger with how far their coverage is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoverageWorker {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their household.
    pub household_id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Where it lies.
    pub area: AreaRef,
    /// Their employer among the organisations.
    pub employer_name: Option<String>,
    /// The first step that is missing; absent for a covered worker.
    pub missing: Option<Step>,
    /// The names of the sources that have them.
    pub sources: Vec<String>,
}

page!(
    /// A page of workers, by area.
    CoverageWorkerPage of CoverageWorker
);

/// Which gaps. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct GapFilter {
    /// Of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<GapKind>,
    /// Whose move: an organisation's id, or `mine` for one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "mine"))]
    pub mover: Option<MoverFilter>,
    /// The move of this line's organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// In this area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// Whether the areas below it count; they do when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Of the workers of an employer, or `none` for those without one among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "none"))]
    pub employer: Option<EmployerFilter>,
}

/// Something that is missing, and whose move it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// Whose move it is; absent where the operation has nobody for it.
    pub mover: Option<OrganisationRef>,
    /// Whom it is about, where the ledger has them.
    pub person_id: Option<PersonId>,
    /// Their name, or the household's.
    pub name: String,
    /// The household, where the ledger has it.
    pub household: Option<GapHousehold>,
    /// The employer among the organisations.
    pub employer_name: Option<String>,
    /// The row of a roster that waits.
    pub row: Option<GapRow>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The household of a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GapHousehold {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Where it lies.
    pub area: AreaRef,
}

/// A row of a roster that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GapRow {
    /// The roster.
    pub roster_id: RosterId,
    /// The name of its file.
    pub filename: String,
    /// Counted from 1 over all sheets.
    pub row_no: i32,
}

page!(
    /// A page of gaps, by area.
    GapPage of Gap
);

/// Which rows of rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SourceRowFilter {
    /// Of this source's rosters.
    #[cfg_attr(feature = "openapi", param(example = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55"))]
    pub source_id: SourceId,
    /// With this outcome.
    #[cfg_attr(feature = "openapi", param(example = "held"))]
    pub outcome: RowsOutcome,
}

/// A row of a source's rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceRow {
    /// The roster.
    pub roster_id: RosterId,
    /// The name of its file.
    pub filename: String,
    /// Counted from 1 over all sheets.
    pub row_no: i32,
    /// The sheet's name.
    pub sheet: String,
    /// The line in the sheet, from 1.
    pub line: i32,
    /// The name that it says.
    pub name: String,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The household in which it puts them.
    pub household_id: Option<HouseholdId>,
}

page!(
    /// A page of rows, roster by roster.
    SourceRowPage of SourceRow
);
