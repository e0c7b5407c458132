//! Offices type the same thing in many ways; these functions find the one way that the ledger keeps and compares.

/// Half-width letters, digits and punctuation for full-width ones (U+FF01–U+FF5E, U+3000).
pub fn to_half_width(text: &str) -> String {
    text.chars().map(half_width).collect()
}

const fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        _ => c,
    }
}

/// Text for showing: half-width ASCII, no control characters, inner runs of white space as one space, ends trimmed.
pub fn tidy(text: &str) -> String {
    tidied(text, half_width)
}

/// A line that people wrote, for showing: as [`tidy`], but with the punctuation of their language as they typed it.
pub fn tidy_prose(text: &str) -> String {
    tidied(text, |c| match half_width(c) {
        half if half.is_ascii_alphanumeric() || half == ' ' => half,
        _ => c,
    })
}

fn tidied(text: &str, narrow: impl Fn(char) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(narrow).filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// A name as shown: Chinese names lose the spaces that rosters use to align columns; others keep single spaces.
/// The several middle dots of transliterated names (阿依古丽·买买提) become U+00B7.
pub fn tidy_name(name: &str) -> String {
    let name: String =
        tidy(name).chars().map(|c| if matches!(c, '•' | '‧' | '・' | '･' | '⋅') { '·' } else { c }).collect();
    if name.chars().any(is_han) { name.chars().filter(|c| *c != ' ').collect() } else { name }
}

/// The form of a name that is compared: [`tidy_name`] in lower case.
pub fn name_key(name: &str) -> String {
    tidy_name(name).to_lowercase()
}

/// The form of an address that is compared: no white space or separators, lower case, 室 and 号楼 in one spelling.
pub fn address_key(address: &str) -> String {
    let bare: String = tidy(address)
        .to_lowercase()
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, ',' | '.' | '，' | '。' | '、' | '(' | ')' | '-' | '—' | '–')
        })
        .collect();
    let one_spelling = bare.replace("单元", "门").replace("栋", "号楼").replace("幢", "号楼");
    one_spelling
        .strip_suffix('室')
        .or_else(|| one_spelling.strip_suffix('号'))
        .unwrap_or(&one_spelling)
        .to_owned()
}

/// Whether a character is a Chinese one (CJK unified ideographs with extensions A and B–F).
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ebef}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_its_punctuation() {
        assert_eq!(tidy_prose(" 夜班，上午勿扰（１９点后）； 谢谢！"), "夜班，上午勿扰（19点后）； 谢谢！");
        assert_eq!(tidy("夜班，１９点"), "夜班,19点");
    }

    #[test]
    fn full_width_and_spaces() {
        assert_eq!(to_half_width("１９９１７"), "19917");
        assert_eq!(tidy("  a\u{3000}\u{200b}b\n c "), "a b c");
        assert_eq!(tidy_name(" 孔 辉　国 "), "孔辉国");
        assert_eq!(tidy_name("阿依古丽•买买提"), "阿依古丽·买买提");
        assert_eq!(tidy_name("Anna  Lee"), "Anna Lee");
    }

    #[test]
    fn addresses_in_several_spellings_compare_equal() {
        let keys = ["金地花园36号楼3门2104室", "金地花园 36栋3单元2104", "金地花园３６号楼３门２１０４室"]
            .map(address_key);
        assert!(keys.iter().all(|key| key == &keys[0]), "{keys:?}");
        assert_ne!(address_key("1号楼11门2室"), address_key("1号楼1门12室"));
    }
}
