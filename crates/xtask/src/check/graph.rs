//! Which crates are really built, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use anyhow::Context;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};
use semver::Version;

use crate::workspace::{Tree, Workspace};

/// The crates of one workspace as its target platform resolves them.
pub struct Graph {
    metadata: Metadata,
}

/// What is shipped from each workspace.
const SHIPPED: [&str; 2] = ["server", "app"];

/// The native workspace for this machine, the SPA for wasm.
pub fn of_both(workspace: &Workspace) -> anyhow::Result<[Graph; 2]> {
    let host = duct::cmd!("rustc", "--print", "host-tuple").read().context("cannot run rustc")?;
    Ok([Graph::of(&workspace.native, &host)?, Graph::of(&workspace.frontend, "wasm32-unknown-unknown")?])
}

impl Graph {
    fn of(tree: &Tree, platform: &str) -> anyhow::Result<Self> {
        // Locked: a check must not depend on the day's registry. Not offline: on a fresh machine this is what fetches the crates.
        let options = ["--locked", "--filter-platform", platform].map(str::to_owned).to_vec();
        let metadata = MetadataCommand::new()
            .manifest_path(tree.manifest())
            .other_options(options)
            .exec()
            .with_context(|| format!("the crates of {}", tree.root.display()))?;
        Ok(Self { metadata })
    }

    /// Every crate from elsewhere, the tools' included.
    pub fn foreign(&self) -> Vec<&Package> {
        let resolved: BTreeSet<_> = self.nodes().map(|node| &node.id).collect();
        self.metadata
            .packages
            .iter()
            .filter(|package| package.source.is_some() && resolved.contains(&package.id))
            .collect()
    }

    /// Versions by name of what goes into the shipped programs: not what only tests or xtask use.
    pub fn shipped_versions(&self) -> BTreeMap<&str, BTreeSet<&Version>> {
        let nodes: HashMap<&PackageId, &Node> = self.nodes().map(|node| (&node.id, node)).collect();
        let mut waiting: VecDeque<&PackageId> = self
            .metadata
            .workspace_packages()
            .iter()
            .filter(|p| SHIPPED.contains(&p.name.as_str()))
            .map(|p| &p.id)
            .collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = waiting.pop_front() {
            if !seen.insert(id) {
                continue;
            }
            let wanted = nodes.get(id).into_iter().flat_map(|node| &node.deps);
            waiting.extend(
                wanted
                    .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development))
                    .map(|dep| &dep.pkg),
            );
        }
        let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
        for package in self.metadata.packages.iter().filter(|package| seen.contains(&package.id)) {
            versions.entry(package.name.as_str()).or_default().insert(&package.version);
        }
        versions
    }

    fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.metadata.resolve.iter().flat_map(|resolve| &resolve.nodes)
    }
}
