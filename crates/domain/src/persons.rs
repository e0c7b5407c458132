//! The people of a household.

use crate::words;

words! {
    /// As identity numbers and rosters state it.
    pub enum Sex {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

words! {
    /// What a member is to the household's worker.
    pub enum Relation {
        /// 本人: the worker whose posting brought the household into the ledger.
        Worker = "worker",
        /// 配偶
        Spouse = "spouse",
        /// 子女
        Child = "child",
        /// 父亲 or 母亲
        Parent = "parent",
        /// 岳父, 岳母, 公公, 婆婆
        ParentInLaw = "parent_in_law",
        /// 祖父母 or 外祖父母
        Grandparent = "grandparent",
        /// 兄弟姐妹
        Sibling = "sibling",
        /// 其他
        Other = "other",
    }
}

impl Relation {
    /// The relation that a roster's word means, if it is a known one.
    pub fn from_roster_word(word: &str) -> Option<Self> {
        Some(match word {
            "本人" | "户主" | "医务人员" | "职工本人" | "self" | "worker" => Self::Worker,
            "配偶" | "妻子" | "丈夫" | "妻" | "夫" | "爱人" | "老公" | "老婆" | "spouse" => {
                Self::Spouse
            }
            "子女" | "儿子" | "女儿" | "子" | "女" | "长子" | "长女" | "次子" | "次女" | "孩子" | "child" => {
                Self::Child
            }
            "父亲" | "母亲" | "父母" | "父" | "母" | "爸爸" | "妈妈" | "parent" => Self::Parent,
            "岳父" | "岳母" | "公公" | "婆婆" | "公婆" | "岳父母" => Self::ParentInLaw,
            "祖父" | "祖母" | "爷爷" | "奶奶" | "外祖父" | "外祖母" | "姥姥" | "姥爷" | "外公" | "外婆" => {
                Self::Grandparent
            }
            "兄" | "弟" | "姐" | "妹" | "哥哥" | "弟弟" | "姐姐" | "妹妹" | "兄弟" | "姐妹" | "sibling" => {
                Self::Sibling
            }
            "其他" | "亲属" | "保姆" | "other" => Self::Other,
            _ => return None,
        })
    }
}

words! {
    /// The school year of a child.
    pub enum SchoolGrade {
        /// 幼儿园
        Kindergarten = "kindergarten",
        /// 小学一年级
        Primary1 = "primary_1",
        /// 小学二年级
        Primary2 = "primary_2",
        /// 小学三年级
        Primary3 = "primary_3",
        /// 小学四年级
        Primary4 = "primary_4",
        /// 小学五年级
        Primary5 = "primary_5",
        /// 小学六年级
        Primary6 = "primary_6",
        /// 初一
        Junior1 = "junior_1",
        /// 初二
        Junior2 = "junior_2",
        /// 初三
        Junior3 = "junior_3",
        /// 高一
        Senior1 = "senior_1",
        /// 高二
        Senior2 = "senior_2",
        /// 高三
        Senior3 = "senior_3",
        /// 大学
        University = "university",
    }
}

impl SchoolGrade {
    /// The grade that a roster's words mean: 小学四年级, 四年级, 初二, 八年级, 高三, 幼儿园大班.
    pub fn from_roster_words(words: &str) -> Option<Self> {
        let words = words.replace("年级", "");
        if words.contains("幼儿") || words.ends_with('班') || words == "托儿所" {
            return Some(Self::Kindergarten);
        }
        if words.contains("大学") || words.contains("大专") || words.contains("本科") {
            return Some(Self::University);
        }
        let year = words.chars().last().and_then(|c| match c {
            '一' | '1' => Some(1usize),
            '二' | '2' => Some(2),
            '三' | '3' => Some(3),
            '四' | '4' => Some(4),
            '五' | '5' => Some(5),
            '六' | '6' => Some(6),
            '七' | '7' => Some(7),
            '八' | '8' => Some(8),
            '九' | '9' => Some(9),
            _ => None,
        })?;
        let offset = match words.chars().next()? {
            '初' if year <= 3 => 6,
            '高' if year <= 3 => 9,
            '初' | '高' => return None,
            _ => 0,
        };
        Self::ALL.get(offset + year).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_as_offices_write_them() {
        for (words, grade) in [
            ("小学四年级", SchoolGrade::Primary4),
            ("四年级", SchoolGrade::Primary4),
            ("初一", SchoolGrade::Junior1),
            ("八年级", SchoolGrade::Junior2),
            ("高三", SchoolGrade::Senior3),
            ("幼儿园", SchoolGrade::Kindergarten),
            ("幼儿园大班", SchoolGrade::Kindergarten),
        ] {
            assert_eq!(SchoolGrade::from_roster_words(words), Some(grade), "{words}");
        }
        assert_eq!(SchoolGrade::from_roster_words("初五"), None);
        assert_eq!(SchoolGrade::from_roster_words(""), None);
    }
}
