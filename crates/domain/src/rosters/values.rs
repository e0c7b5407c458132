//! What offices write into a cell, as values: dates in every style, yes and no, numbers of people.

use chrono::{Datelike, NaiveDate};

use super::cells::Cell;
use crate::{
    dates::PartialDate,
    persons::Sex,
    text::{tidy, to_half_width},
};

/// Serials of Excel's 1900 date system that are taken for dates: 1910 to 2050.
const DATE_SERIALS: std::ops::Range<i64> = 3_654..54_789;

/// A date as an office writes it: `2020.1.24`, `2020年1月24日`, `2020/01/24`, `20200124`, `1月24日`, `1979年`, an Excel
/// serial as text, with or without a time of day.
pub fn parse_date(text: &str) -> Option<PartialDate> {
    let text = to_half_width(text.trim()).replace(['。', '．'], ".");
    let text = tidy(&text);
    let day = text
        .split_once([' ', 'T'])
        .map_or(text.as_str(), |(day, time)| if time.contains(':') { day } else { &text });
    let bare: String = day.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.trim_matches(['日', '号', '生']);
    if let Ok(number) = bare.parse::<i64>() {
        return digits_only(bare, number);
    }
    let year_first = bare.contains('年');
    let month_first = !year_first && bare.contains('月');
    if !bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '年' | '月' | '日' | '\\'))
    {
        return None;
    }
    let parts: Vec<&str> =
        bare.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => full(year, month, day),
        [year, month] if year.len() == 4 => {
            let month: u32 = month.parse().ok()?;
            if (1..=12).contains(&month) { year_alone(year) } else { None }
        }
        [month, day] if month_first || (!year_first && month.len() <= 2) => {
            PartialDate::month_day(month.parse().ok()?, day.parse().ok()?).ok()
        }
        [year] if year_first && year.len() == 4 => year_alone(year),
        _ => None,
    }
}

fn digits_only(text: &str, number: i64) -> Option<PartialDate> {
    match text.len() {
        8 => full(text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        4 => year_alone(text),
        5 => from_serial(number),
        _ => None,
    }
}

fn full(year: &str, month: &str, day: &str) -> Option<PartialDate> {
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (1850..=2200).contains(&date.year()).then_some(PartialDate::Full(date))
}

fn year_alone(year: &str) -> Option<PartialDate> {
    let year = year.parse().ok()?;
    (1850..=2200).contains(&year).then_some(PartialDate::Year(year))
}

/// Excel's serial: days since 1899-12-30 for every day from March 1900 on.
fn from_serial(serial: i64) -> Option<PartialDate> {
    if !DATE_SERIALS.contains(&serial) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?
        .checked_add_signed(chrono::Duration::days(serial))
        .map(PartialDate::Full)
}

/// The date of a cell.
pub fn date_of(cell: &Cell) -> Option<PartialDate> {
    match cell.value() {
        Cell::Date { date } => (1850..=2200).contains(&date.year()).then_some(PartialDate::Full(*date)),
        Cell::Number(number) if number.fract() == 0.0 => parse_date(&number.to_string()),
        Cell::Text(text) => parse_date(text),
        _ => None,
    }
}

/// The first whole date that stands in a sentence such as `截至日期：2020年2月11日`.
pub fn find_date(text: &str) -> Option<NaiveDate> {
    let text = to_half_width(text);
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '年' | '月' | '日');
    text.split(|c: char| !is_part(c)).filter(|run| run.len() >= 8).find_map(|run| parse_date(run)?.full())
}

/// The day of a posting whose year was left out: the latest such day that is not after the day of the list, else the
/// first one within the operation.
pub fn resolve_posting_day(
    written: PartialDate,
    as_of: Option<NaiveDate>,
    operation: (NaiveDate, Option<NaiveDate>),
) -> Option<NaiveDate> {
    let (starts, ends) = operation;
    let PartialDate::MonthDay { month, day } = written else {
        return written.full();
    };
    let in_year = |year| NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day));
    match as_of.or(ends) {
        Some(latest) => (0..8).filter_map(|back| in_year(latest.year() - back)).find(|date| *date <= latest),
        None => {
            // People are called up shortly before an operation is declared, too.
            let earliest = starts - chrono::Duration::days(180);
            (0..8).filter_map(|ahead| in_year(earliest.year() + ahead)).find(|date| *date >= earliest)
        }
    }
}

/// 是 and 否 in the ways offices write them.
pub fn parse_yes_no(text: &str) -> Option<Answer> {
    match tidy(text).to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "✔" | "对" | "y" | "yes" | "true" | "1" | "是的" | "在" => {
            Some(Answer::Yes)
        }
        "否" | "无" | "没有" | "不是" | "×" | "x" | "✗" | "n" | "no" | "false" | "0" | "-" | "/" | "不" => {
            Some(Answer::No)
        }
        _ => None,
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 是
    Yes,
    /// 否
    No,
}

/// A number of people: `2`, `2人`, `两`, `无`.
pub fn parse_count(text: &str) -> Option<i32> {
    let text = tidy(text);
    let bare = text.trim_end_matches(['人', '名', '位', '个']).trim();
    match bare {
        "无" | "没有" | "零" | "-" | "/" => return Some(0),
        _ => {}
    }
    let number = bare.parse::<i32>().ok().or_else(|| {
        let whole = bare.strip_suffix(".0")?;
        whole.parse().ok()
    });
    let number = number.or(match bare {
        "一" => Some(1),
        "二" | "两" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        "五" => Some(5),
        "六" => Some(6),
        _ => None,
    });
    number.filter(|number| (0..=30).contains(number))
}

/// 男 and 女.
pub fn parse_sex(text: &str) -> Option<Sex> {
    match tidy(text).to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" => Some(Sex::Male),
        "女" | "女性" | "f" | "female" => Some(Sex::Female),
        _ => None,
    }
}

/// The parts of a cell that lists several things: `买菜不方便；家属焦虑、睡不好` has two, as 、 and ， join words of one.
pub fn split_sentences(text: &str) -> impl Iterator<Item = String> {
    text.split(['；', ';', '\n', '。', '|']).map(tidy).filter(|part| !part.is_empty())
}

/// The parts of a cell that lists several words: `高三、小学四年级`.
pub fn split_words(text: &str) -> impl Iterator<Item = String> {
    text.split(['、', '，', ',', '；', ';', '\n', '/', '|', '和']).map(tidy).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<String> {
        parse_date(text).map(|date| date.to_string())
    }

    #[test]
    fn dates_in_every_style() {
        for text in [
            "2020.1.24",
            "2020-01-24",
            "2020/01/24",
            "2020年1月24日",
            "20200124",
            "43854",
            "２０２０．１．２４",
            "2020 年 1 月 24 日",
            "2020-01-24 00:00:00",
            "2020-01-24T08:30:00",
            "2020年01月24号",
        ] {
            assert_eq!(date(text).as_deref(), Some("2020-01-24"), "{text}");
        }
        for text in ["1月24日", "1.24", "01/24", "1-24", "01月24"] {
            assert_eq!(date(text).as_deref(), Some("XXXX-01-24"), "{text}");
        }
        assert_eq!(date("1979年").as_deref(), Some("1979"));
        assert_eq!(date("1979.11").as_deref(), Some("1979"));
        for text in [
            "",
            "无",
            "2020.13.1",
            "2020年2月30日",
            "24.1",
            "99999",
            "79.1.2",
            "不详",
            "2020年1月24日至2月3日",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_posting_day_without_year_is_the_latest_before_the_list() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        let operation = (day("2020-01-20"), None);
        let written = parse_date("12月28日").unwrap();
        assert_eq!(resolve_posting_day(written, Some(day("2020-02-11")), operation), Some(day("2019-12-28")));
        let written = parse_date("2月11日").unwrap();
        assert_eq!(resolve_posting_day(written, Some(day("2020-02-11")), operation), Some(day("2020-02-11")));
        assert_eq!(resolve_posting_day(written, None, operation), Some(day("2020-02-11")));
        let written = parse_date("2月29日").unwrap();
        assert_eq!(resolve_posting_day(written, Some(day("2022-03-01")), operation), Some(day("2020-02-29")));
    }

    #[test]
    fn sentences_and_words() {
        let parts: Vec<_> = split_sentences("买菜不方便；家属焦虑、睡不好；").collect();
        assert_eq!(parts, ["买菜不方便", "家属焦虑、睡不好"]);
        assert_eq!(split_words("高三、小学四年级").count(), 2);
        assert_eq!(find_date("截至日期：2020年2月11日"), NaiveDate::from_ymd_opt(2020, 2, 11));
        assert_eq!(find_date("填报单位：第12345678号"), None);
        assert_eq!(parse_count("2人"), Some(2));
        assert_eq!(parse_count("约2人"), None);
    }
}
