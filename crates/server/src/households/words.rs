//! The domain's words in the languages of an exported table.

use domain::{
    households::{HouseholdStatus, Missing, Situation},
    users::Language,
};

/// A status.
pub const fn status(status: HouseholdStatus, language: Language) -> &'static str {
    match (status, language) {
        (HouseholdStatus::Registered, Language::Chinese) => "已登记",
        (HouseholdStatus::Registered, Language::English) => "registered",
        (HouseholdStatus::Verified, Language::Chinese) => "已核实",
        (HouseholdStatus::Verified, Language::English) => "verified",
        (HouseholdStatus::Supported, Language::Chinese) => "帮扶中",
        (HouseholdStatus::Supported, Language::English) => "supported",
        (HouseholdStatus::Closed, Language::Chinese) => "已结案",
        (HouseholdStatus::Closed, Language::English) => "closed",
    }
}

/// What makes a household vulnerable.
pub const fn situation(situation: Situation, language: Language) -> &'static str {
    let (chinese, english) = match situation {
        Situation::ElderAtHome => ("家有老人", "elder at home"),
        Situation::ElderWithLimitedMobility => ("老人行动不便", "elder with limited mobility"),
        Situation::MinorChildren => ("未成年子女", "minor children"),
        Situation::Pregnancy => ("孕妇", "pregnancy"),
        Situation::Disability => ("残疾", "disability"),
        Situation::ChronicIllness => ("慢性病", "chronic illness"),
        Situation::BothOnTheFrontLine => ("双职工", "both on the front line"),
        Situation::LivesAlone => ("独居", "lives alone"),
    };
    in_language(language, chinese, english)
}

/// What is missing.
pub const fn missing(missing: Missing, language: Language) -> &'static str {
    let (chinese, english) = match missing {
        Missing::Address => ("住址", "address"),
        Missing::Village => ("村居", "village"),
        Missing::Phone => ("电话", "phone"),
        Missing::Worker => ("一线人员", "worker"),
        Missing::Category => ("人员类别", "category"),
        Missing::Employer => ("单位", "employer"),
        Missing::BirthDate => ("出生日期", "birth date"),
        Missing::Relation => ("关系", "relation"),
        Missing::Members => ("家庭成员", "members"),
        Missing::Needs => ("困难需求", "needs"),
    };
    in_language(language, chinese, english)
}

const fn in_language(language: Language, chinese: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
