//! Reading and checking the four files.

use std::{collections::HashSet, str::FromStr};

use chrono::NaiveDate;
use domain::users::Language;
use serde::{Deserialize, de::DeserializeOwned};

use super::{Area, Category, Files, Operation, Organisation, SetUp, User};

/// Something in a file that cannot be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct Mistake {
    /// The file.
    pub file: &'static str,
    /// The line, counted from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

type Result<T> = std::result::Result<T, Mistake>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationFile {
    code: String,
    name_zh: String,
    name_en: String,
    time_zone: String,
    starts_on: NaiveDate,
    worker_categories: Vec<Category>,
}

#[derive(Deserialize)]
struct AreaLine {
    code: String,
    name: String,
    level: String,
    parent_code: Option<String>,
}

#[derive(Deserialize)]
struct OrganisationLine {
    name: String,
    kind: String,
    line: Option<String>,
    area_code: String,
}

#[derive(Deserialize)]
struct UserLine {
    username: String,
    display_name: String,
    organisation: String,
    role: String,
    duties: Option<String>,
    language: Option<String>,
}

/// Reads and checks the files.
///
/// # Errors
/// The first mistake, with its file and line.
pub fn read(files: &Files) -> Result<SetUp> {
    let OperationFile { code, name_zh, name_en, time_zone, starts_on, worker_categories } =
        toml::from_str(&files.operation).map_err(|error| Mistake {
            file: "operation.toml",
            line: error.span().map_or(0, |span| line_of(&files.operation, span.start)),
            what: error.message().to_owned(),
        })?;
    let areas = areas(&files.divisions)?;
    let organisations = organisations(&files.organisations, &areas)?;
    let users = users(&files.users, &organisations)?;
    let operation = Operation { code, name_zh, name_en, time_zone, starts_on };
    Ok(SetUp { operation, categories: worker_categories, areas, organisations, users })
}

fn line_of(text: &str, offset: usize) -> u64 {
    let before = text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    u64::try_from(before).map_or(0, |before| before + 1)
}

fn areas(text: &str) -> Result<Vec<Area>> {
    let file = "divisions.csv";
    let mut known = HashSet::new();
    let mut areas = Vec::new();
    for (line, row) in lines::<AreaLine>(file, text)? {
        let at = |what| Mistake { file, line, what };
        let parent_code = row.parent_code.filter(|code| !code.is_empty());
        if let Some(parent) = parent_code.as_ref().filter(|parent| !known.contains(*parent)) {
            return Err(at(format!("the area above, {parent}, does not stand above this line")));
        }
        if !known.insert(row.code.clone()) {
            return Err(at(format!("{} stands here twice", row.code)));
        }
        areas.push(Area {
            level: word(&row.level).map_err(at)?,
            code: row.code,
            name: row.name,
            parent_code,
        });
    }
    Ok(areas)
}

fn organisations(text: &str, areas: &[Area]) -> Result<Vec<Organisation>> {
    let file = "organisations.csv";
    let codes: HashSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut names = HashSet::new();
    let mut organisations = Vec::new();
    for (line, row) in lines::<OrganisationLine>(file, text)? {
        let at = |what| Mistake { file, line, what };
        if !codes.contains(row.area_code.as_str()) {
            return Err(at(format!("divisions.csv has no {}", row.area_code)));
        }
        if !names.insert(row.name.clone()) {
            return Err(at(format!("{} stands here twice", row.name)));
        }
        let line =
            row.line.filter(|line| !line.is_empty()).map(|line| word(&line)).transpose().map_err(at)?;
        organisations.push(Organisation {
            kind: word(&row.kind).map_err(at)?,
            line,
            name: row.name,
            area_code: row.area_code,
        });
    }
    Ok(organisations)
}

fn users(text: &str, organisations: &[Organisation]) -> Result<Vec<User>> {
    let file = "users.csv";
    let known: HashSet<&str> = organisations.iter().map(|organisation| organisation.name.as_str()).collect();
    let mut names = HashSet::new();
    let mut users = Vec::new();
    for (line, row) in lines::<UserLine>(file, text)? {
        let at = |what| Mistake { file, line, what };
        if !known.contains(row.organisation.as_str()) {
            return Err(at(format!("organisations.csv has no {}", row.organisation)));
        }
        let username = word(&row.username).map_err(at)?;
        if !names.insert(row.username) {
            return Err(at(format!("{username} stands here twice")));
        }
        let duties = row.duties.unwrap_or_default();
        let language = row.language.filter(|language| !language.is_empty());
        users.push(User {
            username,
            display_name: row.display_name,
            organisation: row.organisation,
            role: word(&row.role).map_err(at)?,
            duties: duties.split_whitespace().map(word).collect::<std::result::Result<_, _>>().map_err(at)?,
            language: language.map_or(Ok(Language::Chinese), |language| word(&language)).map_err(at)?,
        });
    }
    Ok(users)
}

fn word<T: FromStr<Err: std::fmt::Display>>(text: &str) -> std::result::Result<T, String> {
    text.trim().parse().map_err(|error| format!("`{text}`: {error}"))
}

fn lines<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<(u64, T)>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let mistake = |error: csv::Error| Mistake {
        file,
        line: error.position().map_or(0, csv::Position::line),
        what: error.to_string(),
    };
    let headers = reader.headers().map_err(mistake)?.clone();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(mistake)?;
        let line = record.position().map_or(0, csv::Position::line);
        lines.push((line, record.deserialize(Some(&headers)).map_err(mistake)?));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_is_a_valid_set_up() {
        let set_up = read(&Files::of_demo()).unwrap();
        assert_eq!(set_up.areas.len(), 305);
        assert!(set_up.areas.first().unwrap().parent_code.is_none());
        for line in domain::organisations::Line::ALL {
            assert!(
                set_up.organisations.iter().any(|organisation| organisation.line == Some(*line)),
                "{line}"
            );
        }
        for role in domain::users::Role::ALL {
            assert!(set_up.users.iter().any(|user| user.role == *role), "{role}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let demo = Files::of_demo();
        let mistake = |files: Files| read(&files).unwrap_err().to_string();
        let twice = Files {
            users: format!("{}xq.union,某某,西青区总工会,viewer,,\n", demo.users),
            ..demo.clone()
        };
        assert_eq!(
            mistake(twice),
            format!("users.csv, line {}: xq.union stands here twice", demo.users.lines().count() + 1)
        );
        let nowhere = Files {
            organisations: "name,kind,line,area_code\n某厂,employer,,9\n".to_owned(),
            ..demo.clone()
        };
        assert_eq!(mistake(nowhere), "organisations.csv, line 2: divisions.csv has no 9");
        let role = Files { users: demo.users.replacen("administrator", "boss", 1), ..demo.clone() };
        assert_eq!(mistake(role), "users.csv, line 2: `boss`: not a word of Role");
        let toml = Files { operation: demo.operation.replacen("starts_on", "begins_on", 1), ..demo };
        assert!(mistake(toml).starts_with("operation.toml, line "));
    }
}
