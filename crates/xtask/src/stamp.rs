//! Remembers what a step was made from, so that a second run can leave it out.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use anyhow::Context;
use walkdir::WalkDir;

/// A digest of a step's inputs beside the step's result. Not cryptographic: it guards against stale, not against forged.
pub struct Stamp {
    file: PathBuf,
    digest: DefaultHasher,
}

impl Stamp {
    /// A stamp kept in `file`.
    pub fn new(file: PathBuf) -> Self {
        Self { file, digest: DefaultHasher::new() }
    }

    /// A word that decides the result, such as a profile.
    pub fn with(mut self, word: &str) -> Self {
        self.digest.write(word.as_bytes());
        self.digest.write_u8(0);
        self
    }

    /// A file's content, or that of every file in a folder.
    pub fn with_files(mut self, path: &Path) -> anyhow::Result<Self> {
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
            if entry.file_type().is_file() {
                let content = fs::read(entry.path())
                    .with_context(|| format!("cannot read {}", entry.path().display()))?;
                self = self.with(&entry.path().to_string_lossy());
                self.digest.write_usize(content.len());
                self.digest.write(&content);
            }
        }
        Ok(self)
    }

    fn text(&self) -> String {
        format!("{:016x}\n", self.digest.finish())
    }

    /// Whether the result was made from these very inputs.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.text())
    }

    /// Notes that the result is made.
    pub fn keep(&self) -> anyhow::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, self.text()).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_current_only_for_the_inputs_it_was_kept_with() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("inputs")).unwrap();
        fs::write(folder.join("inputs/a"), "one").unwrap();
        let stamp = || {
            Stamp::new(folder.join("made.stamp")).with("release").with_files(&folder.join("inputs")).unwrap()
        };

        assert!(!stamp().is_current());
        stamp().keep().unwrap();
        assert!(stamp().is_current());
        fs::write(folder.join("inputs/a"), "two").unwrap();
        assert!(!stamp().is_current());
        fs::remove_dir_all(folder).unwrap();
    }
}
