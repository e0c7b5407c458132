//! deny.toml: what dependencies may be. cargo-deny reads the same file where it is installed.

use std::fs;

use anyhow::{Context, bail};
use semver::VersionReq;
use serde::Deserialize;

use crate::workspace::Workspace;

#[derive(Deserialize)]
pub struct Policy {
    pub licenses: Licences,
    pub bans: Bans,
}

#[derive(Deserialize)]
pub struct Licences {
    /// SPDX identifiers.
    pub allow: Vec<String>,
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// A licence that only these crates may have.
#[derive(Deserialize)]
pub struct Exception {
    #[serde(rename = "crate")]
    pub krate: String,
    pub allow: Vec<String>,
}

#[derive(Deserialize)]
pub struct Bans {
    #[serde(default)]
    pub skip: Vec<Skip>,
}

/// A version that may stand beside a newer one, and why.
#[derive(Deserialize)]
pub struct Skip {
    #[serde(rename = "crate")]
    krate: String,
    pub reason: String,
}

impl Policy {
    pub fn read(workspace: &Workspace) -> anyhow::Result<Self> {
        let file = workspace.path("deny.toml");
        let policy: Self = toml::from_str(&fs::read_to_string(&file)?).context("deny.toml")?;
        if let Some(skip) = policy.bans.skip.iter().find(|skip| skip.reason.trim().is_empty()) {
            bail!("deny.toml: {} has no reason", skip.krate);
        }
        Ok(policy)
    }
}

impl Skip {
    /// The name and the versions meant by `name@1.2.3` (that version) or `name:^1` (a requirement).
    pub fn covers(&self) -> anyhow::Result<(&str, VersionReq)> {
        let parsed = match self.krate.split_once('@') {
            Some((name, version)) => Some((name, VersionReq::parse(&format!("={version}")))),
            None => {
                self.krate.split_once(':').map(|(name, requirement)| (name, VersionReq::parse(requirement)))
            }
        };
        let (name, versions) =
            parsed.with_context(|| format!("deny.toml: {} names no version", self.krate))?;
        Ok((name, versions.with_context(|| format!("deny.toml: {}", self.krate))?))
    }

    /// As it stands in deny.toml.
    pub fn spec(&self) -> &str {
        &self.krate
    }
}
