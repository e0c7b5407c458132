//! Files on their way in: read, recognised, kept, and corrected by hand.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::web;
use api_types::rosters::{RosterPatch, RosterSheetPatch, RosterUpload};
use domain::{
    ids::RosterId,
    masking::conceal_identity_numbers,
    organisations::Line,
    problems::ProblemCode,
    rosters::{
        fields::Field,
        recognition::{ColumnMemory, Recognition, RosterKind, SheetCorrection},
    },
    text::tidy,
};
use sha2::{Digest as _, Sha256};
use spreadsheets::Workbook;
use storage::{
    Store,
    rosters::{Correction, NewRoster, RosterRecord, RosterStatus, SourceRecord},
};

use super::files;
use crate::problem::{Problem, Result};

/// Longer names of files are cut off.
const LONGEST_FILENAME: usize = 200;
const LONGEST_SOURCE: usize = 60;

/// Work that takes the processor for a while, off the threads that answer requests.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(|gone| Problem::new(ProblemCode::Unavailable).caused_by(gone))?
}

/// Reads a file, recognises it with what is remembered of its source, and keeps it.
pub async fn keep(store: &Store, upload: RosterUpload, bytes: Vec<u8>) -> Result<RosterId> {
    let filename = filename(&upload.filename)?;
    let named = upload.source.as_deref().map(source_name).transpose()?;
    let (bytes, workbook, digest) = apart(move || {
        let workbook = files::read(&bytes)?;
        let digest = Sha256::digest(&bytes);
        Ok((bytes, Arc::new(workbook), digest))
    })
    .await?;
    let first = recognise(&workbook, ColumnMemory::default()).await?;
    let guess = first.recognition.sheets.iter().find_map(|sheet| sheet.reporter.clone());
    let name = match named.or_else(|| guess.and_then(|name| source_name(&name).ok())) {
        Some(name) => name,
        None => unnamed_source(store, &first.recognition).await?,
    };
    let (source, memory) = store.write(move |scoped| scoped.source_named(&name)).await?;
    let recognised =
        if memory == ColumnMemory::default() { first } else { recognise(&workbook, memory).await? };
    let as_of = recognised.recognition.as_of();
    let digest = store.fingerprint(&digest);
    let new = NewRoster { filename, digest, content: bytes, source: source.id, as_of, recognised };
    Ok(store.write(move |scoped| scoped.add_roster(&new)).await?)
}

/// The households of the communities, where somebody else hands in the list that they keep.
const COMMUNITIES: &str = "各村居";

/// Who sent a list that names no office: the communities where it is a list of households and their members, which they
/// keep; else the office that uploads it.
async fn unnamed_source(store: &Store, recognition: &Recognition) -> Result<String> {
    let account = store.account().await?;
    let of_members = recognition.sheets.iter().any(|sheet| sheet.kind == RosterKind::Members);
    let handed_in = account.organisation_line.is_some_and(|line| line != Line::Community);
    Ok(if of_members && handed_in { COMMUNITIES.to_owned() } else { account.organisation_name })
}

async fn recognise(workbook: &Arc<Workbook>, memory: ColumnMemory) -> Result<storage::rosters::Recognised> {
    let workbook = Arc::clone(workbook);
    apart(move || Ok(files::recognise(&workbook, &memory))).await
}

/// The name of a file without folders and control characters.
fn filename(given: &str) -> Result<String> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = conceal_identity_numbers(&tidy(name)).chars().take(LONGEST_FILENAME).collect();
    if name.is_empty() { Err(Problem::parameter("filename", ProblemCode::Required)) } else { Ok(name) }
}

fn source_name(given: &str) -> Result<String> {
    let name: String = tidy(given).chars().take(LONGEST_SOURCE).collect();
    if name.is_empty() { Err(Problem::parameter("source", ProblemCode::Required)) } else { Ok(name) }
}

/// Takes over what a person corrected, recognises anew what follows from it, and remembers it for the source.
pub async fn correct(store: &Store, id: RosterId, revision: i64, patch: RosterPatch) -> Result<()> {
    let before = store.write(move |scoped| scoped.idle_roster(id)).await?;
    if before.summary.status == RosterStatus::Committed {
        return Err(ProblemCode::RosterCommitted.into());
    }
    if before.revision != revision {
        return Err(storage::StorageError::StaleVersion { current: before.revision }.into());
    }
    let (source, memory) = source(store, &before, patch.source).await?;
    let mut recognised = before.recognised.clone();
    let sheets = patch.sheets.unwrap_or_default();
    if !sheets.is_empty() {
        let corrections = corrections(&recognised.recognition, &sheets)?;
        let bytes = store.read(move |scoped| scoped.roster_file(id)).await?;
        let (known, used) = (recognised.recognition, memory.clone());
        recognised.recognition = apart(move || {
            let workbook = files::read(&bytes)?;
            Ok(spreadsheets::correct(&workbook, &known, &corrections, &used))
        })
        .await?;
    }
    let as_of = patch.as_of.unwrap_or(before.as_of);
    let mut memory = memory;
    let chosen = sheets.iter().any(|sheet| sheet.columns.is_some() || sheet.header_row.is_some());
    if chosen {
        memory.remember(&recognised.recognition);
    }
    let correction = Correction { source, as_of, recognised };
    let correct = move |scoped: &mut storage::Scoped<'_>| {
        scoped.idle_roster(id)?;
        scoped.correct_roster(&before, &correction)?;
        if chosen { scoped.remember_columns(correction.source.id, &memory) } else { Ok(()) }
    };
    Ok(store.write(correct).await?)
}

async fn source(
    store: &Store,
    before: &RosterRecord,
    named: Option<String>,
) -> Result<(SourceRecord, ColumnMemory)> {
    let source = before.summary.source.clone();
    Ok(match named.as_deref().map(source_name).transpose()? {
        Some(name) => store.write(move |scoped| scoped.source_named(&name)).await?,
        None => {
            let id = source.id;
            (source, store.read(move |scoped| scoped.column_memory(id)).await?)
        }
    })
}

fn corrections(recognition: &Recognition, patches: &[RosterSheetPatch]) -> Result<Vec<SheetCorrection>> {
    patches.iter().enumerate().map(|(at, patch)| correction(recognition, patch, at)).collect()
}

fn correction(recognition: &Recognition, patch: &RosterSheetPatch, at: usize) -> Result<SheetCorrection> {
    let sheet = recognition.sheets.iter().find(|sheet| sheet.name == patch.name);
    let sheet =
        sheet.ok_or_else(|| Problem::field(format!("/sheets/{at}/name"), ProblemCode::UnknownReference))?;
    let mut columns = BTreeMap::new();
    for (nth, column) in patch.columns.iter().flatten().enumerate() {
        let field = column.field.as_deref().map(str::parse::<Field>).transpose();
        let pointer = || format!("/sheets/{at}/columns/{nth}/field");
        columns
            .insert(column.index, field.map_err(|_| Problem::field(pointer(), ProblemCode::UnknownValue))?);
    }
    Ok(SheetCorrection { index: sheet.index, used: patch.used, header_row: patch.header_row, columns })
}
