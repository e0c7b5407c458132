//! The list of households as a table that leaves the system.

use api_types::households::HouseholdRow;
use chrono::NaiveDate;
use domain::users::Language;
use spreadsheets::{Column, ColumnKind, Value};

use super::words;
use crate::http::{Tabular, text_column};

/// A household with the names of its workers' categories.
#[derive(Debug)]
pub struct Line {
    /// The household.
    pub row: HouseholdRow,
    /// Each worker's category, in the reader's language.
    pub categories: Vec<Option<String>>,
    /// The day of its last change, where the operation is.
    pub updated_on: NaiveDate,
}

/// What stands between several words in a cell.
const BETWEEN: &str = "、";

impl Tabular for Line {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "台账",
            Language::English => "households",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let [reference, name, town, area, address, phone, status, situation, missing] = match language {
            Language::Chinese => {
                ["编号", "户名", "镇街", "村居", "住址", "联系电话", "状态", "家庭情况", "待补充"]
            }
            Language::English => {
                ["Reference", "Name", "Town", "Area", "Address", "Phone", "Status", "Situation", "Missing"]
            }
        };
        let [category, employer, away, members, workers, owner, updated] = match language {
            Language::Chinese => ["人员类别", "单位", "外出日期", "人数", "一线人数", "负责人", "更新日期"],
            Language::English => {
                ["Category", "Employer", "Away since", "Members", "Workers", "Owner", "Updated"]
            }
        };
        let of = |header: &str, kind, width| Column { header: header.to_owned(), kind, width };
        let mut columns: Vec<Column> = [(reference, 10), (name, 16), (town, 16), (area, 22), (address, 34)]
            .into_iter()
            .chain([
                (phone, 14),
                (status, 10),
                (situation, 26),
                (missing, 30),
                (category, 14),
                (employer, 22),
            ])
            .map(text_column)
            .collect();
        columns.extend([
            of(away, ColumnKind::Date, 12),
            of(members, ColumnKind::Number, 8),
            of(workers, ColumnKind::Number, 8),
            of(owner, ColumnKind::Text, 14),
            of(updated, ColumnKind::Date, 12),
        ]);
        columns
    }

    fn row(self, language: Language) -> Vec<Value> {
        let Self { row, categories, updated_on } = self;
        let text = |text: Option<String>| text.map_or(Value::Empty, Value::Text);
        // A couple's cells have one part for each, in the order of the names.
        let each = |of_workers: Vec<Option<String>>| {
            if of_workers.iter().all(Option::is_none) {
                return Value::Empty;
            }
            let parts: Vec<String> =
                of_workers.into_iter().map(|one| one.unwrap_or_else(|| "—".to_owned())).collect();
            Value::Text(parts.join(BETWEEN))
        };
        let employers = row.workers.iter().map(|worker| worker.employer_name.clone()).collect();
        let situation: Vec<&str> = row.situation.iter().map(|one| words::situation(*one, language)).collect();
        let missing: Vec<&str> = row.missing.iter().map(|one| words::missing(*one, language)).collect();
        vec![
            Value::Text(row.reference.to_string()),
            Value::Text(row.name),
            text(row.town_name),
            Value::Text(row.area_name),
            text(row.address),
            text(row.phone),
            Value::Text(words::status(row.status, language).to_owned()),
            Value::Text(situation.join(BETWEEN)),
            Value::Text(missing.join(BETWEEN)),
            each(categories),
            each(employers),
            row.away_since.map_or(Value::Empty, Value::Date),
            Value::Number(row.member_count.into()),
            Value::Number(row.worker_count.into()),
            text(row.owner.map(|owner| owner.display_name)),
            Value::Date(updated_on),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_column() {
        let [chinese, english] = [Language::Chinese, Language::English].map(Line::columns);
        assert_eq!(chinese.len(), english.len());
        assert_eq!(chinese.len(), 16);
    }
}
