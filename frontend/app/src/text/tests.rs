//! The texts are complete: both languages have the same keys with the same variables, every key that the code uses
//! exists, no text is left over, and every word of every closed set has a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use domain::{
    problems::ProblemCode,
    users::{Language, Role},
};

use super::{Text, bundles, key_of};
use crate::preferences::Theme;

/// Closed sets whose words are looked up with [`Text::word`].
fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut sets = vec![
        ("problem", ProblemCode::ALL.iter().map(|code| code.as_str()).collect()),
        ("problem-title", vec!["forbidden", "missing", "server", "request"]),
        ("role", Role::ALL.iter().map(|role| role.as_str()).collect()),
        ("theme", Theme::ALL.iter().map(|theme| theme.as_str()).collect()),
    ];
    sets.extend(crate::administration::sets());
    sets.extend(crate::coverage::sets());
    sets.extend(crate::directory::sets());
    sets.extend(crate::households::sets());
    sets.extend(crate::rosters::sets());
    sets
}

/// Each message of a language with the variables that it uses. (That the files parse and that both languages have the same
/// keys is seen to by `build.rs`.)
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let variables = |pattern: &str| {
        let after_mark = pattern.split(['\u{1}', '\u{3}']).skip(1);
        after_mark.map(|rest| rest.split_once('\u{2}').unwrap().0.to_owned()).collect()
    };
    bundles::all(language).into_iter().map(|(key, pattern)| (key.to_owned(), variables(pattern))).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The keys in `t!(…, "key"` with the names of the arguments they are given.
fn uses() -> Vec<(String, BTreeSet<String>, PathBuf)> {
    let mut files = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    let mut uses = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with("text/tests.rs")) {
        let source = fs::read_to_string(file).unwrap();
        let code: String =
            source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        // `format!(` and `assert!(` end alike.
        let calls = code
            .match_indices("t!(")
            .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()));
        for call in calls.map(|(at, call)| &code[at + call.len()..]).filter(|call| !call.starts_with('$')) {
            let call = balanced(call);
            let Some((key, rest)) = call.split_once('"').and_then(|(_, rest)| rest.split_once('"')) else {
                continue;
            };
            uses.push((key.to_owned(), argument_names(rest), file.clone()));
        }
    }
    uses
}

/// The text up to the parenthesis that closes the call.
fn balanced(call: &str) -> &str {
    let mut depth = 1_i32;
    for (at, c) in call.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &call[..at];
        }
    }
    call
}

fn argument_names(arguments: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, c) in arguments.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => start = at + 1,
            '=' if depth == 0 => {
                let name = arguments[start..at].trim();
                if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                    names.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

#[test]
fn both_languages_use_the_same_variables() {
    assert_eq!(messages(Language::Chinese), messages(Language::English));
}

#[test]
fn every_key_in_use_exists_with_the_variables_it_is_given() {
    let known = messages(Language::English);
    let uses = uses();
    assert!(uses.len() > 40, "only {} uses found: does the search still fit the macro?", uses.len());
    for (key, given, file) in uses {
        let Some(variables) = known.get(&key) else { panic!("{}: no text for {key}", file.display()) };
        assert_eq!(&given, variables, "{}: {key}", file.display());
    }
}

#[test]
fn every_word_of_every_set_has_a_name() {
    let known = messages(Language::English);
    for (set, words) in sets() {
        for word in words {
            let key = key_of(set, word);
            assert!(known.contains_key(&key), "no text for {key}");
        }
    }
}

#[test]
fn no_text_is_left_over() {
    let mut needed: BTreeSet<String> = uses().into_iter().map(|(key, ..)| key).collect();
    for (set, words) in sets() {
        needed.extend(words.into_iter().map(|word| key_of(set, word)));
    }
    let left: Vec<String> =
        messages(Language::English).into_keys().filter(|key| !needed.contains(key)).collect();
    assert!(left.is_empty(), "nobody uses {left:?}");
}

#[test]
fn english_has_its_plurals() {
    let english = Text::load(Language::English);
    assert_eq!(crate::t!(english, "unit-households", count = 1_412), "households");
    assert_eq!(crate::t!(english, "unit-households", count = 1), "household");
    assert_eq!(crate::t!(Text::load(Language::Chinese), "unit-households", count = 1_412), "户");
}
