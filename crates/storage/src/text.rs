//! Conditions on text that both engines answer from an index.

mod functions {
    diesel::define_sql_function! {
        /// The text from its n-th character on, counted from 1.
        fn substr(text: diesel::sql_types::Text, from: diesel::sql_types::Integer) -> diesel::sql_types::Text;
    }

    diesel::define_sql_function! {
        /// Lower case; of ASCII only on SQLite, so compare with a pattern that was lowered in Rust and expect no more.
        fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
    }
}
pub use functions::{lower, substr};

/// The first text behind all texts that begin with `prefix`; none when there is no such text.
///
/// `column >= prefix AND column < end_of_prefix(prefix)` is one range of an index in byte order, where `LIKE` is not:
/// SQLite's ignores the case of ASCII, and PostgreSQL's needs an operator class.
pub fn end_of_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // Byte order of UTF-8 is the order of the code points; the surrogates between are no characters.
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            _ => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

/// A pattern for `LIKE … ESCAPE '\'` that finds the words anywhere.
pub fn contains_pattern(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_one_range() {
        for (prefix, within, beyond) in
            [("ab", "abzzz\u{10ffff}", "ac"), ("王", "王芳", "玌"), ("a\u{10ffff}", "a\u{10ffff}x", "b")]
        {
            let end = end_of_prefix(prefix).unwrap();
            assert!(prefix <= within && within < end.as_str() && end.as_str() <= beyond, "{prefix} {end}");
        }
        assert_eq!(end_of_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(end_of_prefix("\u{10ffff}"), None);
        assert_eq!(end_of_prefix(""), None);
    }

    #[test]
    fn what_people_type_is_no_pattern() {
        assert_eq!(contains_pattern(r"1_0%\"), r"%1\_0\%\\%");
    }
}
