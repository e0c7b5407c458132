//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::Context;
use cargo_metadata::MetadataCommand;

/// One cargo workspace and where cargo puts what it builds.
pub struct Tree {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Tree {
    fn at(manifest: &Path) -> anyhow::Result<Self> {
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .no_deps()
            .exec()
            .with_context(|| format!("cannot read {}", manifest.display()))?;
        Ok(Self {
            root: metadata.workspace_root.into_std_path_buf(),
            target: metadata.target_directory.into_std_path_buf(),
        })
    }

    /// The workspace's Cargo.toml.
    pub fn manifest(&self) -> PathBuf {
        self.root.join("Cargo.toml")
    }
}

/// Both workspaces: the native one at the root and the SPA's.
pub struct Workspace {
    pub native: Tree,
    pub frontend: Tree,
}

impl Workspace {
    /// Finds them from where cargo says this crate is, so that a moved checkout still works.
    pub fn find() -> anyhow::Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here.ancestors().nth(2).context("xtask is expected in crates/xtask")?;
        Ok(Self {
            native: Tree::at(&root.join("Cargo.toml"))?,
            frontend: Tree::at(&root.join("frontend/Cargo.toml"))?,
        })
    }

    /// A path from the root of the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.native.root.join(relative)
    }

    /// The built SPA.
    pub fn dist(&self) -> PathBuf {
        self.path("frontend/dist")
    }

    /// What xtask keeps between runs; `cargo clean` takes it away like everything else that can be made again.
    pub fn tools(&self) -> PathBuf {
        self.native.target.join("xtask")
    }

    /// The server's binary of the profile that `run`, `dev` and `test` share.
    pub fn homefront(&self) -> PathBuf {
        self.native.target.join("debug/homefront")
    }
}
