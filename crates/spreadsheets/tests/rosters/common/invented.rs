//! An invented district whose offices make other mistakes than the real packs' do. The truth is known, since the
//! people are made first and the lists from them.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::Counts;

/// A small generator of repeatable numbers (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    pub const fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

#[derive(Clone)]
pub struct Person {
    pub name: String,
    /// Year, month, day.
    pub birth: (u32, u32, u32),
    pub identity: String,
    pub phone: String,
    pub relation: &'static str,
    pub work: Option<Work>,
}

#[derive(Clone)]
pub struct Work {
    pub category: usize,
    pub employer: &'static str,
    /// Day of January and February 2020, counted from 1 January.
    pub from: u32,
    /// On which lists: health, unions, communities.
    pub listed: [bool; 3],
    /// The unions' list has another phone.
    pub other_phone: Option<String>,
    /// The health commission's list has no address.
    pub without_address: bool,
    /// The health commission's list has a mistyped number.
    pub mistyped: bool,
    /// The unions' list has no number.
    pub without_number: bool,
}

pub struct Home {
    pub town: usize,
    pub village: &'static str,
    pub address: String,
    pub members: Vec<Person>,
    /// The communities' list has the household.
    pub listed: bool,
}

pub struct District {
    pub homes: Vec<Home>,
}

pub const CATEGORIES: [(&str, &str, &str); 4] = [
    ("aid_hubei", "援鄂医疗队员", "支援湖北"),
    ("isolation_site", "集中隔离点工作人员", "隔离点"),
    ("cdc", "疾控", "疾控中心人员"),
    ("fever_clinic", "发热门诊医务人员", "发热门诊"),
];
const TOWNS: [&str; 4] = ["青石镇", "白河街道", "柳林乡", "高新技术园"];
/// By town. 李家庄 is in two of them, and 河西 is a community and a village of one town.
const VILLAGES: [&[&str]; 4] = [
    &["李家庄村委会", "上坡村村委会", "青石第一社区居委会", "石桥村委会"],
    &["李家庄村村委会", "白河社区居民委员会", "河西社区居委会", "河西村委会"],
    &["前柳林村委会", "后柳林村委会"],
    &[],
];
const EMPLOYERS: [&str; 4] =
    ["示范区人民医院", "白河街社区卫生服务中心", "示范区疾病预防控制中心", "青石镇卫生院"];
const SURNAMES: [&str; 8] = ["王", "李", "张", "欧阳", "司马", "陈", "赵", "钱"];
const GIVEN: [&str; 10] = ["芳", "伟", "秀英", "建国", "雪", "敏", "静", "丽", "强", "磊"];
const FOREIGN: [&str; 4] = ["阿依古丽·买买提", "古丽娜尔•艾合买提", "迪丽拜尔・吐尔逊", "买买提江·卡德尔"];

pub fn divisions() -> String {
    let mut csv = "code,name,level,parent_code\r\n990100,示范区,district,\r\n".to_owned();
    for (town, name) in TOWNS.iter().enumerate() {
        csv += &format!("9901{town:02},{name},town,990100\r\n");
        for (village, name) in VILLAGES[town].iter().enumerate() {
            csv += &format!("9901{town:02}{village:03},{name},village,9901{town:02}\r\n");
        }
    }
    csv
}

impl District {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut maker = Maker { dice: Dice::new(seed ^ 0xabcd), serial: 0 };
        let mut homes = Vec::new();
        for number in 0..120 {
            let town = usize::try_from(dice.roll(4)).unwrap();
            let village = if VILLAGES[town].is_empty() { "" } else { dice.pick(VILLAGES[town]) };
            let address = format!(
                "{}{}号楼{}单元{}室",
                dice.pick(&["阳光里", "幸福里", "锦绣苑"]),
                number % 9 + 1,
                number % 4 + 1,
                100 + number
            );
            let mut members = vec![maker.worker("本人")];
            if dice.chance(70) {
                let both = dice.chance(25);
                members.push(if both { maker.worker("妻子") } else { maker.member("丈夫", 1985) });
            }
            for _ in 0..dice.roll(3) {
                members.push(maker.member("女儿", 2012));
            }
            if dice.chance(30) {
                members.push(maker.member("婆婆", 1948));
            }
            let listed = members[0].work.as_ref().unwrap().listed[2];
            for member in &mut members {
                if let Some(work) = &mut member.work {
                    work.listed[2] = listed;
                }
            }
            homes.push(Home { town, village, address, members, listed });
        }
        // Two people of one name in one village, who have nothing else in common.
        let (name, town, village) = (homes[0].members[0].name.clone(), homes[0].town, homes[0].village);
        homes[1].members[0].name = name;
        (homes[1].town, homes[1].village) = (town, village);
        let mut district = Self { homes };
        district.keep_everybody_findable();
        district
    }

    /// Mistakes that leave no evidence at all would leave nothing to find, either.
    fn keep_everybody_findable(&mut self) {
        for home in &mut self.homes {
            for worker in home.members.iter_mut().filter_map(|member| member.work.as_mut()) {
                if worker.listed == [false; 3] {
                    worker.listed[1] = true;
                }
                let elsewhere = worker.listed[1] || worker.listed[2];
                worker.mistyped &= worker.listed[0] && elsewhere;
                worker.without_address &= worker.listed[0] && elsewhere && worker.other_phone.is_none();
                if worker.other_phone.is_some() {
                    worker.mistyped = false;
                }
            }
        }
    }

    pub fn workers(&self) -> impl Iterator<Item = (&Home, &Person, &Work)> {
        self.homes.iter().flat_map(|home| {
            home.members.iter().filter_map(move |member| Some((home, member, member.work.as_ref()?)))
        })
    }

    pub fn mistyped(&self) -> usize {
        self.workers().filter(|(_, _, work)| work.mistyped).count()
    }

    pub fn truth(&self) -> Counts {
        let mut by_category: BTreeMap<String, usize> = BTreeMap::new();
        let mut without_category = 0;
        for (_, _, work) in self.workers() {
            if work.listed[0] || work.listed[1] {
                *by_category.entry(CATEGORIES[work.category].0.to_owned()).or_default() += 1;
            } else {
                without_category += 1;
            }
        }
        let count = |least: usize| {
            self.homes
                .iter()
                .filter(|home| home.members.iter().filter(|member| member.work.is_some()).count() >= least)
                .count()
        };
        Counts {
            workers: self.workers().count(),
            households: count(1),
            dual_frontline_households: count(2),
            by_category,
            without_category,
        }
    }

    pub fn town_name(home: &Home) -> &'static str {
        TOWNS[home.town]
    }

    /// Everybody's names, to see that nobody else is in the ledger.
    pub fn names(&self) -> BTreeSet<String> {
        self.homes
            .iter()
            .flat_map(|home| &home.members)
            .map(|member| domain::text::tidy_name(&member.name))
            .collect()
    }
}

struct Maker {
    dice: Dice,
    serial: u64,
}

impl Maker {
    fn member(&mut self, relation: &'static str, year: u32) -> Person {
        self.serial += 1;
        let male = relation == "丈夫" || (relation == "本人" && self.serial.is_multiple_of(2));
        let name = if self.dice.chance(8) {
            self.dice.pick(&FOREIGN).to_owned()
        } else {
            format!("{}{}{}", self.dice.pick(&SURNAMES), self.dice.pick(&GIVEN), self.dice.pick(&GIVEN))
        };
        let birth = (
            year + u32::try_from(self.dice.roll(9)).unwrap(),
            1 + u32::try_from(self.dice.roll(12)).unwrap(),
            1 + u32::try_from(self.dice.roll(28)).unwrap(),
        );
        let identity = identity_number(birth, self.serial, male);
        Person { name, birth, identity, phone: self.phone(), relation, work: None }
    }

    fn phone(&mut self) -> String {
        self.serial += 1;
        format!("188{:08}", self.serial * 7_919 % 100_000_000)
    }

    fn worker(&mut self, relation: &'static str) -> Person {
        let mut person = self.member(relation, 1978);
        let listed = [self.dice.chance(92), self.dice.chance(85), self.dice.chance(88)];
        let other_phone = self.dice.chance(10).then(|| self.phone());
        person.work = Some(Work {
            category: usize::try_from(self.dice.roll(4)).unwrap(),
            employer: self.dice.pick(&EMPLOYERS),
            from: 24 + u32::try_from(self.dice.roll(20)).unwrap(),
            listed,
            other_phone,
            without_address: self.dice.chance(8),
            mistyped: self.dice.chance(6),
            without_number: self.dice.chance(20),
        });
        person
    }
}

fn identity_number((year, month, day): (u32, u32, u32), serial: u64, male: bool) -> String {
    let sequence = serial * 2 % 998 + u64::from(male);
    let stem = format!("990199{year:04}{month:02}{day:02}{sequence:03}");
    let sum: u32 = stem
        .chars()
        .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(c, weight)| c.to_digit(10).unwrap() * weight)
        .sum();
    format!("{stem}{}", b"10X98765432"[(sum % 11) as usize] as char)
}

/// Swaps the last two of the first seventeen digits, or changes one: the check character no longer fits.
pub fn mistyped(number: &str) -> String {
    let mut digits: Vec<char> = number.chars().collect();
    digits[16] = if digits[16] == '9' { '8' } else { '9' };
    digits.into_iter().collect()
}

pub fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
        .collect()
}
