//! Lists leave in three formats: JSON page by page, and the whole filtered view as a text table or a workbook.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header};
use domain::{problems::ProblemCode, users::Language};
use serde::Serialize;
use spreadsheets::{Column, ColumnKind, Value, write_csv, write_xlsx};
use storage::{Slice, StorageError};

use super::{Paging, page};
use crate::problem::{Problem, Result};

/// Excel's media type.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Text tables' media type.
pub const CSV: &str = "text/csv";

/// The format that the caller accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page at a time.
    Json,
    /// A table of the whole view.
    Table(TableFormat),
}

/// The two kinds of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// UTF-8 with a byte order mark, for every spreadsheet program.
    Csv,
    /// A workbook.
    Xlsx,
}

/// What can stand in a row of a table.
pub trait Tabular {
    /// The name of the sheet and of the file, in the reader's language.
    fn title(language: Language) -> &'static str;
    /// The columns, in the reader's language.
    fn columns(language: Language) -> Vec<Column>;
    /// The values under those columns.
    fn row(self, language: Language) -> Vec<Value>;
}

impl FromRequest for Format {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        ready(accepted.map_or(Ok(Self::Json), negotiate))
    }
}

fn negotiate(accepted: &str) -> Result<Format> {
    let mut wanted: Vec<(f32, &str)> = accepted.split(',').map(weighed).collect();
    wanted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = wanted.into_iter().filter(|(weight, _)| *weight > 0.0).find_map(|(_, kind)| match kind {
        "application/json" | "application/*" | "*/*" => Some(Format::Json),
        "text/csv" | "text/*" => Some(Format::Table(TableFormat::Csv)),
        XLSX => Some(Format::Table(TableFormat::Xlsx)),
        _ => None,
    });
    best.ok_or_else(|| ProblemCode::NotAcceptable.into())
}

fn weighed(range: &str) -> (f32, &str) {
    let mut parts = range.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse().ok());
    (weight.unwrap_or(1.0), kind)
}

/// A column of text with its header and its width in characters.
pub fn text_column((header, width): (&str, u16)) -> Column {
    Column { header: header.to_owned(), kind: ColumnKind::Text, width }
}

/// Answers a list in the format asked for: a page of JSON, or a table of everything that fits the filter.
///
/// # Errors
/// What the reads return.
pub async fn list<R, K, T, F>(
    format: Format,
    language: Language,
    paging: Paging<K>,
    key: impl Fn(&R) -> K,
    item: impl FnMut(R) -> T,
    mut read: impl FnMut(Slice<K>) -> F,
) -> Result<HttpResponse>
where
    K: Serialize,
    T: Tabular + Serialize,
    F: Future<Output = Result<Vec<R>, StorageError>>,
{
    match format {
        Format::Json => {
            let limit = paging.limit;
            let rows = read(paging.slice()).await?;
            Ok(HttpResponse::Ok().json(page(rows, limit, key, item)))
        }
        Format::Table(format) => {
            let rows = everything(key, read).await?;
            table(format, language, rows.into_iter().map(item).collect())
        }
    }
}

/// Reads slice after slice to the end, so that no single query grows with the table.
///
/// # Errors
/// What the reads return.
pub async fn everything<R, K, F>(key: impl Fn(&R) -> K, mut read: impl FnMut(Slice<K>) -> F) -> Result<Vec<R>>
where
    F: Future<Output = Result<Vec<R>, StorageError>>,
{
    const SLICE: i64 = 1_000;
    let mut rows = Vec::new();
    let mut slice = Slice::first(SLICE);
    loop {
        let part = read(slice).await?;
        let is_last = part.len() < usize::try_from(SLICE).unwrap_or(usize::MAX);
        rows.extend(part);
        match rows.last() {
            Some(last) if !is_last => slice = Slice { after: Some(key(last)), limit: SLICE },
            _ => return Ok(rows),
        }
    }
}

/// Answers with the whole view as a file to keep.
pub fn table<T: Tabular>(format: TableFormat, language: Language, rows: Vec<T>) -> Result<HttpResponse> {
    let columns = T::columns(language);
    let rows = rows.into_iter().map(|row| row.row(language));
    let (kind, extension, bytes) = match format {
        TableFormat::Xlsx => {
            (XLSX, "xlsx", write_xlsx(T::title(language), &columns, rows).map_err(Problem::internal)?)
        }
        TableFormat::Csv => {
            let mut bytes = Vec::new();
            write_csv(&columns, rows, &mut bytes).map_err(Problem::internal)?;
            ("text/csv; charset=utf-8", "csv", bytes)
        }
    };
    let filename = header::ContentDisposition {
        disposition: header::DispositionType::Attachment,
        parameters: vec![header::DispositionParam::FilenameExt(header::ExtendedValue {
            charset: header::Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: format!("{}.{extension}", T::title(language)).into_bytes(),
        })],
    };
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, kind)).insert_header(filename).body(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_format_that_exists_is_given() {
        let csv = Format::Table(TableFormat::Csv);
        for (accepted, format) in [
            ("application/json", Format::Json),
            ("text/html, */*;q=0.8", Format::Json),
            ("text/csv", csv),
            ("application/json;q=0.5, text/csv", csv),
            ("text/csv;q=0, application/json;q=0.1", Format::Json),
            (XLSX, Format::Table(TableFormat::Xlsx)),
        ] {
            assert_eq!(negotiate(accepted).unwrap(), format, "{accepted}");
        }
        assert_eq!(negotiate("image/png").unwrap_err().code(), ProblemCode::NotAcceptable);
    }
}
