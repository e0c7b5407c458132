//! Rows on their way out: the office's own columns, with what became of each row and why.

use std::collections::HashMap;

use actix_web::{HttpResponse, http::header};
use domain::{
    access::Permission, masking::conceal_identity_numbers, rosters::plan::RowOutcome, users::Language,
};
use spreadsheets::{Column, Value, data_rows, write_csv, write_xlsx};
use storage::{
    Store,
    rosters::{RosterRecord, RowFilter, RowRecord},
};

use super::{files, uploads::apart, wire, words};
use crate::{
    http::{CSV, TableFormat, XLSX, everything, text_column},
    masking::Masks,
    problem::{Problem, Result},
};

/// Answers with the rows that fit a filter as a file to keep, and writes to the journal that they left.
///
/// The office that uploaded the list, in the person of those who may upload, gets its own cells back as they were, but for
/// the identity numbers of people whom the ledger has. Everyone else gets them as the screen shows them.
pub async fn rows(
    store: &Store,
    roster: RosterRecord,
    filter: RowFilter,
    format: TableFormat,
    language: Language,
) -> Result<HttpResponse> {
    let id = roster.summary.id;
    let rows = everything(
        |row: &RowRecord| row.row_no,
        |slice| {
            let filter = filter.clone();
            store.read(move |scoped| scoped.roster_rows(id, &filter, &slice))
        },
    )
    .await?;
    let actor = store.actor();
    let own = roster.summary.organisation_id == actor.organisation_id
        && actor.may(Permission::RostersWrite).is_ok();
    let mut originals = if own { originals(store, &roster).await? } else { HashMap::new() };
    // Whoever sees the identity number of somebody in the ledger does so where the family can see it.
    for row in rows.iter().filter(|row| row.person_id.is_some()) {
        for (_, cell) in originals.get_mut(&row.row_no).into_iter().flatten() {
            *cell = conceal_identity_numbers(cell).into_owned();
        }
    }
    let name = format!("{} {}", stem(&roster.summary.filename), title(&filter, language));
    let noted = name.clone();
    store.write(move |scoped| scoped.note_export(id, &noted)).await?;
    let masks = Masks::of(store.actor());
    let rows: Vec<RowRecord> = rows.into_iter().map(|row| wire::masked(masks, row)).collect();
    let sheet = name.clone();
    let (kind, extension, bytes) = apart(move || {
        let table = Table::of(&rows, &originals, language);
        Ok(match format {
            TableFormat::Xlsx => {
                (XLSX, "xlsx", write_xlsx(&sheet, &table.columns, table.rows).map_err(Problem::internal)?)
            }
            TableFormat::Csv => {
                let mut bytes = Vec::new();
                write_csv(&table.columns, table.rows, &mut bytes).map_err(Problem::internal)?;
                (CSV, "csv", bytes)
            }
        })
    })
    .await?;
    let disposition = header::ContentDisposition {
        disposition: header::DispositionType::Attachment,
        parameters: vec![header::DispositionParam::FilenameExt(header::ExtendedValue {
            charset: header::Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: format!("{name}.{extension}").into_bytes(),
        })],
    };
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, kind)).insert_header(disposition).body(bytes))
}

fn stem(filename: &str) -> &str {
    filename.rsplit_once('.').map_or(filename, |(stem, _)| stem)
}

const fn title(filter: &RowFilter, language: Language) -> &'static str {
    match (filter.outcome, language) {
        (Some(RowOutcome::Rejected), Language::Chinese) => "未采用",
        (Some(RowOutcome::Rejected), Language::English) => "rejected",
        (Some(RowOutcome::Held), Language::Chinese) => "待定",
        (Some(RowOutcome::Held), Language::English) => "held",
        (_, Language::Chinese) => "逐行结果",
        (_, Language::English) => "rows",
    }
}

/// The cells of a row by their column's header, as the file has them.
type Original = Vec<(String, String)>;

async fn originals(store: &Store, roster: &RosterRecord) -> Result<HashMap<i32, Original>> {
    let id = roster.summary.id;
    let recognition = roster.recognised.recognition.clone();
    let bytes = store.read(move |scoped| scoped.roster_file(id)).await?;
    apart(move || {
        let workbook = files::read(&bytes)?;
        let mut originals = HashMap::new();
        for row in data_rows(&workbook, &recognition) {
            let sheet = recognition.sheets.iter().find(|sheet| sheet.index == row.sheet);
            let columns = sheet.into_iter().flat_map(|sheet| &sheet.columns);
            let cells = columns.filter_map(|column| {
                let cell = row.cells.get(column.index as usize)?;
                Some((column.header.clone(), cell.shown().into_owned()))
            });
            originals.insert(i32::try_from(row.row_no).unwrap_or_default(), cells.collect());
        }
        Ok(originals)
    })
    .await
}

struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    fn of(rows: &[RowRecord], originals: &HashMap<i32, Original>, language: Language) -> Self {
        let cells: Vec<Original> = rows
            .iter()
            .map(|row| match originals.get(&row.row_no) {
                Some(cells) => cells.clone(),
                None => {
                    row.cells.iter().map(|cell| (label(&cell.field, language), cell.value.clone())).collect()
                }
            })
            .collect();
        let mut headers: Vec<&str> = Vec::new();
        for (header, _) in cells.iter().flatten() {
            if !headers.contains(&header.as_str()) {
                headers.push(header);
            }
        }
        let [sheet, line, outcome, reason] = match language {
            Language::Chinese => ["工作表", "行号", "结果", "原因"],
            Language::English => ["Sheet", "Line", "Outcome", "Reason"],
        };
        let mut columns = vec![text_column((sheet, 14)), text_column((line, 6))];
        columns.extend(headers.iter().map(|header| text_column((header, 18))));
        columns.extend([text_column((outcome, 10)), text_column((reason, 60))]);
        let table = rows.iter().zip(&cells).map(|(row, cells)| {
            let mut values = vec![Value::Text(row.sheet.clone()), Value::Number(i64::from(row.line))];
            values.extend(headers.iter().map(|header| {
                let texts: Vec<&str> = cells
                    .iter()
                    .filter(|(of, value)| of == header && !value.is_empty())
                    .map(|(_, value)| value.as_str())
                    .collect();
                if texts.is_empty() { Value::Empty } else { Value::Text(texts.join("；")) }
            }));
            values.push(Value::Text(words::outcome(row.outcome, language).to_owned()));
            values.push(Value::Text(words::sentence(&row.reasons, language)));
            values
        });
        Self { rows: table.collect(), columns }
    }
}

fn label(field: &str, language: Language) -> String {
    let named = field.parse().ok().map(|field| match (words::field_name(field), language) {
        ((chinese, _), Language::Chinese) => chinese,
        ((_, english), Language::English) => english,
    });
    named.unwrap_or(field).to_owned()
}
