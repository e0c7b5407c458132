//! The list of everything in frontend/dist, for the server and a service worker, and what the first load weighs.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Serialize;
use walkdir::WalkDir;

use super::bundle::Names;
use super::compress::with_suffix;

/// What a first load should weigh at most: index.html with its wasm, module and style sheet, brotli, in bytes.
const GOAL: u64 = 450_000;

/// What it may weigh today. It is above the goal and is only ever lowered, until it is the goal.
const BUDGET: u64 = 512_000;

/// `assets.json`: the files of one build.
#[derive(Serialize)]
struct Manifest {
    files: Vec<Asset>,
}

/// One file of the build.
#[derive(Serialize)]
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
}

/// What the first load weighs, file by file.
pub struct Sizes(Vec<Asset>);

/// Writes `assets.json` for what is in `folder`.
pub fn write(folder: &Path, names: &Names) -> anyhow::Result<Sizes> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let packed = entry.path().extension().is_some_and(|suffix| suffix == "gz" || suffix == "br");
        if entry.file_type().is_file() && !packed {
            files.push(asset(folder, entry.path())?);
        }
    }
    let manifest = Manifest { files };
    fs::write(folder.join("assets.json"), serde_json::to_string_pretty(&manifest)?)?;
    let is_first = |path: &str| path == "index.html" || names.values().any(|name| name == path);
    Ok(Sizes(manifest.files.into_iter().filter(|asset| is_first(&asset.path)).collect()))
}

fn asset(folder: &Path, file: &Path) -> anyhow::Result<Asset> {
    let path = file.strip_prefix(folder)?.to_str().context("a file name that is not UTF-8")?.to_owned();
    let size = |file: &Path| fs::metadata(file).map(|metadata| metadata.len()).ok();
    Ok(Asset {
        bytes: fs::metadata(file)?.len(),
        gzip: size(&with_suffix(file, "gz")),
        brotli: size(&with_suffix(file, "br")),
        immutable: path.starts_with("assets/"),
        path,
    })
}

impl Sizes {
    fn brotli(&self) -> u64 {
        self.0.iter().map(|asset| asset.brotli.unwrap_or(asset.bytes)).sum()
    }

    /// Fails when the first load has outgrown its budget.
    pub fn within_budget(&self) -> anyhow::Result<()> {
        if self.brotli() > BUDGET {
            bail!(
                "the first load weighs {} kB (brotli) and may weigh {}",
                self.brotli().div_ceil(1000),
                BUDGET / 1000
            );
        }
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {:<32} {:>10} {:>10} {:>10}", "first load", "bytes", "gzip", "brotli")?;
        for asset in &self.0 {
            let size = |size: Option<u64>| size.map_or_else(|| "-".to_owned(), |size| size.to_string());
            let (gzip, brotli) = (size(asset.gzip), size(asset.brotli));
            writeln!(f, "  {:<32} {:>10} {gzip:>10} {brotli:>10}", asset.path, asset.bytes)?;
        }
        write!(f, "  {:<32} {:>32} of {BUDGET}, to become {GOAL}", "together", self.brotli())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset_of(path: &str, brotli: u64) -> Asset {
        Asset { path: path.to_owned(), bytes: brotli * 3, gzip: None, brotli: Some(brotli), immutable: true }
    }

    #[test]
    fn the_budget_holds_and_says_by_how_much_it_is_missed() {
        assert!(Sizes(vec![asset_of("a", BUDGET)]).within_budget().is_ok());
        let error =
            Sizes(vec![asset_of("a", BUDGET), asset_of("b", 1)]).within_budget().unwrap_err().to_string();
        assert_eq!(error, "the first load weighs 513 kB (brotli) and may weigh 512");
    }

    #[test]
    fn a_file_that_does_not_compress_counts_as_it_is() {
        let plain = Asset { path: "a".to_owned(), bytes: 7, gzip: None, brotli: None, immutable: true };
        assert_eq!(Sizes(vec![plain, asset_of("b", 5)]).brotli(), 12);
    }
}
