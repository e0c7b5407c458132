//! A backup that is not as it was written is found, and nothing is restored from it.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use test_support::{TestDatabase, on_both_engines};

use crate::{
    support::{backup, hand_over_keys, rows},
    tools::installation::Installation,
};

/// The files of a backup, by name.
type Files = Vec<(String, String)>;

fn unpack(file: &Path) -> Files {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let one = |at| {
        let mut entry = zip.by_index(at).unwrap();
        let (name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        (name, text)
    };
    (0..fs::File::open(file).map(zip::ZipArchive::new).unwrap().unwrap().len()).map(one).collect()
}

/// What somebody makes who knows how: every checksum and every count fits.
fn pack(file: &Path, mut files: Files) {
    let (_, manifest) = files.pop().unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    for entry in manifest["entries"].as_array_mut().unwrap() {
        let (_, text) = files.iter().find(|(name, _)| *name == *entry["path"].as_str().unwrap()).unwrap();
        let digest: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        (entry["sha256"], entry["bytes"]) = (digest.into(), text.len().into());
        entry["table"]["rows"] = text.lines().count().into();
    }
    files.push(("manifest.json".to_owned(), manifest.to_string()));
    let mut zip = zip::ZipWriter::new(fs::File::create(file).unwrap());
    for (name, text) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

on_both_engines! {
    fn wherever_a_byte_is_wrong_it_is_found(db) {
        let installation = Installation::begin(db.url());
        let file = backup(&installation);
        let (whole, broken) = (fs::read(&file).unwrap(), installation.path("broken.zip"));
        let refuse = || installation.refuse(&["restore", "--check", &broken.to_string_lossy()]);
        let mut harmless = 0;
        for part in 1..12 {
            let mut bytes = whole.clone();
            let at = bytes.len() * part / 12;
            bytes[at] ^= 0x40;
            fs::write(&broken, bytes).unwrap();
            // A zip says some things twice, of which nobody needs the first.
            match installation.run(&["restore", "--check", &broken.to_string_lossy()]).status.success() {
                true => {
                    assert!(unpack(&broken) == unpack(&file), "another ledger came out of it");
                    harmless += 1;
                }
                false => drop(refuse()),
            }
            fs::write(&broken, &whole[..whole.len() * part / 12]).unwrap();
            let said = refuse();
            assert!(said.contains("cut off"), "{said}");
        }
        assert!(harmless < 8, "damage was not found");
        fs::write(&broken, "no zip").unwrap();
        refuse();
        fs::write(&broken, &whole).unwrap();
        installation.succeed(&["restore", "--check", &broken.to_string_lossy()]);
    }

    fn what_was_changed_with_care_is_found_too(db) {
        let from = Installation::begin(db.url());
        let file = backup(&from);
        let changed = from.path("changed.zip");
        let empty = TestDatabase::new(db.engine());
        let to = Installation::bare(empty.url());
        hand_over_keys(&from, &to);
        let refuse = |change: &dyn Fn(&mut Files), because: &str| {
            let mut files = unpack(&file);
            change(&mut files);
            pack(&changed, files);
            let said = to.refuse(&["restore", &changed.to_string_lossy()]);
            assert!(said.contains(because), "{said}");
            assert!(rows(empty.database())["operations"].is_empty(), "half a ledger");
        };
        let table = |files: &mut Files, name: &str, change: &dyn Fn(&str) -> String| {
            let (_, text) = files.iter_mut().find(|(path, _)| *path == format!("tables/{name}.jsonl")).unwrap();
            *text = change(text);
        };
        // An entry that says another name; the last entries gone; a household's area gone; a release of the future.
        refuse(&|files| table(files, "journal", &|text| text.replacen("李红霞", "李红梅", 1)), "the journal of");
        refuse(&|files| table(files, "journal", &|_| String::new()), "the journal of");
        refuse(&|files| table(files, "areas", &|text| text.lines().skip(1).map(|line| format!("{line}\n")).collect()), "restored");
        refuse(&|files| {
            let (_, manifest) = files.last_mut().unwrap();
            *manifest = manifest.replacen("\"schema\": [", "\"schema\": [\"9999\", ", 1);
        }, "newer release");
        let mut files = unpack(&file);
        files.insert(0, ("tables/ghosts.jsonl".to_owned(), "[]\n".to_owned()));
        pack(&changed, files);
        assert!(to.refuse(&["restore", &changed.to_string_lossy()]).contains("ghosts"));
        to.succeed(&["restore", &file.to_string_lossy()]);
        assert_eq!(rows(empty.database())["areas"], rows(db.database())["areas"]);
    }
}
