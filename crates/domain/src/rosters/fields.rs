//! What a column of a roster can mean, and the words by which offices head such a column.

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
    /// The words that head such a column, in Chinese and English, without white space and punctuation, lower case.
    pub const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Name => &[
                "姓名",
                "名字",
                "人员姓名",
                "医务人员姓名",
                "成员姓名",
                "家庭成员姓名",
                "家庭成员",
                "医护人员姓名",
                "队员姓名",
                "职工姓名",
                "name",
                "fullname",
            ],
            Self::Sex => &["性别", "sex", "gender"],
            Self::IdentityNumber => &[
                "身份证号",
                "身份证号码",
                "身份证",
                "证件号码",
                "证件号",
                "公民身份号码",
                "公民身份证号",
                "居民身份证号",
                "居民身份证号码",
                "身份号码",
                "identitynumber",
                "idnumber",
                "idno",
                "idcard",
            ],
            Self::Phone => &[
                "手机号码",
                "手机号",
                "手机",
                "联系电话",
                "联系方式",
                "电话",
                "电话号码",
                "本人电话",
                "移动电话",
                "固定电话",
                "备用电话",
                "其他电话",
                "联系手机",
                "手机电话",
                "本人手机",
                "phone",
                "mobile",
                "telephone",
                "tel",
                "phonenumber",
            ],
            Self::BirthDate => &[
                "出生日期",
                "出生年月",
                "出生年月日",
                "生日",
                "出生时间",
                "birthdate",
                "dateofbirth",
                "birthday",
                "dob",
            ],
            Self::Employer => &[
                "工作单位",
                "单位",
                "所在单位",
                "单位名称",
                "医疗机构",
                "派出单位",
                "所属单位",
                "所在医院",
                "医院",
                "选派单位",
                "employer",
                "workunit",
                "organisation",
                "organization",
                "hospital",
            ],
            Self::Category => &[
                "岗位类别",
                "一线岗位",
                "岗位",
                "类别",
                "人员类别",
                "岗位类型",
                "工作岗位",
                "一线类别",
                "岗位性质",
                "人员类型",
                "category",
                "posting",
                "workercategory",
            ],
            Self::Place => &[
                "派往地",
                "岗位地点",
                "工作地点",
                "派驻地",
                "支援地",
                "支援地点",
                "派往地点",
                "前往地",
                "支援城市",
                "派驻地点",
                "所在点位",
                "点位",
                "place",
                "location",
                "destination",
            ],
            Self::PostingFrom => &[
                "上岗日期",
                "上岗时间",
                "出发日期",
                "出发时间",
                "到岗日期",
                "到岗时间",
                "开始日期",
                "进驻日期",
                "进驻时间",
                "派出时间",
                "派出日期",
                "postedfrom",
                "postingfrom",
                "from",
                "startdate",
                "departed",
            ],
            Self::PostingTo => &[
                "下岗日期",
                "离岗日期",
                "返回日期",
                "返回时间",
                "结束日期",
                "撤离日期",
                "返程日期",
                "postedto",
                "postingto",
                "to",
                "enddate",
                "returned",
            ],
            Self::Town => &[
                "所属镇街",
                "镇街",
                "街镇",
                "乡镇",
                "街道",
                "镇",
                "乡镇街道",
                "所在镇街",
                "所属街镇",
                "所属乡镇",
                "街道乡镇",
                "居住镇街",
                "所在街镇",
                "所属街道",
                "街道镇",
                "town",
                "subdistrict",
            ],
            Self::Village => &[
                "村居",
                "社区",
                "村",
                "居委会",
                "村居委会",
                "所属村居",
                "所属社区",
                "村社区",
                "社区村",
                "居住社区",
                "所在村居",
                "所在社区",
                "村委会",
                "村或社区",
                "居村委",
                "居村委会",
                "村名",
                "village",
                "community",
            ],
            Self::Address => &[
                "家庭住址",
                "住址",
                "地址",
                "家庭地址",
                "居住地址",
                "现住址",
                "详细地址",
                "居住地",
                "现居住地",
                "家庭详细地址",
                "居住住址",
                "住所",
                "address",
                "homeaddress",
            ],
            Self::HouseholdNo => &[
                "户号",
                "户编号",
                "家庭编号",
                "家庭号",
                "户序号",
                "户籍编号",
                "household",
                "householdno",
                "householdnumber",
            ],
            Self::Relation => &[
                "与医务人员关系",
                "关系",
                "与本人关系",
                "与职工关系",
                "家庭关系",
                "与一线人员关系",
                "与医护人员关系",
                "与一线医务人员关系",
                "称谓",
                "成员关系",
                "人员关系",
                "relation",
                "relationship",
                "relationtoworker",
            ],
            Self::IsWorker => &[
                "是否一线医务人员",
                "是否一线",
                "是否一线人员",
                "一线医务人员",
                "是否医务人员",
                "是否在一线",
                "是否为一线",
                "是否为一线医务人员",
                "一线人员",
                "frontline",
                "isworker",
                "onthefrontline",
            ],
            Self::LimitedMobility => &[
                "行动不便",
                "是否行动不便",
                "行动能力",
                "失能",
                "是否失能",
                "行动是否不便",
                "limitedmobility",
                "mobility",
            ],
            Self::SchoolGrade => &[
                "就读年级",
                "年级",
                "就读学校年级",
                "在读年级",
                "学段",
                "grade",
                "schoolgrade",
                "schoolyear",
            ],
            Self::MaritalStatus => {
                &["婚姻状况", "婚姻情况", "婚姻", "婚否", "是否已婚", "maritalstatus", "married"]
            }
            Self::SpouseName => &["配偶姓名", "配偶", "爱人姓名", "爱人", "配偶名字", "spouse", "spousename"],
            Self::SpouseIsWorker => &[
                "配偶是否一线",
                "配偶是否一线人员",
                "配偶是否一线医务人员",
                "配偶是否在一线",
                "是否双职工",
                "双职工",
                "是否双一线",
                "spouseisworker",
                "spousefrontline",
                "spouseonthefrontline",
            ],
            Self::Elders => &[
                "60岁以上老人",
                "60周岁以上老人",
                "60岁以上老人数",
                "60岁以上老人人数",
                "老人人数",
                "老人数",
                "老人",
                "60岁以上",
                "家中老人",
                "赡养老人",
                "elders",
                "elderly",
                "elderlycount",
            ],
            Self::Minors => &[
                "未成年子女",
                "未成年子女数",
                "未成年子女人数",
                "子女人数",
                "子女数",
                "未成年人数",
                "未成年人",
                "未成年孩子",
                "minors",
                "children",
                "minorchildren",
                "minorscount",
            ],
            Self::MinorsGrades => &[
                "子女年级",
                "孩子年级",
                "子女就读年级",
                "未成年子女年级",
                "子女就学情况",
                "childrengrades",
                "minorsgrades",
            ],
            Self::Difficulties => &[
                "目前困难",
                "困难",
                "存在困难",
                "家庭困难",
                "困难需求",
                "主要困难",
                "需求",
                "家庭需求",
                "困难情况",
                "困难及需求",
                "困难和需求",
                "目前困难和需求",
                "实际困难",
                "difficulties",
                "needs",
                "presentdifficulties",
            ],
            Self::Note => {
                &["备注", "说明", "其他", "其它", "注", "note", "notes", "remark", "remarks", "comment"]
            }
        }
    }

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
