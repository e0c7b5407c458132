//! What a column of a roster can mean, and the words by which offices head such a column.

mod headers;

use crate::{text::tidy, words};

words! {
    /// The meaning of a column.
    pub enum Field {
        /// 姓名
        Name = "name",
        /// 性别
        Sex = "sex",
        /// 身份证号
        IdentityNumber = "identity_number",
        /// 手机号码
        Phone = "phone",
        /// 出生日期
        BirthDate = "birth_date",
        /// 工作单位
        Employer = "employer",
        /// 岗位类别
        Category = "category",
        /// 岗位地点, 派往地
        Place = "place",
        /// 上岗日期
        PostingFrom = "posting_from",
        /// 下岗日期, 返回日期
        PostingTo = "posting_to",
        /// 所属镇街
        Town = "town",
        /// 村居
        Village = "village",
        /// 家庭住址
        Address = "address",
        /// 户号: which rows of the list are one household
        HouseholdNo = "household_no",
        /// 与医务人员关系
        Relation = "relation",
        /// 是否一线医务人员
        IsWorker = "is_worker",
        /// 行动不便
        LimitedMobility = "limited_mobility",
        /// 就读年级
        SchoolGrade = "school_grade",
        /// 婚姻状况
        MaritalStatus = "marital_status",
        /// 配偶姓名
        SpouseName = "spouse_name",
        /// 配偶是否一线
        SpouseIsWorker = "spouse_is_worker",
        /// 60岁以上老人（人）
        Elders = "elders",
        /// 未成年子女（人）
        Minors = "minors",
        /// 子女年级
        MinorsGrades = "minors_grades",
        /// 目前困难
        Difficulties = "difficulties",
        /// 备注
        Note = "note",
    }
}

/// How many columns can carry a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// One; a second one is a mistake.
    One,
    /// Several, read from left to right.
    Several,
}

/// How sure a header is of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeaderMatch {
    /// A known word stands somewhere in the header.
    Contained,
    /// The whole header is a known word.
    Exact,
}

/// Headers of columns that say nothing about a person.
const IGNORED: &[&str] = &["序号", "编号", "序", "行号", "no", "#", "id"];

/// Headers that begin so are about somebody else than the person of the row.
const SOMEBODY_ELSE: &[&str] = &[
    "配偶",
    "爱人",
    "家属",
    "紧急",
    "联系人",
    "负责人",
    "填报",
    "填表",
    "审核",
    "经办",
    "上级",
    "领导",
    "父亲",
    "母亲",
    "子女",
    "单位",
    "spouse",
    "contact",
];

impl Field {
    /// Whether more than one column can carry the field.
    pub const fn columns(self) -> Columns {
        match self {
            Self::Phone | Self::Note | Self::Difficulties => Columns::Several,
            _ => Columns::One,
        }
    }

    /// Whether the field belongs to the household, so that a list may name it on a household's first row only.
    pub const fn is_of_household(self) -> bool {
        matches!(self, Self::HouseholdNo | Self::Town | Self::Village | Self::Address)
    }

    /// The field that a header names, and how surely.
    pub fn from_header(header: &str) -> Option<(Self, HeaderMatch)> {
        let keys = [header_key(header), header_key(&without_brackets(header))];
        for key in &keys {
            if let Some(field) = Self::ALL.iter().find(|field| field.headers().contains(&key.as_str())) {
                return Some((*field, HeaderMatch::Exact));
            }
        }
        let [key, _] = keys;
        if is_ignored_header(header) || is_about_somebody_else(header) {
            return None;
        }
        let contained = Self::ALL.iter().flat_map(|field| {
            let words =
                field.headers().iter().filter(|word| word.chars().count() >= 2 && key.contains(**word));
            words.filter(|word| !word.is_ascii()).map(move |word| (word.chars().count(), *field))
        });
        contained.max_by_key(|(length, _)| *length).map(|(_, field)| (field, HeaderMatch::Contained))
    }
}

/// Whether a header is known to say nothing about a person, such as 序号.
pub fn is_ignored_header(header: &str) -> bool {
    IGNORED.contains(&header_key(header).as_str())
}

/// Whether a header speaks of another person than the row's, such as 配偶电话 or 紧急联系人.
pub fn is_about_somebody_else(header: &str) -> bool {
    let key = header_key(header);
    SOMEBODY_ELSE.iter().any(|word| key.starts_with(word))
}

/// The form of a header that is compared and remembered: letters, digits and Chinese characters, lower case.
pub fn header_key(header: &str) -> String {
    tidy(header).chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect()
}

fn without_brackets(header: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(header.len());
    for c in header.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn headers_as_offices_write_them() {
        for (header, field) in [
            ("姓 名", Field::Name),
            ("身份证号（18位）", Field::IdentityNumber),
            ("村（居）", Field::Village),
            ("60岁以上老人（人）", Field::Elders),
            ("未成年子女（人）", Field::Minors),
            ("配偶是否一线", Field::SpouseIsWorker),
            ("是否一线\n医务人员", Field::IsWorker),
            ("Date of birth", Field::BirthDate),
            ("与医务人员关系", Field::Relation),
            ("手机号码(必填)", Field::Phone),
        ] {
            assert_eq!(Field::from_header(header), Some((field, HeaderMatch::Exact)), "{header}");
        }
        assert_eq!(Field::from_header("现家庭住址全称"), Some((Field::Address, HeaderMatch::Contained)));
        for header in ["序号", "配偶电话", "紧急联系人姓名", "", "填报单位：西青区卫健委", "单位电话"]
        {
            assert_eq!(Field::from_header(header), None, "{header}");
        }
    }

    #[test]
    fn no_header_word_means_two_fields() {
        let mut seen = BTreeMap::new();
        for field in Field::ALL {
            for word in field.headers() {
                assert_eq!(seen.insert(*word, field), None, "{word}");
                assert_eq!(header_key(word), *word);
            }
        }
    }
}
