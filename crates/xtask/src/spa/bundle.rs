//! One JavaScript module and one style sheet, minified and named by their content, by esbuild.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use super::Profile;

/// Where each source of index.html ended up: `styles/index.css` → `assets/index-4VHQYTBN.css`.
pub type Names = BTreeMap<String, String>;

/// What esbuild says it wrote (`--metafile`).
#[derive(Deserialize)]
struct Metafile {
    outputs: BTreeMap<String, Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    entry_point: Option<String>,
    inputs: BTreeMap<String, serde_json::Value>,
}

/// Bundles boot.js with wasm-bindgen's `glue`, and styles/index.css, into `staged/assets`.
pub fn bundle(frontend: &Path, glue: &Path, staged: &Path, profile: Profile) -> anyhow::Result<Names> {
    let metafile = glue.join("esbuild.json");
    let assets = staged.join("assets");
    let mut arguments = vec![
        "boot.js".to_owned(),
        "styles/index.css".to_owned(),
        "--bundle".to_owned(),
        "--format=esm".to_owned(),
        "--target=es2022".to_owned(),
        // The licences of what is bundled are in the packages themselves.
        "--legal-comments=none".to_owned(),
        "--log-level=warning".to_owned(),
        "--public-path=/assets".to_owned(),
        "--entry-names=[name]-[hash]".to_owned(),
        "--asset-names=[name]-[hash]".to_owned(),
        "--loader:.wasm=file".to_owned(),
        // The pictures of PatternFly's themes that we do not use.
        "--loader:.svg=empty".to_owned(),
        format!("--alias:bindgen={}", glue.display()),
        format!("--outdir={}", assets.display()),
        format!("--metafile={}", metafile.display()),
        format!("--define:DEV={}", profile == Profile::Dev),
    ];
    if profile == Profile::Release {
        arguments.push("--minify".to_owned());
    }
    let esbuild = frontend.join("node_modules/.bin/esbuild");
    let run =
        duct::cmd(esbuild, &arguments).dir(frontend).stderr_to_stdout().stdout_capture().unchecked().run()?;
    anyhow::ensure!(run.status.success(), "esbuild failed:\n{}", String::from_utf8_lossy(&run.stdout));

    let written: Metafile =
        serde_json::from_str(&fs::read_to_string(&metafile)?).context("esbuild's metafile")?;
    Ok(written.outputs.into_iter().filter_map(|(path, output)| name(&path, &output)).collect())
}

/// An entry point is known by its path, a file that was only copied by its name.
fn name(path: &str, output: &Output) -> Option<(String, String)> {
    let file = format!("assets/{}", Path::new(path).file_name()?.to_str()?);
    if let Some(entry) = &output.entry_point {
        return Some((entry.clone(), file));
    }
    let source = output.inputs.keys().next()?;
    Some((Path::new(source).file_name()?.to_str()?.to_owned(), file))
}
