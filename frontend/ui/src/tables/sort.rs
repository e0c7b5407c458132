use std::fmt;

use yew::AttrValue;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

/// By which column a list is ordered, written as in an address: `name`, or `-name` for descending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub column: AttrValue,
    pub direction: Direction,
}

impl Sort {
    /// Reads the address's form; an empty text orders by nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (direction, column) = match text.strip_prefix('-') {
            Some(column) => (Direction::Descending, column),
            None => (Direction::Ascending, text),
        };
        (!column.is_empty()).then(|| Self { column: AttrValue::from(column.to_owned()), direction })
    }

    /// The order after a press on a column's heading: the other way round if it was ordered by it already.
    #[must_use]
    pub fn pressed(current: Option<&Self>, column: &str) -> Self {
        let direction = match current {
            Some(Self { column: same, direction: Direction::Ascending }) if same == column => {
                Direction::Descending
            }
            _ => Direction::Ascending,
        };
        Self { column: AttrValue::from(column.to_owned()), direction }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.direction {
            Direction::Ascending => "",
            Direction::Descending => "-",
        };
        write!(f, "{sign}{}", self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_round_trip() {
        for text in ["name", "-updated"] {
            assert_eq!(Sort::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Sort::parse(""), None);
        assert_eq!(Sort::parse("-"), None);
    }

    #[test]
    fn a_second_press_turns_the_order_round() {
        let first = Sort::pressed(None, "name");
        let second = Sort::pressed(Some(&first), "name");
        assert_eq!(second.to_string(), "-name");
        assert_eq!(Sort::pressed(Some(&second), "name").to_string(), "name");
        assert_eq!(Sort::pressed(Some(&second), "area").to_string(), "area");
    }
}
