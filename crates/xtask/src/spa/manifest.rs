//! The list of everything in frontend/dist, for the server and a service worker, and what the first load weighs.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::bundle::Names;
use super::compress::with_suffix;

/// The most that a first load may weigh: index.html with its wasm, module and style sheet, brotli, in bytes.
const BUDGET: u64 = 450_000;
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
    /// Needed before anything shows.
    first_load: bool,
}

/// Writes `assets.json` for what is in `folder`.
pub fn write(folder: &Path, names: &Names) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let packed = entry.path().extension().is_some_and(|suffix| suffix == "gz" || suffix == "br");
        if entry.file_type().is_file() && !packed {
            files.push(asset(folder, entry.path(), names)?);
        }
    }
    fs::write(folder.join(FILE), serde_json::to_string_pretty(&Manifest { files })?)?;
    Ok(())
}

fn asset(folder: &Path, file: &Path, names: &Names) -> anyhow::Result<Asset> {
    let path = file.strip_prefix(folder)?.to_str().context("a file name that is not UTF-8")?.to_owned();
    let size = |file: &Path| fs::metadata(file).map(|metadata| metadata.len()).ok();
    Ok(Asset {
        bytes: fs::metadata(file)?.len(),
        gzip: size(&with_suffix(file, "gz")),
        brotli: size(&with_suffix(file, "br")),
        immutable: path.starts_with("assets/"),
        first_load: path == "index.html" || names.values().any(|name| *name == path),
        path,
    })
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
        self.first_load().map(|asset| asset.brotli.unwrap_or(asset.bytes)).sum()
    }

    /// Fails when the first load has outgrown its budget.
    pub fn within_budget(&self) -> anyhow::Result<()> {
        let weight = self.weight();
        if weight > BUDGET {
            let (weight, budget) = (weight.div_ceil(1000), BUDGET / 1000);
            bail!("the SPA's first load weighs {weight} kB (brotli) and may weigh {budget}");
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
        write!(f, "  {:<32} {:>32} of {BUDGET}", "together", self.weight())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset_of(bytes: u64, brotli: Option<u64>) -> Asset {
        Asset { path: "a".to_owned(), bytes, gzip: None, brotli, immutable: true, first_load: true }
    }

    #[test]
    fn the_budget_holds_and_says_by_how_much_it_is_missed() {
        let within = Manifest { files: vec![asset_of(BUDGET * 3, Some(BUDGET))] };
        assert!(within.within_budget().is_ok());
        let over = Manifest { files: vec![asset_of(BUDGET * 3, Some(BUDGET)), asset_of(3, Some(1))] };
        let error = over.within_budget().unwrap_err().to_string();
        assert_eq!(error, "the SPA's first load weighs 451 kB (brotli) and may weigh 450");
    }

    #[test]
    fn a_file_that_does_not_compress_counts_as_it_is_and_one_that_can_wait_not_at_all() {
        let later = Asset { first_load: false, ..asset_of(100, None) };
        let manifest = Manifest { files: vec![asset_of(7, None), asset_of(9, Some(5)), later] };
        assert_eq!(manifest.weight(), 12);
    }
}
