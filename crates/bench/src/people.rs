//! Invented people: names of two or three characters in the frequencies of a district, phones, birth dates, addresses.

use serde_json::{Value, json};

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓",
    "许", "傅", "沈", "曾", "彭", "吕",
];
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红建国庆文斌波辉鹏宇浩晨雪慧颖琳欣怡佳俊峰\
    宁博瑞泽楠菲倩莹婷蕾薇岚珊瑶萍玲燕云莲晶晓春夏秋冬安康福禄寿喜德仁义礼智信忠孝廉正清源泉海江河山川林森木";

/// A source of the same people at every run (xorshift64*, Vigna 2014).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) % end.max(1)
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len() as u64);
        all.get(usize::try_from(at).ok()?)
    }

    /// A name of two or three characters.
    pub fn name(&mut self) -> String {
        let given: Vec<char> = GIVEN.chars().filter(|c| !c.is_whitespace()).collect();
        let mut name = self.of(&SURNAMES).copied().unwrap_or("王").to_owned();
        for _ in 0..=self.below(2) {
            name.extend(self.of(&given));
        }
        name
    }

    fn day(&mut self, from: u64, years: u64) -> String {
        format!("{}-{:02}-{:02}", from + self.below(years), 1 + self.below(12), 1 + self.below(28))
    }

    fn phone(&mut self) -> String {
        format!("199{:08}", self.below(100_000_000))
    }

    /// Where a household lives within its area.
    pub fn address(&mut self) -> String {
        format!("{}号楼{}门{}室", 1 + self.below(60), 1 + self.below(6), 101 + self.below(2500))
    }

    /// A household of one to five persons, to be entered in one of the areas.
    pub fn household(&mut self, areas: &[String]) -> (Value, u64) {
        let categories = ["aid_hubei", "isolation_site", "cdc", "fever_clinic"];
        let worker = json!({
            "relation": "worker",
            "person": { "name": self.name(), "birth_date": self.day(1965, 30), "phones": [{ "number": self.phone() }] },
            "posting": {
                "category": self.of(&categories), "place": "武汉", "employer_name": "第一医院",
                "from": format!("2020-02-{:02}", 1 + self.below(20)),
            },
        });
        let mut members = vec![worker];
        for relation in ["spouse", "child", "parent", "child"].iter().take(self.below(5) as usize) {
            let born = match *relation {
                "child" => self.day(2005, 14),
                "parent" => self.day(1940, 20),
                _ => self.day(1965, 30),
            };
            members
                .push(json!({ "relation": relation, "person": { "name": self.name(), "birth_date": born } }));
        }
        let persons = members.len() as u64;
        let address = self.address();
        let household = json!({
            "area_id": self.of(areas), "address": address, "members": members, "duplicates_seen": true,
        });
        (household, persons)
    }
}
