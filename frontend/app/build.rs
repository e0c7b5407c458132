//! Packs the `.ftl` files into one text that the program reads in a moment.
//!
//! Reading Fluent in the browser would cost 30 kB of the first load (its parser, its plural rules for every language,
//! floating-point numbers). Here Fluent's own parser reads the files while building, and refuses what the small reader in
//! `src/text/pattern.rs` does not know.
//!
//! The files in `WITH_A_PART` are packed by themselves: their texts come with the part of the program that alone uses them, and
//! the first load does not carry them.
//!
//! A record is `key ␟ Chinese ␟ English`, records are sorted by key and end with ␞. In a pattern, `␁name␂` is a variable
//! and `␃name␂ (␄variant␂ pattern)… ␅` a choice, whose last variant is the default.

use std::{collections::BTreeMap, env, error::Error, fs, path::Path};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Files whose texts only one part of the program uses.
const WITH_A_PART: [&str; 1] = ["coverage"];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=locales");
    let [chinese, english] = LANGUAGES.map(messages);
    let (chinese, mut english) = (chinese?, english?);
    let mut packed: BTreeMap<String, String> = BTreeMap::from([("texts".to_owned(), String::new())]);
    for (key, (file, pattern)) in chinese {
        let (_, translation) = english.remove(&key).ok_or_else(|| format!("locales/en lacks {key}"))?;
        let into = if WITH_A_PART.contains(&file.as_str()) { file } else { "texts".to_owned() };
        let record = format!("{key}\u{1f}{pattern}\u{1f}{translation}\u{1e}");
        packed.entry(into).or_default().push_str(&record);
    }
    if let Some(key) = english.keys().next() {
        return Err(format!("locales/zh-CN lacks {key}").into());
    }
    let folder = env::var("OUT_DIR")?;
    for (name, records) in packed {
        fs::write(Path::new(&folder).join(format!("{name}.txt")), records)?;
    }
    Ok(())
}

/// Every message of a language, packed, with the name of its file.
fn messages(language: &str) -> Result<BTreeMap<String, (String, String)>> {
    let mut messages = BTreeMap::new();
    for file in fs::read_dir(Path::new("locales").join(language))? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = fs::read_to_string(&path)?;
        let at = |what: &str| format!("{}: {what}", path.display());
        let resource = parser::parse(source.as_str()).map_err(|(_, errors)| at(&format!("{errors:?}")))?;
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                Entry::Term(_) | Entry::Junk { .. } => {
                    return Err(at("only messages and comments are known").into());
                }
            };
            let key = message.id.name;
            if !message.attributes.is_empty() {
                return Err(at(&format!("{key} has attributes, which are not known")).into());
            }
            let pattern = message.value.ok_or_else(|| at(&format!("{key} is empty")))?;
            let mut packed = String::new();
            pack(&pattern, &mut packed).map_err(|error| at(&format!("{key}: {error}")))?;
            if messages.insert(key.to_owned(), (name.clone(), packed)).is_some() {
                return Err(at(&format!("{key} is there twice")).into());
            }
        }
    }
    Ok(messages)
}

fn pack(pattern: &Pattern<&str>, packed: &mut String) -> Result<()> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => packed.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                pack_inline(inline, packed)?
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let InlineExpression::VariableReference { id } = selector else {
                    return Err("only a variable can be chosen by".into());
                };
                packed.push_str(&format!("\u{3}{}\u{2}", id.name));
                let (default, others): (Vec<_>, Vec<_>) =
                    variants.iter().partition(|variant| variant.default);
                for variant in others.into_iter().chain(default) {
                    let key = match variant.key {
                        VariantKey::Identifier { name } => name,
                        VariantKey::NumberLiteral { value } => value,
                    };
                    packed.push_str(&format!("\u{4}{key}\u{2}"));
                    pack(&variant.value, packed)?;
                }
                packed.push('\u{5}');
            }
        }
    }
    Ok(())
}

fn pack_inline(inline: &InlineExpression<&str>, packed: &mut String) -> Result<()> {
    match inline {
        InlineExpression::VariableReference { id } => packed.push_str(&format!("\u{1}{}\u{2}", id.name)),
        InlineExpression::StringLiteral { value } => packed.push_str(value),
        InlineExpression::Placeable { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::FunctionReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => return Err("only variables and strings are known".into()),
    }
    Ok(())
}
