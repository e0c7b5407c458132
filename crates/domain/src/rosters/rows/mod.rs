//! Reads a row's cells by the fields of their columns.

mod cells;

use cells::{clipped, is_blank_word, masked};

use super::{
    areas::Fit,
    cells::{Cell, FIRST_MANGLED_NUMBER},
    fields::Field,
    reasons::{Reason, ReasonCode},
    recognition::{RosterKind, Sheet, SourceRow},
    record::{IdentityState, LimitedMobility, PostingFacts, ReadContext, RosterRecord, SpouseFacts, Worker},
    values::{Answer, parse_count, parse_sex, parse_yes_no, resolve_posting_day, split_sentences},
};
use crate::{
    dates::PartialDate,
    identity_number::{IdentityNumber, IdentityNumberError},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
    text::{tidy, tidy_name},
};

/// Longer names are sentences that slipped into the column.
const LONGEST_NAME: usize = 60;

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
        if is_blank_word(&shown) {
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
            if is_blank_word(&tidy(&shown)) {
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
