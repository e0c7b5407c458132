//! Reads a row's cells by the fields of their columns.

use super::{
    areas::Fit,
    cells::{Cell, FIRST_MANGLED_NUMBER},
    fields::Field,
    reasons::{Reason, ReasonCode},
    recognition::{RosterKind, Sheet, SourceRow},
    record::{IdentityState, LimitedMobility, PostingFacts, ReadContext, RosterRecord, SpouseFacts, Worker},
    values::{Answer, date_of, parse_count, parse_sex, parse_yes_no, resolve_posting_day, split_sentences},
};
use crate::{
    dates::PartialDate,
    identity_number::{IdentityNumber, IdentityNumberError},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
    text::{tidy, tidy_name},
};

/// Words that stand for an empty cell.
const BLANKS: [&str; 10] = ["无", "/", "-", "—", "--", "暂无", "不详", "未知", "n/a", "none"];
/// Longer names are sentences that slipped into the column.
const LONGEST_NAME: usize = 60;
const LONGEST_TEXT: usize = 500;

/// Reads one row, collecting reasons.
pub struct Reader<'a> {
    row: &'a SourceRow,
    sheet: &'a Sheet,
    context: &'a ReadContext<'a>,
    reasons: Vec<Reason>,
}

impl<'a> Reader<'a> {
    /// A reader of one row.
    pub const fn new(row: &'a SourceRow, sheet: &'a Sheet, context: &'a ReadContext<'a>) -> Self {
        Self { row, sheet, context, reasons: Vec::new() }
    }

    /// What the row says, and what is wrong with it.
    pub fn read(mut self) -> (Option<RosterRecord>, Vec<Reason>) {
        self.look_at_cells();
        let record = self.name().map(|name| self.record(name));
        (record, self.reasons)
    }

    fn record(&mut self, name: String) -> RosterRecord {
        let (identity, identity_number) = self.identity();
        let (sex, birth_date) = self.sex_and_birth_date(identity_number.as_ref());
        let (relation, works) = self.relation_and_work();
        if let (Some(sex), Some(relation)) = (sex, self.first(Field::Relation)) {
            self.check_sex_of_relation(sex, &relation);
        }
        let (whereabouts, address) = self.home();
        RosterRecord {
            row_no: self.row.row_no,
            group: self.row.group,
            kind: self.sheet.kind,
            name,
            sex,
            birth_date,
            identity_number,
            identity,
            phones: self.phones(),
            posting: (works == Worker::Yes).then(|| self.posting()),
            relation,
            whereabouts,
            address,
            school_grade: self.school_grade(),
            limited_mobility: self.limited_mobility(),
            spouse: self.spouse(),
            elders: self.count(Field::Elders),
            minors: self.count(Field::Minors),
            minors_grades: self.first(Field::MinorsGrades),
            difficulties: self.difficulties(),
            note: self.joined(Field::Note),
        }
    }

    fn say(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    /// The cells of a field, errors and overlong texts left out.
    fn cells(&self, field: Field) -> impl Iterator<Item = &'a Cell> + use<'a> {
        let cells = &self.row.cells;
        let columns = self.sheet.columns_of(field);
        columns.filter_map(|column| cells.get(column)).filter(|cell| {
            !cell.is_blank() && !matches!(cell.value(), Cell::Error { .. } | Cell::TooLong { .. })
        })
    }

    /// The first text of a field that says something.
    fn first(&self, field: Field) -> Option<String> {
        let texts = self.cells(field).map(|cell| clipped(&tidy(&cell.shown())));
        texts.filter(|text| !text.is_empty()).find(|text| !BLANKS.contains(&text.to_lowercase().as_str()))
    }

    fn joined(&self, field: Field) -> Option<String> {
        let texts: Vec<String> = self.cells(field).map(|cell| clipped(&tidy(&cell.shown()))).collect();
        let told = texts.iter().filter(|text| !BLANKS.contains(&text.to_lowercase().as_str()));
        let joined = told.map(String::as_str).collect::<Vec<_>>().join("；");
        (!joined.is_empty()).then_some(joined)
    }

    fn look_at_cells(&mut self) {
        for column in &self.sheet.columns {
            let (Some(field), Some(cell)) = (column.field, self.row.cells.get(column.index as usize)) else {
                continue;
            };
            match cell.value() {
                Cell::Error { error } => {
                    self.reasons.push(Reason::on(ReasonCode::CellError, field).value(error))
                }
                Cell::TooLong { .. } => self.reasons.push(Reason::on(ReasonCode::CellTooLong, field)),
                _ if matches!(cell, Cell::Formula { .. }) && !cell.is_blank() => {
                    self.reasons.push(Reason::on(ReasonCode::CellFormula, field));
                }
                _ => {}
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        let Some(cell) = self.cells(Field::Name).next() else {
            self.say(Reason::on(ReasonCode::NameMissing, Field::Name));
            return None;
        };
        let name = tidy_name(&cell.shown());
        let is_name =
            name.chars().all(|c| !c.is_ascii_digit() && !matches!(c, ':' | '/' | '；' | '、' | '，'))
                && name.chars().any(char::is_alphabetic)
                && name.chars().count() <= LONGEST_NAME
                && matches!(cell.value(), Cell::Text(_));
        if is_name {
            return Some(name);
        }
        self.say(Reason::on(ReasonCode::NameUnreadable, Field::Name).value(clipped(&name)));
        None
    }

    fn identity(&mut self) -> (IdentityState, Option<IdentityNumber>) {
        let Some(cell) = self.cells(Field::IdentityNumber).next() else {
            return (IdentityState::Absent, None);
        };
        let shown = tidy(&cell.shown());
        if BLANKS.contains(&shown.to_lowercase().as_str()) {
            return (IdentityState::Absent, None);
        }
        let digits: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
        let as_number = matches!(cell.value(), Cell::Number(number) if *number >= FIRST_MANGLED_NUMBER);
        let scientific = shown.contains(['E', 'e']) && shown.parse::<f64>().is_ok();
        let code = match IdentityNumber::parse(&shown) {
            _ if as_number || scientific => ReasonCode::IdentityNumberMangled,
            Ok(number) => return (IdentityState::Given, Some(number)),
            Err(IdentityNumberError::CheckCharacter) if digits.ends_with("000") => {
                ReasonCode::IdentityNumberMangled
            }
            Err(_) => ReasonCode::IdentityNumberMistyped,
        };
        self.say(Reason::on(code, Field::IdentityNumber).value(masked(&shown)));
        (IdentityState::Unusable, None)
    }

    fn sex_and_birth_date(
        &mut self,
        identity: Option<&IdentityNumber>,
    ) -> (Option<Sex>, Option<PartialDate>) {
        let sex = self.word(Field::Sex, parse_sex);
        let birth_date = self.date(Field::BirthDate);
        let Some(identity) = identity else { return (sex, birth_date) };
        if sex.is_some_and(|sex| sex != identity.sex()) {
            self.say(Reason::on(ReasonCode::SexContradictsIdentityNumber, Field::Sex));
        }
        let stated = PartialDate::Full(identity.birth_date());
        if let Some(written) = birth_date.filter(|written| !written.is_compatible_with(stated)) {
            self.say(
                Reason::on(ReasonCode::BirthDateContradictsIdentityNumber, Field::BirthDate)
                    .value(written)
                    .other(stated),
            );
        }
        (Some(identity.sex()), Some(stated))
    }

    /// A list of workers has workers; on a list of members the relation or a column of its own says who is one.
    fn relation_and_work(&mut self) -> (Option<Relation>, Worker) {
        let said = self.word(Field::IsWorker, parse_yes_no);
        let word = self.first(Field::Relation);
        let relation = self.word(Field::Relation, Relation::from_roster_word);
        let is_head_only = word.as_deref() == Some("户主") && said == Some(Answer::No);
        match self.sheet.kind {
            _ if is_head_only => (None, Worker::No),
            RosterKind::Members if relation == Some(Relation::Worker) || said == Some(Answer::Yes) => {
                (relation, Worker::Yes)
            }
            RosterKind::Members => (relation, Worker::No),
            RosterKind::Workers | RosterKind::WorkersWithFamily if said == Some(Answer::No) => {
                (relation, Worker::No)
            }
            RosterKind::Workers | RosterKind::WorkersWithFamily => {
                (relation.or(Some(Relation::Worker)), Worker::Yes)
            }
        }
    }

    fn check_sex_of_relation(&mut self, sex: Sex, relation: &str) {
        let expected = match relation.chars().last() {
            Some('父' | '公' | '爷' | '兄' | '弟' | '夫') => Sex::Male,
            Some('母' | '婆' | '奶' | '姐' | '妹' | '妻') => Sex::Female,
            _ if relation == "父亲" || relation == "儿子" || relation == "丈夫" => Sex::Male,
            _ if relation == "母亲" || relation == "女儿" || relation == "妻子" => Sex::Female,
            _ => return,
        };
        if sex != expected {
            self.say(Reason::on(ReasonCode::SexContradictsRelation, Field::Relation).value(relation));
        }
    }

    fn home(&mut self) -> (Option<super::areas::Whereabouts>, Option<String>) {
        let town = self.first(Field::Town).unwrap_or_default();
        let village = self.first(Field::Village).unwrap_or_default();
        let found = self.context.areas.find(&town, &village);
        let code = found.as_ref().and_then(|(_, fit)| match fit {
            Fit::Certain => None,
            Fit::Ambiguous => Some(ReasonCode::VillageAmbiguous),
            Fit::Unknown => Some(ReasonCode::AreaUnknown),
            Fit::NotInTown => Some(ReasonCode::VillageNotInTown),
        });
        if let Some(code) = code {
            let (field, value) =
                if village.is_empty() { (Field::Town, &town) } else { (Field::Village, &village) };
            self.say(Reason::on(code, field).value(value));
        }
        let address = self.first(Field::Address).map(|address| without_area(&address, &town, &village));
        if address.is_none() {
            self.say(Reason::on(ReasonCode::AddressMissing, Field::Address));
        }
        (found.map(|(whereabouts, _)| whereabouts), address)
    }

    fn phones(&mut self) -> Vec<PhoneNumber> {
        let mut phones: Vec<PhoneNumber> = Vec::new();
        for cell in self.cells(Field::Phone) {
            let shown = cell.shown();
            if BLANKS.contains(&tidy(&shown).to_lowercase().as_str()) {
                continue;
            }
            let several = shown.split(['/', '、', ',', '，', ';', '；', '\n', ' ', '或', '\u{3000}']);
            let parsed: Vec<_> = match PhoneNumber::parse(&shown) {
                Ok(phone) => vec![Ok(phone)],
                Err(_) => several.filter(|part| !part.trim().is_empty()).map(PhoneNumber::parse).collect(),
            };
            if parsed.iter().any(Result::is_err) {
                self.reasons
                    .push(Reason::on(ReasonCode::PhoneUnreadable, Field::Phone).value(masked(&shown)));
            }
            for phone in parsed.into_iter().flatten() {
                if !phones.contains(&phone) {
                    phones.push(phone);
                }
            }
        }
        phones
    }

    fn posting(&mut self) -> PostingFacts {
        let written = self.first(Field::Category);
        let mut category = written.as_deref().and_then(|words| self.context.categories.find(words)).cloned();
        match (&written, &category) {
            (Some(words), None) => {
                self.say(Reason::on(ReasonCode::CategoryUnknown, Field::Category).value(words))
            }
            (None, _) => {
                category = self.context.categories.find_inside(&self.sheet.name).cloned();
                if category.is_some() {
                    self.say(
                        Reason::on(ReasonCode::CategoryFromSheet, Field::Category).value(&self.sheet.name),
                    );
                }
            }
            (Some(_), Some(_)) => {}
        }
        let from = self.posting_day(Field::PostingFrom);
        let to = self.posting_day(Field::PostingTo).filter(|to| from.is_none_or(|from| *to >= from));
        PostingFacts {
            category,
            employer: self.first(Field::Employer),
            place: self.first(Field::Place),
            from,
            to,
        }
    }

    fn posting_day(&mut self, field: Field) -> Option<chrono::NaiveDate> {
        let written = self.date(field)?;
        let operation = (self.context.operation_starts, self.context.operation_ends);
        let day = resolve_posting_day(written, self.context.as_of, operation);
        match day {
            None => self.say(Reason::on(ReasonCode::DateUnreadable, field).value(written)),
            Some(day)
                if field == Field::PostingFrom && self.context.as_of.is_some_and(|as_of| day > as_of) =>
            {
                self.say(Reason::on(ReasonCode::DateAfterTheList, field).value(day));
            }
            Some(_) => {}
        }
        day
    }

    fn date(&mut self, field: Field) -> Option<PartialDate> {
        let cell = self.cells(field).next()?;
        let date = date_of(cell);
        let shown = tidy(&cell.shown());
        if date.is_none() && !BLANKS.contains(&shown.to_lowercase().as_str()) {
            self.say(Reason::on(ReasonCode::DateUnreadable, field).value(clipped(&shown)));
        }
        date
    }

    /// A word out of a small set; an unknown one is noted.
    fn word<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.cells(field).next()?;
        let shown = match cell.value() {
            Cell::Bool(true) => "是".to_owned(),
            Cell::Bool(false) => "否".to_owned(),
            _ => tidy(&cell.shown()),
        };
        let parsed = parse(&shown);
        if parsed.is_none() && !BLANKS.contains(&shown.to_lowercase().as_str()) {
            self.say(Reason::on(ReasonCode::WordUnknown, field).value(clipped(&shown)));
        }
        parsed
    }

    fn school_grade(&mut self) -> Option<SchoolGrade> {
        self.word(Field::SchoolGrade, SchoolGrade::from_roster_words)
    }

    fn limited_mobility(&mut self) -> Option<LimitedMobility> {
        self.word(Field::LimitedMobility, |word| match word {
            "行动不便" | "不便" | "失能" | "半失能" | "卧床" => Some(LimitedMobility::Yes),
            "正常" | "良好" | "自理" | "能自理" => Some(LimitedMobility::No),
            _ => parse_yes_no(word).map(|answer| match answer {
                Answer::Yes => LimitedMobility::Yes,
                Answer::No => LimitedMobility::No,
            }),
        })
    }

    fn spouse(&mut self) -> Option<SpouseFacts> {
        let works = self.word(Field::SpouseIsWorker, parse_yes_no).map(|answer| match answer {
            Answer::Yes => Worker::Yes,
            Answer::No => Worker::No,
        });
        let name = tidy_name(&self.first(Field::SpouseName)?);
        let is_name = name.chars().count() <= LONGEST_NAME
            && name.chars().all(|c| c.is_alphabetic() || matches!(c, '·' | ' '));
        if !is_name {
            self.say(Reason::on(ReasonCode::WordUnknown, Field::SpouseName).value(clipped(&name)));
            return None;
        }
        Some(SpouseFacts { name, works })
    }

    fn count(&mut self, field: Field) -> Option<i32> {
        self.word(field, parse_count)
    }

    /// “None” is an answer here: the family was asked.
    fn difficulties(&self) -> Vec<String> {
        let mut difficulties: Vec<String> = Vec::new();
        for cell in self.cells(Field::Difficulties) {
            for part in split_sentences(&cell.shown()) {
                let part = clipped(&part);
                if !difficulties.contains(&part) && !matches!(part.as_str(), "/" | "-" | "—") {
                    difficulties.push(part);
                }
            }
        }
        difficulties
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// Personal numbers in reasons: the first three and the last two characters.
fn masked(text: &str) -> String {
    let length = text.chars().count();
    if length < 7 {
        return "*".repeat(length);
    }
    text.chars()
        .enumerate()
        .map(|(at, c)| if at < 3 || at + 2 >= length { c } else { '*' })
        .take(40)
        .collect()
}

/// Some offices repeat town and village in front of the address; the ledger keeps them apart.
fn without_area(address: &str, town: &str, village: &str) -> String {
    let mut rest = address;
    for words in [town, village] {
        if let Some(after) =
            rest.strip_prefix(words).filter(|after| !words.is_empty() && after.trim().chars().count() >= 2)
        {
            rest = after.trim_start();
        }
    }
    rest.to_owned()
}
