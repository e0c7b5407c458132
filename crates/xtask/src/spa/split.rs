//! Cuts the wasm at its split points (`#[wasm_split]` in the SPA) into what comes first and what is fetched later.

use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow, ensure};
use wasm_encoder::{Module, RawSection, SectionId};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Parser;

use super::Profile;

/// Beside wasm-bindgen's `app.js`: the module through which the wasm asks for its parts.
const LOADER: &str = "./parts.js";

/// Writes what comes first to `main`, for wasm-bindgen, and the parts with their loader into the folder of its `glue`.
pub fn split(whole: &Path, main: &Path, glue: &Path, profile: Profile) -> anyhow::Result<()> {
    let wasm = fs::read(whole).with_context(|| whole.display().to_string())?;
    let mut options = Options::new(&wasm);
    options.output_dir = glue;
    options.main_out_path = main;
    options.link_name = LOADER;
    options.main_module = "./app.js";
    let parts = transform(options).map_err(|error| anyhow!("wasm-split failed: {error:#}"))?.split_modules;
    if profile == Profile::Release {
        for part in &parts {
            fs::write(part, without_custom_sections(&fs::read(part)?)?)?;
        }
    }
    let loader = glue.join(LOADER);
    let stems = parts.iter().filter_map(|part| part.file_stem()?.to_str());
    fs::write(&loader, imported(&fs::read_to_string(&loader)?, stems)?)?;
    Ok(())
}

/// The names of functions are two fifths of a part. (wasm-bindgen takes them out of the main module.)
fn without_custom_sections(wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Some((id, range)) = payload?.as_section()
            && id != SectionId::Custom as u8
        {
            let section = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = wasm.get(section).context("a section that ends after its file")?;
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

/// esbuild names only those files by their content that are imported.
fn imported<'a>(loader: &str, parts: impl Iterator<Item = &'a str>) -> anyhow::Result<String> {
    let mut imports = String::new();
    let mut body = loader.to_owned();
    for part in parts {
        let address = format!("new URL(\"./{part}.wasm\", import.meta.url)");
        ensure!(body.contains(&address), "{LOADER} does not fetch {part}.wasm as it used to");
        body = body.replace(&address, part);
        imports.push_str(&format!("import {part} from \"./{part}.wasm\";\n"));
    }
    ensure!(!body.contains("import.meta"), "{LOADER} fetches more than the parts that were written");
    Ok(imports + &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, TypeSection};

    #[test]
    fn nothing_but_custom_sections_is_taken_out_of_a_part() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let bare = Module::new().section(&types).clone().finish();
        let mut named = Module::new();
        named.section(&CustomSection { name: "name".into(), data: b"of a function".into() });
        named.section(&types);
        assert_eq!(without_custom_sections(&named.finish()).unwrap(), bare);
    }

    #[test]
    fn a_part_is_fetched_by_the_name_that_it_is_given() {
        let loader = "fetch(new URL(\"./split_a.wasm\", import.meta.url))";
        let written = imported(loader, ["split_a"].into_iter()).unwrap();
        assert_eq!(written, "import split_a from \"./split_a.wasm\";\nfetch(split_a)");
        assert!(imported(loader, ["split_b"].into_iter()).is_err());
        assert!(imported(loader, [].into_iter()).is_err());
    }
}
