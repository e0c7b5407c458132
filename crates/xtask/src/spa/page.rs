//! index.html with the names of this build.

use std::collections::BTreeSet;

use anyhow::{Context, bail};

use super::bundle::Names;

/// index.html as it is served.
pub struct Page {
    pub html: String,
    /// The files that every visit loads at once. What the module fetches later is not among them.
    pub asks_for: BTreeSet<String>,
}

/// Replaces each `{{source}}` by the address of the file it became.
pub fn fill(page: &str, names: &Names) -> anyhow::Result<Page> {
    let mut filled = String::with_capacity(page.len());
    let mut asks_for = BTreeSet::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        let (source, after) = after.split_once("}}").context("index.html has a {{ without its }}")?;
        let Some(name) = names.get(source.trim()) else {
            bail!("index.html asks for {{{{{source}}}}}, but the build has only: {:?}", names.keys());
        };
        filled.push_str(before);
        filled.push('/');
        filled.push_str(name);
        asks_for.insert(name.clone());
        rest = after;
    }
    filled.push_str(rest);
    Ok(Page { html: filled, asks_for })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        [("boot.js", "assets/boot-A1.js"), ("split_a.wasm", "assets/split_a-B2.wasm")]
            .map(|(source, name)| (source.to_owned(), name.to_owned()))
            .into()
    }

    #[test]
    fn puts_the_names_of_the_build_into_the_page() {
        let page = r#"<script type="module" src="{{boot.js}}"></script>"#;
        let page = fill(page, &names()).unwrap();
        assert_eq!(page.html, r#"<script type="module" src="/assets/boot-A1.js"></script>"#);
        assert_eq!(page.asks_for, BTreeSet::from(["assets/boot-A1.js".to_owned()]));
    }

    #[test]
    fn a_name_that_the_build_lacks_is_an_error() {
        let error = fill("{{missing.css}}", &names()).err().unwrap().to_string();
        assert!(error.contains("{{missing.css}}") && error.contains("boot.js"), "{error}");
    }
}
