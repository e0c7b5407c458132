//! Pages by keyset. A cursor is the key of the last row, typed by the list that gave it.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use api_types::pages::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageQuery};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::problems::ProblemCode;
use serde::{Serialize, de::DeserializeOwned};
use storage::Slice;

use super::Query;
use crate::problem::{Problem, Result};

/// Where a page begins and how many rows it has, within bounds.
#[derive(Debug, Clone)]
pub struct Paging<K> {
    /// The key of the last row of the page before.
    pub after: Option<K>,
    /// How many rows at most, 1 to [`MAX_LIMIT`].
    pub limit: u32,
}

impl<K: DeserializeOwned> Paging<K> {
    /// Reads what the request says.
    ///
    /// # Errors
    /// 400 for a limit out of bounds or a cursor that this list did not give.
    pub fn parse(query: &PageQuery) -> Result<Self> {
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Problem::parameter("limit", ProblemCode::OutOfRange));
        }
        Ok(Self { after: query.cursor.as_deref().map(decode).transpose()?, limit })
    }
}

impl<K> Paging<K> {
    /// What to read: one row more than the page, so that the query itself says whether another page follows.
    pub fn slice(self) -> Slice<K> {
        Slice { after: self.after, limit: i64::from(self.limit) + 1 }
    }
}

impl<K: DeserializeOwned> FromRequest for Paging<K> {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let query = Query::<PageQuery>::from_request(request, payload).into_inner();
        ready(query.and_then(|Query(query)| Self::parse(&query)))
    }
}

/// Makes a page of rows that were read with [`Paging::slice`].
pub fn page<R, T, K: Serialize>(
    mut rows: Vec<R>,
    limit: u32,
    key: impl FnOnce(&R) -> K,
    item: impl FnMut(R) -> T,
) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = if more { rows.last().map(|last| encode(&key(last))) } else { None };
    Page { items: rows.into_iter().map(item).collect(), next_cursor }
}

fn encode(key: &impl Serialize) -> String {
    BASE64.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let bad = || Problem::parameter("cursor", ProblemCode::BadCursor);
    let bytes = BASE64.decode(cursor).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    // What was escaped into a cursor by hand would reach the database as text.
    if text.contains("\\u0000") {
        return Err(bad());
    }
    serde_json::from_str(&text).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(limit: Option<u32>, cursor: Option<&str>) -> PageQuery {
        PageQuery { limit, cursor: cursor.map(str::to_owned) }
    }

    #[test]
    fn pages_follow_each_other_and_the_last_has_no_successor() {
        let rows = |after: u32| (after + 1..=7).take(4).collect::<Vec<u32>>();
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let paging = Paging::<u32>::parse(&query(Some(3), cursor.as_deref())).unwrap();
            let page = page(rows(paging.after.unwrap_or(0)), paging.limit, |row| *row, |row| row);
            seen.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn limits_have_bounds_and_foreign_cursors_are_refused() {
        for limit in [0, MAX_LIMIT + 1] {
            assert_eq!(
                Paging::<u32>::parse(&query(Some(limit), None)).unwrap_err().code(),
                ProblemCode::Malformed
            );
        }
        for cursor in ["x", "", &encode(&"text"), &BASE64.encode(br#""\u0000""#)] {
            assert!(Paging::<u32>::parse(&query(None, Some(cursor))).is_err(), "{cursor}");
        }
        assert!(Paging::<String>::parse(&query(None, Some(&BASE64.encode(br#""\u0000""#)))).is_err());
    }
}
