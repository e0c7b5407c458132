//! What a file is, by its first bytes.

/// The kinds of file that offices upload, wanted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A packed file: a workbook, or another office document.
    Zip,
    /// Text, in an encoding still to be found.
    Text,
    /// A workbook of Excel 97–2003.
    OldWorkbook,
    /// A workbook behind a password.
    EncryptedWorkbook,
    /// Something else.
    Other(&'static str),
}

const SIGNATURES: [(&[u8], Kind); 14] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Other("an empty archive")),
    (b"%PDF", Kind::Other("a PDF document")),
    (b"\x89PNG", Kind::Other("a picture")),
    (b"\xff\xd8\xff", Kind::Other("a picture")),
    (b"GIF8", Kind::Other("a picture")),
    (b"Rar!", Kind::Other("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("a 7-Zip archive")),
    (b"\x1f\x8b", Kind::Other("a gzip archive")),
    (b"{\\rtf", Kind::Other("a rich text document")),
    (b"<!DOCTYPE html", Kind::Other("a web page")),
    (b"<html", Kind::Other("a web page")),
    (b"<table", Kind::Other("a web page")),
    (b"<?xml", Kind::Other("an XML file")),
];
/// An OLE compound file: the container of Office 97–2003 and of encrypted newer files.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

impl Kind {
    /// Judges by the first bytes; control characters speak against text.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(COMPOUND) {
            return Self::of_compound(bytes);
        }
        let trimmed = bytes.trim_ascii_start();
        let starts_with = |signature: &[u8]| {
            trimmed.get(..signature.len()).is_some_and(|head| head.eq_ignore_ascii_case(signature))
        };
        if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| starts_with(signature)) {
            return *kind;
        }
        let utf16 =
            bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || looks_like_utf16(bytes);
        let head = bytes.get(..64 << 10).unwrap_or(bytes);
        let binary = head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31));
        if utf16 || !binary { Self::Text } else { Self::Other("a file of unknown kind") }
    }

    /// Stream names in a compound file are UTF-16.
    fn of_compound(bytes: &[u8]) -> Self {
        let has = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(name.len()).any(|window| window == name)
        };
        if has("EncryptedPackage") {
            Self::EncryptedWorkbook
        } else if has("Workbook") || has("Book") {
            Self::OldWorkbook
        } else {
            Self::Other("a document of Office 97–2003")
        }
    }
}

/// Without a byte order mark, UTF-16 shows by the zero bytes of commas and line ends, all at even or all at odd places.
pub fn looks_like_utf16(bytes: &[u8]) -> bool {
    utf16_without_mark(bytes).is_some()
}

/// The byte order of UTF-16 text without a mark; nothing where the text is not UTF-16.
pub fn utf16_without_mark(bytes: &[u8]) -> Option<Endian> {
    let head = bytes.get(..4_096).unwrap_or(bytes);
    if !bytes.len().is_multiple_of(2) || head.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > head.len() / 40 => Some(Endian::Little),
        (even, 0) if even > head.len() / 40 => Some(Endian::Big),
        _ => None,
    }
}

/// The order of a UTF-16 unit's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endian {
    /// Low byte first.
    Little,
    /// High byte first.
    Big,
}
