//! gzip and brotli beside each file, so that the server never compresses on the way out.

use std::path::{Path, PathBuf};

use crate::progress::Step;

/// Writes `file.gz` and `file.br` for every file of a folder that gets smaller by it.
pub fn beside_each(step: &Step, script: &Path, folder: &Path) -> anyhow::Result<()> {
    step.run(&duct::cmd!("node", script, folder))
}

/// `app.js` → `app.js.br`.
pub fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn packs_what_gets_smaller_and_leaves_the_rest() {
        let folder = std::env::temp_dir().join(format!("xtask-compress-{}", std::process::id()));
        fs::create_dir_all(folder.join("assets")).unwrap();
        let long = folder.join("assets/long.css");
        fs::write(&long, "a family of three, ".repeat(50)).unwrap();
        fs::write(folder.join("short"), "x").unwrap();

        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/spa/compress.mjs");
        crate::progress::Progress::new().step("packing", |step| beside_each(step, &script, &folder)).unwrap();

        let size = |path: &Path| fs::metadata(path).map(|metadata| metadata.len()).ok();
        assert!(size(&with_suffix(&long, "br")).unwrap() < 60);
        let unpacked = duct::cmd!("gzip", "-dc", with_suffix(&long, "gz")).read().unwrap();
        assert_eq!(unpacked, fs::read_to_string(&long).unwrap());
        assert_eq!(size(&folder.join("short.br")), None);
        fs::remove_dir_all(folder).unwrap();
    }
}
