//! Dates as people know them: a birthday without its year, a year alone, or a whole date.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A date of which the year, or the month and day, may be unknown.
///
/// Written as EDTF level 1 (ISO 8601-2:2019): `1979-11-21`, `XXXX-06-10`, `1979`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// A whole date.
    Full(NaiveDate),
    /// A month and a day of an unknown year.
    MonthDay {
        /// 1–12.
        month: u8,
        /// 1–31, possible in that month.
        day: u8,
    },
    /// A year alone.
    Year(i16),
}

/// A text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("a date is written 1979-11-21, XXXX-11-21 where the year is unknown, or 1979")]
pub struct PartialDateError;

impl PartialDate {
    /// A month and day that exist in a leap year.
    ///
    /// # Errors
    /// [`PartialDateError`] where no year has such a day.
    pub fn month_day(month: u8, day: u8) -> Result<Self, PartialDateError> {
        match NaiveDate::from_ymd_opt(2000, u32::from(month), u32::from(day)) {
            Some(_) => Ok(Self::MonthDay { month, day }),
            None => Err(PartialDateError),
        }
    }

    /// The whole date where it is known.
    pub const fn full(self) -> Option<NaiveDate> {
        match self {
            Self::Full(date) => Some(date),
            Self::MonthDay { .. } | Self::Year(_) => None,
        }
    }

    /// Whether both could be the same day.
    pub fn is_compatible_with(self, other: Self) -> bool {
        let (year, day) = self.parts();
        let (other_year, other_day) = other.parts();
        (year.is_none() || other_year.is_none() || year == other_year)
            && (day.is_none() || other_day.is_none() || day == other_day)
    }

    /// Whether this says all that the other says, and more.
    pub fn is_more_precise_than(self, other: Self) -> bool {
        matches!((self, other), (Self::Full(_), Self::MonthDay { .. } | Self::Year(_)))
            && self.is_compatible_with(other)
    }

    /// Completed years of age on a day, where year, month and day are known.
    pub fn age_on(self, day: NaiveDate) -> Option<u32> {
        day.years_since(self.full()?)
    }

    fn parts(self) -> (Option<i32>, Option<(u32, u32)>) {
        match self {
            Self::Full(date) => (Some(date.year()), Some((date.month(), date.day()))),
            Self::MonthDay { month, day } => (None, Some((u32::from(month), u32::from(day)))),
            Self::Year(year) => (Some(i32::from(year)), None),
        }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for PartialDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some(
                "EDTF (ISO 8601-2): a whole date, `XXXX-06-10` where the year is unknown, or a year",
            ))
            .examples([serde_json::json!("1979-11-21")])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for PartialDate {}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self::Full(date)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(date) => write!(f, "{date}"),
            Self::MonthDay { month, day } => write!(f, "XXXX-{month:02}-{day:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(rest) = text.strip_prefix("XXXX-") {
            let (month, day) = rest.split_once('-').ok_or(PartialDateError)?;
            return Self::month_day(
                month.parse().map_err(|_| PartialDateError)?,
                day.parse().map_err(|_| PartialDateError)?,
            );
        }
        if text.len() == 4 {
            let year = text.parse().map_err(|_| PartialDateError)?;
            return if (1850..=2200).contains(&year) { Ok(Self::Year(year)) } else { Err(PartialDateError) };
        }
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(date) if (1850..=2200).contains(&date.year()) => Ok(Self::Full(date)),
            _ => Err(PartialDateError),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = PartialDateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for text in ["1979-11-21", "XXXX-06-10", "XXXX-02-29", "1979"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in ["XXXX-02-30", "1979-13-01", "", "79", "1979-2", "12345-01-01"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_birthday_without_year_fits_the_whole_date() {
        let full: PartialDate = "1979-06-10".parse().unwrap();
        let birthday: PartialDate = "XXXX-06-10".parse().unwrap();
        assert!(birthday.is_compatible_with(full) && full.is_more_precise_than(birthday));
        assert!(!"XXXX-06-11".parse::<PartialDate>().unwrap().is_compatible_with(full));
        assert_eq!(full.age_on(NaiveDate::from_ymd_opt(2020, 6, 9).unwrap()), Some(40));
    }
}
