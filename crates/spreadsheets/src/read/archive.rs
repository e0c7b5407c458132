//! The packed file is measured before anything reads it: its list of parts, and what really comes out of each.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::Limits;
use crate::ReadError;

/// No office program writes that many parts.
const MOST_PARTS: usize = 5_000;

/// Checks that this is a workbook and that unpacking it stays within the limits.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let bomb = ReadError::Bomb { limit: limits.unpacked_bytes };
    if archive.len() > MOST_PARTS {
        return Err(bomb);
    }
    if let Some(what) = other_document(&archive) {
        return Err(ReadError::NotATable { what });
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(damaged)?;
        if part.encrypted() {
            return Err(ReadError::Encrypted);
        }
        declared = declared.saturating_add(part.size());
        if declared > limits.unpacked_bytes || too_tight(part.size(), part.compressed_size(), limits) {
            return Err(bomb);
        }
    }
    // The list can lie: what counts is what comes out.
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let packed = part.compressed_size();
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink())
            .map_err(|error| ReadError::Damaged { detail: error.to_string() })?;
        if unpacked > left || too_tight(unpacked, packed, limits) {
            return Err(bomb);
        }
        left -= unpacked;
    }
    Ok(())
}

const fn too_tight(unpacked: u64, packed: u64, limits: &Limits) -> bool {
    unpacked > Limits::RATIO_FROM_BYTES && unpacked / limits.ratio > packed
}

fn other_document(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    let parts: Vec<String> = archive.file_names().flatten().map(|part| part.replace('\\', "/")).collect();
    let has = |name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
    if has("xl/workbook.xml") {
        None
    } else if has("word/document.xml") {
        Some("a Word document")
    } else if has("ppt/presentation.xml") {
        Some("a presentation")
    } else if has("xl/workbook.bin") {
        Some("a binary workbook (.xlsb)")
    } else if has("content.xml") && has("mimetype") {
        Some("an OpenDocument file")
    } else if has("[Content_Types].xml") {
        None
    } else {
        Some("a zip archive")
    }
}

fn damaged(error: zip::result::ZipError) -> ReadError {
    ReadError::Damaged { detail: error.to_string() }
}
