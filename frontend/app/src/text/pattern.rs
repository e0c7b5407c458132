//! Fills in a message's pattern. `build.rs` says how patterns are packed.

use domain::users::Language;
use yew::AttrValue;

use super::format::figure;

/// What a message is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Text(String),
    /// Written with its thousands apart; chooses between singular and plural.
    Number(i64),
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $argument:expr),+ $(,)?) => {$(
        impl From<$kind> for Argument {
            fn from($value: $kind) -> Self {
                $argument
            }
        }
    )+};
}

from! {
    &str => |text| Self::Text(text.to_owned()),
    String => |text| Self::Text(text),
    &String => |text| Self::Text(text.clone()),
    AttrValue => |text| Self::Text(text.to_string()),
    i64 => |number| Self::Number(number),
    i32 => |number| Self::Number(number.into()),
    u32 => |number| Self::Number(number.into()),
    usize => |number| Self::Number(i64::try_from(number).unwrap_or(i64::MAX)),
}

/// The arguments of a message by their names.
#[derive(Debug, Clone, Default)]
pub struct Arguments(Vec<(&'static str, Argument)>);

impl Arguments {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn set(&mut self, name: &'static str, argument: impl Into<Argument>) {
        self.push(name, argument.into());
    }

    #[inline(never)]
    fn push(&mut self, name: &'static str, argument: Argument) {
        self.0.push((name, argument));
    }

    fn get(&self, name: &str) -> Option<&Argument> {
        self.0.iter().find(|(other, _)| *other == name).map(|(_, argument)| argument)
    }
}

/// A pattern with its arguments filled in.
pub fn fill(pattern: &str, arguments: &Arguments, language: Language) -> String {
    Filler { rest: pattern, arguments, language }.fill()
}

const MARKS: [char; 4] = [VARIABLE, CHOICE, VARIANT, END];
const VARIABLE: char = '\u{1}';
const NAME_END: char = '\u{2}';
const CHOICE: char = '\u{3}';
const VARIANT: char = '\u{4}';
const END: char = '\u{5}';

struct Filler<'a> {
    rest: &'a str,
    arguments: &'a Arguments,
    language: Language,
}

impl<'a> Filler<'a> {
    /// Up to the end of the pattern, or of the variant that is being read.
    fn fill(&mut self) -> String {
        let mut filled = String::new();
        loop {
            let (text, marked) = self.rest.split_at(self.rest.find(MARKS).unwrap_or(self.rest.len()));
            filled.push_str(text);
            self.rest = marked;
            if self.take(VARIABLE) {
                filled.push_str(&self.variable());
            } else if self.take(CHOICE) {
                filled.push_str(&self.choice());
            } else {
                return filled;
            }
        }
    }

    fn variable(&mut self) -> String {
        let name = self.name();
        match self.arguments.get(name) {
            Some(Argument::Text(text)) => text.clone(),
            Some(Argument::Number(number)) => figure(*number),
            None => name.to_owned(),
        }
    }

    fn choice(&mut self) -> String {
        let name = self.name();
        let mut chosen = None;
        let mut last = String::new();
        while self.take(VARIANT) {
            let key = self.name();
            last = self.fill();
            if chosen.is_none() && self.fits(name, key) {
                chosen = Some(last.clone());
            }
        }
        self.take(END);
        chosen.unwrap_or(last)
    }

    /// Whether a variant is the one for an argument: the word itself, the number itself, or the number's plural form
    /// (CLDR: English tells one from the others, Chinese does not).
    fn fits(&self, name: &str, key: &str) -> bool {
        match self.arguments.get(name) {
            Some(Argument::Text(text)) => text == key,
            Some(Argument::Number(number)) => {
                let is_one = self.language == Language::English && *number == 1;
                key.parse() == Ok(*number) || (is_one && key == "one")
            }
            None => false,
        }
    }

    fn name(&mut self) -> &'a str {
        let (name, rest) = self.rest.split_once(NAME_END).unwrap_or_default();
        self.rest = rest;
        name
    }

    fn take(&mut self, mark: char) -> bool {
        let after = self.rest.strip_prefix(mark);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: &str = "Owner of \u{3}count\u{2}\u{4}one\u{2}one household\u{4}12\u{2}a dozen\u{4}other\u{2}\u{1}count\u{2} households\u{5}: \u{1}name\u{2}";

    fn people(count: i64, language: Language) -> String {
        let mut arguments = Arguments::new();
        arguments.set("count", count);
        arguments.set("name", "赵敏");
        fill(PEOPLE, &arguments, language)
    }

    #[test]
    fn the_number_chooses_and_is_written_with_its_thousands_apart() {
        assert_eq!(people(1, Language::English), "Owner of one household: 赵敏");
        assert_eq!(people(12, Language::English), "Owner of a dozen: 赵敏");
        assert_eq!(people(1_412, Language::English), "Owner of 1,412 households: 赵敏");
        assert_eq!(people(1, Language::Chinese), "Owner of 1 households: 赵敏");
    }

    #[test]
    fn a_variable_without_a_value_shows_its_name() {
        assert_eq!(fill("Hello, \u{1}name\u{2}.", &Arguments::new(), Language::English), "Hello, name.");
    }

    #[test]
    fn choices_stand_inside_choices() {
        let pattern =
            "\u{3}a\u{2}\u{4}x\u{2}(\u{3}b\u{2}\u{4}y\u{2}xy\u{4}other\u{2}x?\u{5})\u{4}other\u{2}?\u{5}!";
        let mut arguments = Arguments::new();
        arguments.set("a", "x");
        assert_eq!(fill(pattern, &arguments, Language::English), "(x?)!");
        arguments.set("b", "y");
        assert_eq!(fill(pattern, &arguments, Language::English), "(xy)!");
    }
}
