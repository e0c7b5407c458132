//! A crate in two versions is built and shipped twice: each needs a reason, and a reason that is over must go.

use std::collections::BTreeSet;

use anyhow::bail;
use semver::Version;

use super::graph::Graph;
use super::policy::{Policy, Skip};

/// Fails for duplicates without a reason in deny.toml, and for reasons without a duplicate.
pub fn are_known(graphs: &[Graph], policy: &Policy) -> anyhow::Result<()> {
    let duplicates: Vec<_> =
        graphs.iter().flat_map(Graph::shipped_versions).filter(|(_, versions)| versions.len() > 1).collect();
    let mut findings = Vec::new();
    for (name, versions) in &duplicates {
        findings.extend(unexplained(name, versions, &policy.bans.skip)?);
    }
    for skip in &policy.bans.skip {
        let (name, covered) = skip.covers()?;
        let is_needed =
            duplicates.iter().any(|(n, versions)| *n == name && versions.iter().any(|v| covered.matches(v)));
        if !is_needed {
            findings.push(format!("deny.toml: {} is no duplicate any more; take it out", skip.spec()));
        }
    }
    if !findings.is_empty() {
        findings.sort();
        findings.dedup();
        bail!("duplicate crates:\n  {}", findings.join("\n  "));
    }
    Ok(())
}

/// All versions but one must be explained; which one is left does not matter.
fn unexplained(name: &str, versions: &BTreeSet<&Version>, skips: &[Skip]) -> anyhow::Result<Option<String>> {
    let mut covered = Vec::new();
    for skip in skips {
        let (skipped, requirement) = skip.covers()?;
        if skipped == name {
            covered.push(requirement);
        }
    }
    let left: Vec<_> = versions
        .iter()
        .filter(|version| !covered.iter().any(|r| r.matches(version)))
        .map(ToString::to_string)
        .collect();
    Ok((left.len() > 1).then(|| {
        format!(
            "{name} {}: see `cargo tree -i {name}@VERSION`; if it must be, give the reason in deny.toml",
            left.join(", ")
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skips(text: &str) -> Vec<Skip> {
        #[derive(serde::Deserialize)]
        struct File {
            skip: Vec<Skip>,
        }
        toml::from_str::<File>(text).unwrap().skip
    }

    #[test]
    fn all_versions_but_one_need_a_reason() {
        let (old, new) = (Version::new(0, 8, 5), Version::new(0, 9, 1));
        let versions = BTreeSet::from([&old, &new]);

        assert!(unexplained("rand", &versions, &[]).unwrap().unwrap().contains("rand 0.8.5, 0.9.1"));
        for spec in ["rand@0.8.5", "rand:^0.8"] {
            let skips = skips(&format!("skip = [{{ crate = \"{spec}\", reason = \"old\" }}]"));
            assert_eq!(unexplained("rand", &versions, &skips).unwrap(), None, "{spec}");
        }
        let other = skips("skip = [{ crate = \"rand_core@0.8.5\", reason = \"old\" }]");
        assert!(unexplained("rand", &versions, &other).unwrap().is_some());
    }
}
