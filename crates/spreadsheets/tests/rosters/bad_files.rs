//! Files that are not what they seem: each gets a stable code and a message that says what to do.

use std::io::{Cursor, Write};

use domain::{
    problems::ProblemCode,
    rosters::{
        cells::Cell,
        recognition::{ColumnMemory, RecognitionError, Unused},
    },
};
use rust_xlsxwriter::{Formula, Workbook};
use spreadsheets::{Format, Limits, ReadError, read, recognise};
use zip::{ZipWriter, write::SimpleFileOptions};

fn code(bytes: &[u8]) -> ProblemCode {
    let error = read(bytes, &Limits::default()).unwrap_err();
    assert!(error.to_string().len() > 10, "{error:?} says something");
    error.code()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(cells: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0..).zip(cells) {
        for (column, text) in (0..).zip(*row) {
            sheet.write(line, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A compound file as far as the first bytes and the names of its streams tell.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1_024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4_096, 0);
    bytes
}

#[test]
fn other_kinds_of_file() {
    assert_eq!(code(b""), ProblemCode::FileEmpty);
    assert_eq!(code(b" \r\n\r\n"), ProblemCode::NoRows);
    assert_eq!(code(b"%PDF-1.7 ..."), ProblemCode::FileKindUnknown);
    assert_eq!(code(b"\x89PNG\r\n\x1a\n"), ProblemCode::FileKindUnknown);
    assert_eq!(code(b"<html><table><tr><td>x"), ProblemCode::FileKindUnknown);
    assert_eq!(code(b"\x01\x02\x03\x04 binary"), ProblemCode::FileKindUnknown);
    assert_eq!(code(&compound("Workbook")), ProblemCode::FileKindUnknown);
    assert_eq!(read(&compound("Workbook"), &Limits::default()), Err(ReadError::OldWorkbook));
    assert_eq!(code(&compound("EncryptedPackage")), ProblemCode::FileEncrypted);
    let docx = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")]);
    assert_eq!(read(&docx, &Limits::default()), Err(ReadError::NotATable { what: "a Word document" }));
}

#[test]
fn damaged_workbooks() {
    let good = workbook(&[&["姓名", "手机"], &["王芳", "18800000001"]]);
    assert!(read(&good, &Limits::default()).is_ok());
    assert_eq!(code(good.get(..good.len() / 2).unwrap()), ProblemCode::FileDamaged);
    let nonsense =
        zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook><sheets><sheet")]);
    assert_eq!(code(&nonsense), ProblemCode::FileDamaged);
    assert_eq!(code(&zip(&[("notes.txt", b"hello")])), ProblemCode::FileKindUnknown);
    assert_eq!(code(&workbook(&[])), ProblemCode::NoRows);
}

#[test]
fn bombs_are_measured_before_they_are_read() {
    let part = vec![b' '; 60 << 20];
    let bomb = zip(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &part)]);
    assert!(bomb.len() < 200_000);
    assert_eq!(code(&bomb), ProblemCode::FileBomb);
    // The list of parts says ten bytes; what comes out is what counts.
    let mut lying = bomb;
    let size = u32::try_from(part.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    assert!(matches!(code(&lying), ProblemCode::FileBomb | ProblemCode::FileDamaged));
}

#[test]
fn limits() {
    assert_eq!(code(&vec![b'a'; 50 << 20]), ProblemCode::TooLarge);
    let small = Limits { rows: 10, columns: 5, sheets: 1, cell_chars: 20, ..Limits::default() };
    let many_rows = "姓名\n".to_owned() + &"王芳\n".repeat(20);
    assert_eq!(read(many_rows.as_bytes(), &small).unwrap_err().code(), ProblemCode::TooManyRows);
    assert_eq!(read("a,b,c,d,e,f\n".as_bytes(), &small).unwrap_err().code(), ProblemCode::TooManyColumns);
    let mut two = Workbook::new();
    two.add_worksheet();
    two.add_worksheet();
    assert_eq!(read(&two.save_to_buffer().unwrap(), &small).unwrap_err().code(), ProblemCode::TooManySheets);
    let long = read(format!("姓名,备注\n王芳,{}\n", "很".repeat(30)).as_bytes(), &small).unwrap();
    assert_eq!(long.sheets[0].rows[1].cells[1], Cell::TooLong { too_long: "很".repeat(20) });
    // A cell far below the last row costs nothing.
    let mut far = Workbook::new();
    far.add_worksheet().write(1_000_000, 0, "x").unwrap();
    assert_eq!(code(&far.save_to_buffer().unwrap()), ProblemCode::TooManyRows);
}

#[test]
fn encodings() {
    let text = "姓名,手机号码\r\n阿依古丽·买买提,18800000001\r\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "UTF-8"),
        (gb.into_owned(), "GB18030"),
        (marked(b"\xff\xfe", utf16(u16::to_le_bytes)), "UTF-16LE"),
        (marked(b"\xfe\xff", utf16(u16::to_be_bytes)), "UTF-16BE"),
        (utf16(u16::to_le_bytes), "UTF-16LE"),
    ] {
        let workbook = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(workbook.format, Format::Csv { encoding });
        assert_eq!(workbook.sheets[0].rows[1].cells[0], Cell::text("阿依古丽·买买提"), "{encoding}");
        assert_eq!(workbook.sheets[0].rows[1].line, 2);
    }
    let (big5, _, _) = encoding_rs::BIG5.encode(
        "姓名,手機號碼,聯絡地址\r\n陳美麗,18800000001,臺北市中正區\r\n歐陽靜儀,18800000002,高雄縣鳳山鎮\r\n",
    );
    assert_eq!(code(&big5), ProblemCode::FileEncodingUnknown);
    assert_eq!(code(b"name\xff\xff\xff,phone\n"), ProblemCode::FileEncodingUnknown);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for end in ["\r\n", "\n"] {
        let text = ["姓名,备注", "\"王\n芳\",x", "", "李伟,y"].join(end);
        let workbook = read(text.as_bytes(), &Limits::default()).unwrap();
        let lines: Vec<u32> = workbook.sheets[0].rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 2, 5], "{end:?}");
    }
}

#[test]
fn a_workbook_without_a_name_column_is_not_guessed_at() {
    let bytes = workbook(&[&["手机号码", "身份证号"], &["18800000001", "12019919871001672X"]]);
    let recognition = recognise(&read(&bytes, &Limits::default()).unwrap(), &ColumnMemory::default());
    assert_eq!(recognition.sheets[0].unused, Some(Unused::NoNameColumn));
    assert_eq!(recognition.check(), Err(RecognitionError::NoSheet));
    let bytes = workbook(&[&["王芳", "18800000001"], &["李伟", "18800000002"]]);
    let recognition = recognise(&read(&bytes, &Limits::default()).unwrap(), &ColumnMemory::default());
    assert_eq!(recognition.sheets[0].unused, Some(Unused::NoHeader));
}

#[test]
fn a_formula_is_its_last_value() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "姓名").unwrap();
    sheet.write_formula(1, 0, Formula::new("=CONCAT(\"王\",\"芳\")").set_result("王芳")).unwrap();
    let read = read(&workbook.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    assert_eq!(read.sheets[0].rows[1].cells[0], Cell::Formula { formula: Box::new(Cell::text("王芳")) });
}
