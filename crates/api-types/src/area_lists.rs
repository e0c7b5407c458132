//! Official lists of areas, compared with the operation's own and taken over.

use domain::{
    area_lists::{AreaColumn, AreaFault, AreaOutcome},
    areas::AreaLevel,
    ids::{AreaId, JobId},
};
use serde::{Deserialize, Serialize};

/// Columns that are chosen by hand, counted from 0; the others are recognised by their headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AreaListQuery {
    /// The column with the codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_column: Option<u32>,
    /// The column with the names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_column: Option<u32>,
    /// The column with the levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_column: Option<u32>,
    /// The column with the codes of the areas above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_column: Option<u32>,
}

/// Which preview is to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AreaListImport {
    /// `plan` of the preview.
    #[cfg_attr(feature = "openapi", param(example = "9b1c0f64d2a7e835", max_length = 40))]
    pub plan: String,
}

/// What would become of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaListPreview {
    /// Names this preview; an import that would come to something else is refused.
    pub plan: String,
    /// The columns of the file.
    pub columns: Vec<AreaListColumn>,
    /// How many lines end how.
    pub counts: AreaListCounts,
    /// The first lines that are not as the operation has them, those that cannot be taken over before the others.
    pub lines: Vec<AreaListLine>,
    /// The first of the areas in use that the list does not have. They stay as they are.
    pub missing: Vec<MissingArea>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaListColumn {
    /// Its place, from 0.
    pub index: u32,
    /// Its header.
    pub header: String,
    /// What it says; absent where that is not asked for.
    pub field: Option<AreaColumn>,
}

/// How many lines of a list end how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaListCounts {
    /// Areas that are added.
    pub new: usize,
    /// Areas that are so already.
    pub same: usize,
    /// Areas that get another name.
    pub renamed: usize,
    /// Areas that go to another parent.
    pub moved: usize,
    /// Lines that cannot be taken over.
    pub invalid: usize,
    /// Areas in use that the list does not have.
    pub missing: usize,
}

/// A line of a list with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaListLine {
    /// The line in the file, from 1.
    pub line: u32,
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The level, where that is known.
    pub level: Option<AreaLevel>,
    /// The code of the area above, where that is known.
    pub parent_code: Option<String>,
    /// What becomes of it.
    pub outcome: AreaOutcome,
    /// Why it cannot be taken over.
    pub fault: Option<AreaFault>,
    /// Its name before, where that is another.
    pub name_before: Option<String>,
    /// The code of the area above before, where that is another.
    pub parent_code_before: Option<String>,
}

/// An area in use that a list does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingArea {
    /// The area.
    pub id: AreaId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaListImported {
    /// How many lines ended how.
    pub counts: AreaListCounts,
    /// The job that brings the households up to date, where there are many.
    pub job_id: Option<JobId>,
}
