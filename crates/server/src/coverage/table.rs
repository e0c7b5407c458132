//! The lists of coverage as tables that leave the system.

use api_types::{
    areas::AreaRef,
    coverage::{CoverageWorker, Gap},
    disagreements::Disagreement,
};
use domain::{
    areas::AreaLevel,
    coverage::{GapKind, Matter, Step},
    users::Language,
};
use spreadsheets::{Column, ColumnKind, Value};
use storage::operations::CategoryRow;

use crate::http::{Tabular, text_column};

/// What stands between several words in a cell.
const BETWEEN: &str = "、";

impl Tabular for CoverageWorker {
    fn title(language: Language) -> &'static str {
        pick(language, "覆盖情况", "coverage")
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [
                ("姓名", 14),
                ("户编号", 10),
                ("镇街", 16),
                ("村居", 22),
                ("单位", 24),
                ("缺少", 14),
                ("在册来源", 40),
            ],
            Language::English => [
                ("Name", 14),
                ("Household", 10),
                ("Town", 16),
                ("Area", 22),
                ("Employer", 24),
                ("Missing", 18),
                ("On the rosters of", 40),
            ],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, language: Language) -> Vec<Value> {
        let missing = self.missing.map(|missing| step(missing, language).to_owned());
        vec![
            Value::Text(self.name),
            Value::Text(self.reference.to_string()),
            text(town(&self.area)),
            Value::Text(self.area.name),
            text(self.employer_name),
            text(missing),
            Value::Text(self.sources.join(BETWEEN)),
        ]
    }
}

impl Tabular for Gap {
    fn title(language: Language) -> &'static str {
        pick(language, "缺口清单", "gaps")
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [
                ("缺什么", 22),
                ("该谁办", 26),
                ("姓名", 14),
                ("户编号", 10),
                ("镇街", 16),
                ("村居", 22),
                ("单位", 24),
                ("花名册", 30),
            ],
            Language::English => [
                ("Missing", 26),
                ("Whose move", 26),
                ("Name", 14),
                ("Household", 10),
                ("Town", 16),
                ("Area", 22),
                ("Employer", 24),
                ("Roster", 30),
            ],
        };
        let [row, since] = match language {
            Language::Chinese => ["行", "起始日期"],
            Language::English => ["Row", "Since"],
        };
        let of = |header: &str, kind| Column { header: header.to_owned(), kind, width: 12 };
        let mut columns: Vec<Column> = headers.into_iter().map(text_column).collect();
        columns.extend([of(row, ColumnKind::Number), of(since, ColumnKind::Date)]);
        columns
    }

    fn row(self, language: Language) -> Vec<Value> {
        let household = self.household;
        let area = household.as_ref().map(|household| &household.area);
        vec![
            Value::Text(gap(self.kind, language).to_owned()),
            text(self.mover.map(|mover| mover.name)),
            Value::Text(self.name),
            text(household.as_ref().map(|household| household.reference.to_string())),
            text(area.and_then(town)),
            text(area.map(|area| area.name.clone())),
            text(self.employer_name),
            text(self.row.as_ref().map(|row| row.filename.clone())),
            self.row.map_or(Value::Empty, |row| Value::Number(row.row_no.into())),
            Value::Date(self.since.date_naive()),
        ]
    }
}

/// A disagreement with the names of categories in the reader's language.
pub struct Named(Disagreement);

impl Named {
    pub fn of(mut row: Disagreement, categories: &[CategoryRow], language: Language) -> Self {
        if row.matter == Matter::Category {
            let name = |code: String| {
                let known = categories.iter().find(|category| category.code == code);
                known.map_or(code, |known| pick(language, &known.name_zh, &known.name_en).to_owned())
            };
            row.known = row.known.map(name);
            for one in &mut row.said {
                one.value = one.value.take().map(name);
            }
        }
        Self(row)
    }
}

impl Tabular for Named {
    fn title(language: Language) -> &'static str {
        pick(language, "说法不一", "disagreements")
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [
                ("事项", 10),
                ("姓名", 14),
                ("户编号", 10),
                ("镇街", 16),
                ("村居", 22),
                ("台账", 28),
                ("各来源的说法", 60),
                ("该谁办", 26),
                ("认定", 30),
            ],
            Language::English => [
                ("On", 12),
                ("Name", 14),
                ("Household", 10),
                ("Town", 16),
                ("Area", 22),
                ("Ledger", 28),
                ("Who says what", 60),
                ("Whose move", 26),
                ("Settled", 30),
            ],
        };
        let since = pick(language, "起始日期", "Since").to_owned();
        let mut columns: Vec<Column> = headers.into_iter().map(text_column).collect();
        columns.push(Column { header: since, kind: ColumnKind::Date, width: 12 });
        columns
    }

    fn row(self, language: Language) -> Vec<Value> {
        let Self(row) = self;
        let between = pick(language, "：", ": ");
        let said = row.said.iter().filter_map(|one| {
            let value = one.value.as_deref()?;
            Some(format!("{}{between}{value}", one.source.name))
        });
        let settled = row.settlement.map(|settlement| {
            let whose = settlement.source.map(|source| source.name);
            let whose = whose.unwrap_or_else(|| pick(language, "维持台账", "left as it was").to_owned());
            settlement.reason.map_or(whose.clone(), |reason| format!("{whose}{between}{reason}"))
        });
        let area = &row.household.area;
        vec![
            Value::Text(matter(row.matter, language).to_owned()),
            Value::Text(row.name),
            Value::Text(row.household.reference.to_string()),
            text(town(area)),
            Value::Text(area.name.clone()),
            text(row.known),
            Value::Text(said.collect::<Vec<_>>().join(BETWEEN)),
            text(row.mover.map(|mover| mover.name)),
            text(settled),
            Value::Date(row.since.date_naive()),
        ]
    }
}

fn text(text: Option<String>) -> Value {
    text.map_or(Value::Empty, Value::Text)
}

fn town(area: &AreaRef) -> Option<String> {
    match area.level {
        AreaLevel::Village => area.ancestors.last().cloned(),
        AreaLevel::Town => Some(area.name.clone()),
        AreaLevel::City | AreaLevel::District => None,
    }
}

const fn pick<'a>(language: Language, chinese: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

const fn step(step: Step, language: Language) -> &'static str {
    match step {
        Step::OnRoster => pick(language, "未在任何花名册", "on no roster"),
        Step::InLedger => pick(language, "未入台账", "not in the ledger"),
        Step::HasOwner => pick(language, "无负责人", "without owner"),
    }
}

const fn matter(matter: Matter, language: Language) -> &'static str {
    match matter {
        Matter::Category => pick(language, "人员类别", "category"),
        Matter::Employer => pick(language, "工作单位", "employer"),
        Matter::Address => pick(language, "家庭住址", "address"),
    }
}

const fn gap(kind: GapKind, language: Language) -> &'static str {
    match kind {
        GapKind::WorkerWaits => pick(language, "花名册人员待决定", "a worker waits for a decision"),
        GapKind::MemberWaits => pick(language, "花名册家属待决定", "a member waits for a decision"),
        GapKind::OnNoRoster => pick(language, "未在任何花名册", "on no roster"),
        GapKind::WithoutOwner => pick(language, "无负责人", "without owner"),
        GapKind::IdentityNumberMistyped => pick(language, "身份证号有误", "identity number mistyped"),
        GapKind::VillageUnknown => pick(language, "村居不明", "village not certain"),
        GapKind::WithoutCategory => pick(language, "人员类别不明", "without category"),
        GapKind::WithoutEmployer => pick(language, "单位不明", "without employer"),
        GapKind::CategoryDisputed => pick(language, "人员类别说法不一", "sources disagree on the category"),
        GapKind::EmployerDisputed => pick(language, "单位说法不一", "sources disagree on the employer"),
        GapKind::AddressDisputed => pick(language, "住址说法不一", "sources disagree on the address"),
        GapKind::WithoutWorker => pick(language, "户内无一线人员", "household without a worker"),
    }
}
