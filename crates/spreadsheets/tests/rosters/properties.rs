//! Whatever comes, nothing panics and no row is lost.

use chrono::NaiveDate;
use domain::rosters::{
    areas::AreaIndex,
    categories::CategoryIndex,
    cells::Cell,
    ledger::LedgerView,
    plan::{PlanRow, plan},
    recognition::ColumnMemory,
    record::{ReadContext, read_row},
    values,
};
use proptest::prelude::*;
use spreadsheets::{Column, ColumnKind, Limits, Value, data_rows, read, recognise, write_csv, write_xlsx};

use crate::common::{Office, invented};

fn through(bytes: &[u8], areas: &AreaIndex) -> Option<usize> {
    let workbook = read(bytes, &Limits::default()).ok()?;
    let recognition = recognise(&workbook, &ColumnMemory::default());
    recognition.check().ok()?;
    let context = ReadContext {
        as_of: NaiveDate::from_ymd_opt(2020, 2, 11),
        operation_starts: NaiveDate::from_ymd_opt(2020, 1, 23)?,
        operation_ends: None,
        categories: &CategoryIndex::default(),
        areas,
    };
    let sources: Vec<_> = data_rows(&workbook, &recognition).collect();
    let rows: Vec<_> =
        sources.iter().map(|row| read_row(row, &recognition.sheets[row.sheet as usize], &context)).collect();
    let records: Vec<_> = rows.iter().filter_map(|row| row.record.as_ref()).collect();
    let planned: Vec<_> = records
        .iter()
        .map(|record| PlanRow { record, identity: None, decision: None, household: None })
        .collect();
    let plan = plan(&planned, &LedgerView::default(), areas);
    assert_eq!(plan.rows.len(), records.len());
    assert!(
        rows.iter().all(|row| row.record.is_some() || !row.reasons.is_empty()),
        "a rejected row says why"
    );
    Some(sources.len())
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[0-9]{11}",
        "[0-9]{17}[0-9Xx]",
        "[12][0-9]{3}[.年/-][0-9]{1,2}[.月/-][0-9]{1,2}日?",
        Just("王芳".to_owned()),
        Just("石桥村".to_owned()),
        Just("本人".to_owned()),
        Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let office = Office::new(&invented::divisions());
        let _ = through(&bytes, &office.areas);
    }

    #[test]
    fn any_cells_below_a_header(rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 9), 1..20)) {
        let office = Office::new(&invented::divisions());
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["姓名", "身份证号", "手机", "出生日期", "村居", "家庭住址", "关系", "户号", "配偶姓名"]).unwrap();
        for row in &rows {
            out.write_record(row).unwrap();
        }
        through(&out.into_inner().unwrap(), &office.areas);
    }

    #[test]
    fn any_text_as_a_value(text in "\\PC{0,40}") {
        let _ = values::parse_date(&text);
        let _ = values::find_date(&text);
        let _ = values::parse_count(&text);
        let _ = values::date_of(&Cell::text(text.clone()));
        let _ = domain::rosters::fields::Field::from_header(&text);
    }

    #[test]
    fn what_is_written_is_read_again(texts in proptest::collection::vec("[^\\p{C}\\s][^\\p{C}]{0,30}[^\\p{C}\\s]", 1..8)) {
        let column = |header: &str, kind| Column { header: header.to_owned(), kind, width: 12 };
        let columns = [column("备注", ColumnKind::Text), column("人数", ColumnKind::Number)];
        let rows = || texts.iter().map(|text| vec![Value::Text(text.clone()), Value::Number(3)]);
        let workbook = read(&write_xlsx("名单", &columns, rows()).unwrap(), &Limits::default()).unwrap();
        let read_back: Vec<_> = workbook.sheets[0].rows.iter().skip(1).map(|row| row.cells[0].clone()).collect();
        prop_assert_eq!(read_back, texts.iter().map(Cell::text).collect::<Vec<_>>());
        let mut csv = Vec::new();
        write_csv(&columns, rows(), &mut csv).unwrap();
        let workbook = read(&csv, &Limits::default()).unwrap();
        for (row, text) in workbook.sheets[0].rows.iter().skip(1).zip(&texts) {
            let shown = row.cells[0].shown().into_owned();
            let quoted = ["'", text].concat();
            prop_assert!(shown == *text || shown == quoted);
            prop_assert!(!shown.starts_with(['=', '+', '-', '@']));
        }
    }
}
