//! How long closed households are kept as they are.

use domain::anonymising::DAYS;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// How long the operation keeps closed households before they are anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retention {
    /// Days between closing and anonymising.
    pub anonymise_after_days: i32,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// What is decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({"anonymise_after_days": 365})))]
pub struct RetentionPatch {
    /// Days between closing and anonymising.
    #[garde(custom(within))]
    #[cfg_attr(feature = "openapi", schema(minimum = 30, maximum = 3650))]
    pub anonymise_after_days: i32,
}

fn within(days: &i32, (): &()) -> garde::Result {
    if DAYS.contains(days) {
        Ok(())
    } else {
        Err(garde::Error::new(domain::problems::ProblemCode::OutOfRange.as_str()))
    }
}
