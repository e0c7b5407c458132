//! The list of everything in frontend/dist, for the server and a service worker, and what the first load weighs.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::compress::with_suffix;

/// What is promised of the first load: the most that index.html weighs with what it asks for, brotli, in bytes.
const PROMISED: u64 = 450_000;
/// The most that a build may weigh today. It stands near to what the first load is, so that it cannot creep up to what is
/// promised: a page that not everybody needs each day belongs into a part of its own.
const CEILING: u64 = 405_000;
const _: () = assert!(CEILING <= PROMISED);
/// The list's own name.
const FILE: &str = "assets.json";

/// `assets.json`: the files of one build.
#[derive(Serialize, Deserialize)]
pub struct Manifest {
    files: Vec<Asset>,
}

/// One file of the build.
#[derive(Serialize, Deserialize)]
struct Asset {
    /// From the root of the site, without a leading slash.
    path: String,
    bytes: u64,
    /// Size of the `.gz` beside it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    gzip: Option<u64>,
    /// Size of the `.br` beside it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    brotli: Option<u64>,
    /// Named by its content: a browser may keep it for good.
    immutable: bool,
    /// Needed before anything shows; the rest of what is immutable is fetched when it is asked for, or idly.
    first_load: bool,
}

/// Writes `assets.json` for what is in `folder`, where index.html asks for some of it.
pub fn write(folder: &Path, asked_for: &BTreeSet<String>) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let packed = entry.path().extension().is_some_and(|suffix| suffix == "gz" || suffix == "br");
        if entry.file_type().is_file() && !packed {
            files.push(asset(folder, entry.path(), asked_for)?);
        }
    }
    fs::write(folder.join(FILE), serde_json::to_string_pretty(&Manifest { files })?)?;
    Ok(())
}

fn asset(folder: &Path, file: &Path, asked_for: &BTreeSet<String>) -> anyhow::Result<Asset> {
    let path = file.strip_prefix(folder)?.to_str().context("a file name that is not UTF-8")?.to_owned();
    let size = |file: &Path| fs::metadata(file).map(|metadata| metadata.len()).ok();
    Ok(Asset {
        bytes: fs::metadata(file)?.len(),
        gzip: size(&with_suffix(file, "gz")),
        brotli: size(&with_suffix(file, "br")),
        immutable: path.starts_with("assets/"),
        first_load: path == "index.html" || asked_for.contains(&path),
        path,
    })
}

impl Asset {
    /// As most browsers fetch it.
    fn weight(&self) -> u64 {
        self.brotli.unwrap_or(self.bytes)
    }
}

impl Manifest {
    /// That of a finished build.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(FILE);
        serde_json::from_str(&fs::read_to_string(&file)?).with_context(|| file.display().to_string())
    }

    fn first_load(&self) -> impl Iterator<Item = &Asset> {
        self.files.iter().filter(|asset| asset.first_load)
    }

    fn weight(&self) -> u64 {
        self.first_load().map(Asset::weight).sum()
    }

    /// Fails when the first load has outgrown its ceiling.
    pub fn within_budget(&self) -> anyhow::Result<()> {
        let weight = self.weight();
        if weight > CEILING {
            let (weight, ceiling) = (weight.div_ceil(1000), CEILING / 1000);
            bail!(
                "the SPA's first load weighs {weight} kB (brotli) and may weigh {ceiling}; \
                 crates/xtask/README.md says how a page becomes a part that is fetched later"
            );
        }
        Ok(())
    }
}

/// What the first load weighs, file by file.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {:<32} {:>10} {:>10} {:>10}", "first load", "bytes", "gzip", "brotli")?;
        for asset in self.first_load() {
            let size = |size: Option<u64>| size.map_or_else(|| "-".to_owned(), |size| size.to_string());
            let (gzip, brotli) = (size(asset.gzip), size(asset.brotli));
            writeln!(f, "  {:<32} {:>10} {gzip:>10} {brotli:>10}", asset.path, asset.bytes)?;
        }
        writeln!(f, "  {:<32} {:>32} of {CEILING}", "together", self.weight())?;
        let later = self.files.iter().filter(|asset| asset.immutable && !asset.first_load);
        write!(f, "  {:<32} {:>32}", "later", later.map(Asset::weight).sum::<u64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset_of(bytes: u64, brotli: Option<u64>) -> Asset {
        Asset { path: "a".to_owned(), bytes, gzip: None, brotli, immutable: true, first_load: true }
    }

    #[test]
    fn the_ceiling_holds_and_says_by_how_much_it_is_missed() {
        let within = Manifest { files: vec![asset_of(CEILING * 3, Some(CEILING))] };
        assert!(within.within_budget().is_ok());
        let over = Manifest { files: vec![asset_of(CEILING * 3, Some(CEILING)), asset_of(3, Some(1))] };
        let error = over.within_budget().unwrap_err().to_string();
        let (weight, ceiling) = (CEILING / 1000 + 1, CEILING / 1000);
        assert!(error.contains(&format!("weighs {weight} kB (brotli) and may weigh {ceiling};")), "{error}");
    }

    #[test]
    fn a_file_that_does_not_compress_counts_as_it_is_and_one_that_can_wait_not_at_all() {
        let later = Asset { first_load: false, ..asset_of(100, None) };
        let manifest = Manifest { files: vec![asset_of(7, None), asset_of(9, Some(5)), later] };
        assert_eq!(manifest.weight(), 12);
    }
}
