//! Chinese text as it is typed on a Latin keyboard.

use domain::text::is_han;
use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// Readings of one character that are kept; more have only characters that no name has.
const READINGS_OF_A_CHARACTER: usize = 4;
/// Spellings of one text that are kept: two characters of four readings each, or three of two.
const SPELLINGS: usize = 16;

/// The spellings of a text: whole syllables, and their initials. Characters without a reading stand for themselves.
pub fn spellings(text: &[char]) -> (Vec<String>, Vec<String>) {
    let syllables: Vec<Vec<String>> = text.iter().copied().map(readings).collect();
    let initials = syllables.iter().map(|readings| distinct(readings.iter().map(|reading| initial(reading))));
    (combined(&syllables), combined(&initials.collect::<Vec<_>>()))
}

/// How a name is put in order: by the usual reading of each character, then by the characters.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 3);
    for c in name.chars().flat_map(char::to_lowercase) {
        match c.to_pinyin() {
            Some(reading) => key.extend([reading.plain(), " "]),
            None => key.push(c),
        }
    }
    // Anything typed sorts behind the separator.
    format!("{}\u{1f}{name}", key.trim_end())
}

/// Every way to type a character: the readings without tones, and ü as v and as u.
fn readings(c: char) -> Vec<String> {
    if !is_han(c) {
        return vec![c.to_lowercase().collect()];
    }
    let Some(readings) = c.to_pinyin_multi() else { return vec![c.to_string()] };
    let plain = readings.into_iter().map(|reading| reading.plain());
    let typed = plain.flat_map(|plain| {
        let with_v = plain.replace('ü', "v");
        let with_u = plain.replace('ü', "u");
        [with_v, with_u]
    });
    let mut typed = distinct(typed);
    typed.truncate(READINGS_OF_A_CHARACTER);
    typed
}

fn initial(reading: &str) -> String {
    reading.chars().take(1).collect()
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.fold(Vec::new(), |mut seen, text| {
        if !seen.contains(&text) {
            seen.push(text);
        }
        seen
    })
}

fn combined(syllables: &[Vec<String>]) -> Vec<String> {
    syllables.iter().fold(vec![String::new()], |heads, readings| {
        let longer = readings.iter().flat_map(|tail| heads.iter().map(move |head| format!("{head}{tail}")));
        longer.take(SPELLINGS).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str) -> Vec<String> {
        let (mut whole, initials) = spellings(&name.chars().collect::<Vec<_>>());
        whole.extend(initials);
        whole
    }

    #[test]
    fn each_reading_is_found() {
        for (name, words) in [
            ("王芳", &["wangfang", "wf"][..]),
            ("曾单", &["zengshan", "cengdan", "zs", "cd"]),
            ("吕乐", &["lvle", "luyue", "ll", "ly"]),
            ("A芳", &["afang", "af"]),
        ] {
            let typed = typed(name);
            for word in words {
                assert!(typed.iter().any(|typed| typed == word), "{name} {word} {typed:?}");
            }
        }
    }

    #[test]
    fn spellings_have_a_bound() {
        let (whole, _) = spellings(&"单曾解仇区查盖朴".chars().collect::<Vec<_>>());
        assert_eq!(whole.len(), SPELLINGS);
    }

    #[test]
    fn names_sort_by_sound() {
        let mut names = ["王芳", "李娜", "陈静", "Anna", "王方"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Anna", "陈静", "李娜", "王方", "王芳"]);
    }
}
