use domain::dates::PartialDate;

use super::Text;
use crate::t;

/// A figure with its thousands apart: `6,100,000`.
#[must_use]
pub fn figure(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A birth date as far as it is known: `1979-11-21`, a birthday without its year, or a year alone.
#[must_use]
#[inline(never)]
pub fn birth_date(text: &Text, date: PartialDate) -> String {
    match date {
        PartialDate::Full(date) => date.to_string(),
        PartialDate::MonthDay { month, day } => {
            t!(text, "birthday-without-year", month = u32::from(month), day = u32::from(day)).to_string()
        }
        PartialDate::Year(year) => t!(text, "birth-year", year = year.to_string()).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 12, 486, 1_412, -6_100_000].map(figure);
        assert_eq!(written, ["0", "12", "486", "1,412", "-6,100,000"]);
    }
}
