//! index.html with the names of this build.

use anyhow::{Context, bail};

use super::bundle::Names;

/// Replaces each `{{source}}` by the address of the file it became.
pub fn fill(page: &str, names: &Names) -> anyhow::Result<String> {
    let mut filled = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        let (source, after) = after.split_once("}}").context("index.html has a {{ without its }}")?;
        let Some(name) = names.get(source.trim()) else {
            bail!("index.html asks for {{{{{source}}}}}, but the build has only: {:?}", names.keys());
        };
        filled.push_str(before);
        filled.push('/');
        filled.push_str(name);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::from([("boot.js".to_owned(), "assets/boot-A1.js".to_owned())])
    }

    #[test]
    fn puts_the_names_of_the_build_into_the_page() {
        let page = r#"<script type="module" src="{{boot.js}}"></script>"#;
        assert_eq!(
            fill(page, &names()).unwrap(),
            r#"<script type="module" src="/assets/boot-A1.js"></script>"#
        );
    }

    #[test]
    fn a_name_that_the_build_lacks_is_an_error() {
        let error = fill("{{missing.css}}", &names()).unwrap_err().to_string();
        assert!(error.contains("{{missing.css}}") && error.contains("boot.js"), "{error}");
    }
}
