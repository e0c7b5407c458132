//! The reasons of rows in both languages, for workbooks that leave the system. The SPA has its own words, by the same
//! codes.

use domain::{
    rosters::{
        fields::Field,
        plan::RowOutcome,
        reasons::{
            Reason,
            ReasonCode::{self, *},
        },
    },
    users::Language,
};

/// All reasons of a row as one cell: `身份证号：号码有误（120*************23）；…`.
pub fn sentence(reasons: &[Reason], language: Language) -> String {
    let separator = match language {
        Language::Chinese => "；",
        Language::English => "; ",
    };
    reasons.iter().map(|reason| one(reason, language)).collect::<Vec<_>>().join(separator)
}

fn one(reason: &Reason, language: Language) -> String {
    let words = pick(code(reason.code), language);
    let about = reason.field.map(|field| pick(field_name(field), language));
    let mut text = match (about, language) {
        (Some(about), Language::Chinese) => format!("{about}：{words}"),
        (Some(about), Language::English) => format!("{about}: {words}"),
        (None, _) => words.to_owned(),
    };
    let particulars: Vec<&str> =
        [&reason.value, &reason.other].into_iter().flatten().map(String::as_str).collect();
    if !particulars.is_empty() {
        let (open, arrow, close) = match language {
            Language::Chinese => ("（", " → ", "）"),
            Language::English => (" (", " → ", ")"),
        };
        text.push_str(open);
        text.push_str(&particulars.join(arrow));
        text.push_str(close);
    }
    text
}

const fn pick((chinese, english): (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// What became of a row, in a word.
pub const fn outcome(outcome: RowOutcome, language: Language) -> &'static str {
    let words = match outcome {
        RowOutcome::New => ("新增", "new"),
        RowOutcome::Same => ("相同", "same"),
        RowOutcome::Update => ("补充", "update"),
        RowOutcome::Conflict => ("有出入", "conflict"),
        RowOutcome::Held => ("待定", "held"),
        RowOutcome::Rejected => ("未采用", "rejected"),
    };
    pick(words, language)
}

/// What a field is called at the head of a column.
pub const fn field_name(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Name => ("姓名", "Name"),
        Field::Sex => ("性别", "Sex"),
        Field::IdentityNumber => ("身份证号", "Identity number"),
        Field::Phone => ("电话", "Phone"),
        Field::BirthDate => ("出生日期", "Birth date"),
        Field::Employer => ("工作单位", "Employer"),
        Field::Category => ("岗位类别", "Category"),
        Field::Place => ("岗位地点", "Place"),
        Field::PostingFrom => ("上岗日期", "Posted from"),
        Field::PostingTo => ("下岗日期", "Posted to"),
        Field::Town => ("镇街", "Town"),
        Field::Village => ("村居", "Village or community"),
        Field::Address => ("住址", "Address"),
        Field::HouseholdNo => ("户号", "Household number"),
        Field::Relation => ("关系", "Relation"),
        Field::IsWorker => ("是否一线", "On the front line"),
        Field::LimitedMobility => ("行动不便", "Limited mobility"),
        Field::SchoolGrade => ("年级", "School grade"),
        Field::MaritalStatus => ("婚姻状况", "Marital status"),
        Field::SpouseName => ("配偶姓名", "Spouse"),
        Field::SpouseIsWorker => ("配偶是否一线", "Spouse on the front line"),
        Field::Elders => ("老人", "Elders"),
        Field::Minors => ("未成年子女", "Minor children"),
        Field::MinorsGrades => ("子女年级", "Children's grades"),
        Field::Difficulties => ("困难", "Difficulties"),
        Field::Note => ("备注", "Note"),
    }
}

/// A reason in a few words.
const fn code(code: ReasonCode) -> (&'static str, &'static str) {
    match code {
        SameIdentityNumber => ("身份证号相同", "same identity number"),
        SamePhone => ("电话相同", "same phone"),
        SameNameBirthDateAndVillage => ("姓名、出生日期和村居相同", "same name, birth date and village"),
        SameNameInHousehold => {
            ("与同住址家庭成员同名", "same name as a member of the household at this address")
        }
        DecidedByHand => ("人工认定", "decided by hand"),
        IdentityNumberMistyped => ("号码有误，未录入", "mistyped, not kept"),
        IdentityNumberMangled => {
            ("被表格存成数字，末几位已丢失", "kept as a number by the workbook, its last digits are lost")
        }
        PhoneUnreadable => ("不是电话号码", "not a phone number"),
        DateUnreadable => ("不是日期", "not a date"),
        DateAfterTheList => ("晚于名单截止日期", "after the day of the list"),
        BirthDateContradictsIdentityNumber => {
            ("与身份证号不符，以身份证号为准", "contradicts the identity number, which is believed")
        }
        SexContradictsIdentityNumber => {
            ("与身份证号不符，以身份证号为准", "contradicts the identity number, which is believed")
        }
        SexContradictsRelation => ("与性别不符", "does not fit the sex"),
        WordUnknown => ("填写的词无法识别", "the word is not known"),
        CategoryUnknown => ("本次行动没有这一类别", "the operation has no such category"),
        CategoryFromSheet => ("类别取自工作表名称", "category taken from the sheet's name"),
        EmployerUnknown => {
            ("本次行动没有这个单位，按原文保留", "no employer has this name, which is kept as it stands")
        }
        AreaUnknown => ("没有这个镇街或村居", "no area has this name"),
        VillageAmbiguous => ("有几个村居同名", "several villages have this name"),
        VillageNotInTown => ("该村居不在所填镇街", "the village lies in another town"),
        AddressMissing => ("没有住址", "no address"),
        CellTooLong => ("内容过长", "too long"),
        CellError => ("单元格是错误值", "the cell holds an error"),
        CellFormula => ("取公式的最后结果", "a formula's last result was taken"),
        SameNameElsewhere => ("台账里另有同名的人", "somebody else of this name is in the ledger"),
        PhoneSharedInHousehold => ("家人共用电话", "phone shared within the household"),
        SpousePostingUnconfirmed => ("配偶一线岗位待核实", "the spouse's posting is not confirmed"),
        RelationDiffers => ("关系与台账不同", "another relation than in the ledger"),
        ValueDiffers => ("与台账不同，保留台账", "differs from the ledger, which keeps its own"),
        LivesElsewhere => ("此人在台账的另一户", "lives in another household of the ledger"),
        PossibleDuplicate => ("台账里两人可能是同一人", "joins two people of the ledger who may be one"),
        PhoneOfAnotherIdentity => {
            ("电话属于另一身份证号的人", "the phone belongs to someone with another identity number")
        }
        PhoneOfAnotherName => ("电话属于另一姓名的人", "the phone belongs to someone of another name"),
        SameNameAndBirthDateOnly => (
            "姓名和出生日期相同，但电话不同、村居未定",
            "same name and birth date, but another phone, and the village is not certain",
        ),
        SeveralPeopleFit => ("有几个人符合", "several people fit"),
        SeveralHouseholdsFit => ("有几户符合", "several households fit"),
        NothingToIdentifyBy => ("只有姓名，无法辨认", "nothing but a name"),
        NobodyMatched => {
            ("身份证号有误，又没有其他依据", "the identity number is mistyped and nobody was found otherwise")
        }
        HouseholdWithoutWorker => (
            "该户没有一线人员，台账里也没有该户",
            "no worker in the household, and the ledger does not have it",
        ),
        WorkerHeld => ("该户一线人员待定", "the household's worker waits for a decision"),
        OutsideYourArea => ("不在您的范围内", "outside your area"),
        NotYourWorker => ("不是本单位的人员", "not one of your workers"),
        HouseholdNotYours => ("住址所在家庭须由属地确认", "the area's office must confirm the household"),
        NameMissing => ("没有姓名", "no name"),
        NameUnreadable => ("不是姓名", "not a name"),
        RejectedByHand => ("人工不采用", "rejected by hand"),
    }
}
