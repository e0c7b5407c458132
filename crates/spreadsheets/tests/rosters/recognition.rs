//! What a person corrects, what a source remembers, and how households of a list are told apart.

use std::collections::BTreeMap;

use domain::rosters::{
    fields::Field,
    recognition::{Basis, ColumnMemory, RosterKind, SheetCorrection, Unused},
};
use spreadsheets::{Limits, Workbook, correct, data_rows, read, recognise};

fn table(text: &str) -> Workbook {
    read(text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn a_correction_is_remembered_by_the_header() {
    let workbook = table("编码,谁,号码\n1,王芳,18800000001\n2,李伟,18800000002\n");
    let recognition = recognise(&workbook, &ColumnMemory::default());
    assert_eq!(recognition.sheets[0].unused, Some(Unused::NoHeader));
    let correction = SheetCorrection {
        header_row: Some(1),
        used: Some(true),
        columns: BTreeMap::from([(1, Some(Field::Name))]),
        ..SheetCorrection::default()
    };
    let corrected = correct(&workbook, &recognition, &[correction], &ColumnMemory::default());
    corrected.check().unwrap();
    assert_eq!(corrected.sheets[0].columns[2].field, Some(Field::Phone), "by its content");
    assert_eq!(data_rows(&workbook, &corrected).count(), 2);

    let mut memory = ColumnMemory::default();
    memory.remember(&corrected);
    let json = serde_json::to_string(&memory).unwrap();
    let memory: ColumnMemory = serde_json::from_str(&json).unwrap();
    let again = recognise(&table("名册\n号码,编码,谁\n18800000003,3,赵雪\n"), &memory);
    again.check().unwrap();
    assert_eq!(again.sheets[0].header_row, Some(2));
    assert_eq!(again.sheets[0].columns[2].field, Some(Field::Name));
    assert_eq!(again.sheets[0].columns[2].basis, Basis::Remembered);
}

#[test]
fn values_contradict_a_header() {
    let text =
        "姓名,手机号码,身份证号\n王芳,12019919871001672X,18800000001\n李伟,120199198908045219,18800000002\n";
    let columns = recognise(&table(text), &ColumnMemory::default()).sheets[0].columns.clone();
    assert_eq!((columns[1].field, columns[1].basis), (Some(Field::IdentityNumber), Basis::Content));
    assert_eq!(columns[2].field, Some(Field::Phone));
    assert_eq!(columns[1].samples[0], "120*************2X");
    let text = "姓名,紧急联系人电话\n王芳,18800000001\n李伟,18800000002\n";
    assert_eq!(recognise(&table(text), &ColumnMemory::default()).sheets[0].columns[1].field, None);
}

#[test]
fn households_of_a_list_of_members() {
    let text = "户号,村居,家庭住址,姓名,与医务人员关系\n\
                1,王家村,1号楼,王芳,本人\n,,,李伟,配偶\n\
                ,,,赵雪,本人\n,,,赵一,子女\n\
                2,王家村,,钱敏,子女\n2,,,钱丽,本人\n\
                3,王家村,3号楼,孙静,配偶\n";
    let workbook = table(text);
    let recognition = recognise(&workbook, &ColumnMemory::default());
    assert_eq!(recognition.sheets[0].kind, RosterKind::Members);
    let groups: Vec<u32> = data_rows(&workbook, &recognition).map(|row| row.group).collect();
    assert_eq!(groups, [1, 1, 3, 3, 5, 5, 7]);
    let rows: Vec<_> = data_rows(&workbook, &recognition).collect();
    assert_eq!(rows[1].cells[2].shown(), "1号楼");
    assert!(rows[2].cells[2].is_blank(), "another worker's household does not take over the address above");
    assert_eq!(rows[5].cells[1].shown(), "王家村");
}

#[test]
fn lines_that_are_not_about_people() {
    let text = "西青区名单\n截至日期：2020年2月11日,填报单位：西青医院\n\n序号,姓名,手机\n1,王芳,18800000001\n\n小计,1人,\n序号,姓名,手机\n2,李伟,18800000002\n合计,2人,\n填表人：某某,,\n";
    let sheet = recognise(&table(text), &ColumnMemory::default()).sheets.remove(0);
    let rows = sheet.rows;
    assert_eq!(
        (rows.data, rows.totals, rows.repeated_headers, rows.footers, rows.above_header, rows.blank),
        (2, 2, 1, 1, 3, 2)
    );
    assert_eq!(sheet.as_of.map(|day| day.to_string()).as_deref(), Some("2020-02-11"));
    assert_eq!(sheet.reporter.as_deref(), Some("西青医院"));
}
