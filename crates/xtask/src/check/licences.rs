//! Licences of crates and npm packages against the list in deny.toml.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use super::graph::Graph;
use super::locks;
use super::policy::Policy;
use crate::workspace::Workspace;

/// Fails for every package whose licence is unknown or not allowed.
pub fn are_allowed(workspace: &Workspace, graphs: &[Graph], policy: &Policy) -> anyhow::Result<()> {
    let mut findings = BTreeSet::new();
    for package in graphs.iter().flat_map(Graph::foreign) {
        let licence = package.license.as_deref();
        findings.extend(finding(
            &format!("{} {}", package.name, package.version),
            &package.name,
            licence,
            policy,
        ));
    }
    for lock in locks::npm(workspace) {
        for (name, licence) in npm(&lock)? {
            findings.extend(finding(&format!("{name} (npm)"), &name, licence.as_deref(), policy));
        }
    }
    if !findings.is_empty() {
        bail!("licences:\n  {}", findings.into_iter().collect::<Vec<_>>().join("\n  "));
    }
    Ok(())
}

fn finding(what: &str, name: &str, licence: Option<&str>, policy: &Policy) -> Option<String> {
    let Some(licence) = licence else { return Some(format!("{what}: no licence given")) };
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!("{what}: cannot read \"{licence}\""));
    };
    let exceptions = policy.licenses.exceptions.iter().filter(|e| e.krate == name).flat_map(|e| &e.allow);
    let allowed: Vec<_> = policy.licenses.allow.iter().chain(exceptions).collect();
    let is_allowed = expression.evaluate(|required| {
        allowed.iter().any(|allowed| required.license.id().is_some_and(|id| id.name == *allowed))
    });
    (!is_allowed).then(|| format!("{what}: {licence} is not on the list in deny.toml"))
}

/// Names and licences from a package-lock.json.
fn npm(lock: &Path) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let document: Value =
        serde_json::from_str(&fs::read_to_string(lock)?).with_context(|| lock.display().to_string())?;
    let packages =
        document.get("packages").and_then(Value::as_object).context("a lock file without packages")?;
    Ok(packages
        .iter()
        .filter_map(|(path, package)| {
            let (_, name) = path.rsplit_once("node_modules/")?;
            Some((name.to_owned(), package.get("license").and_then(Value::as_str).map(str::to_owned)))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_choice_is_enough_and_an_exception_is_for_its_crate_only() {
        let policy: Policy = toml::from_str(
            r#"
            bans = {}
            [licenses]
            allow = ["MIT"]
            exceptions = [{ crate = "webpki-roots", allow = ["CDLA-Permissive-2.0"] }]
            "#,
        )
        .unwrap();
        let check = |name: &str, licence| finding(name, name, licence, &policy);

        assert_eq!(check("a", Some("MIT")), None);
        assert_eq!(check("a", Some("GPL-3.0 OR MIT")), None);
        assert_eq!(check("a", Some("MIT/Apache-2.0")), None);
        assert!(check("a", Some("MIT AND GPL-3.0-only")).is_some());
        assert!(check("a", Some("whatever")).is_some());
        assert!(check("a", None).is_some());
        assert_eq!(check("webpki-roots", Some("CDLA-Permissive-2.0")), None);
        assert!(check("other", Some("CDLA-Permissive-2.0")).is_some());
    }
}
