//! A long list of invented people.

use std::fmt::Write as _;

use crate::client::identity_number;

const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
const GIVEN: [&str; 15] =
    ["芳", "伟", "娜", "敏", "静", "丽华", "强", "磊", "军", "洋", "艳", "勇", "杰", "涛", "明远"];
const VILLAGES: [&str; 6] = ["金谊花园社区", "东姜井社区", "隐贤村", "王家村", "北口村", "大侯庄村"];

/// A list of so many workers, each in a household of their own, as UTF-8 text.
pub fn list(rows: u32) -> Vec<u8> {
    let mut text = "姓名,身份证号,手机号码,工作单位,岗位类别,上岗日期,村居,家庭住址\n".to_owned();
    for n in 0..rows {
        let name = format!("{}{}", SURNAMES[(n % 12) as usize], GIVEN[(n / 12 % 15) as usize]);
        let birth_date = (1960 + n % 40) * 10_000 + (1 + n / 40 % 12) * 100 + 1 + n / 480 % 28;
        let number = identity_number(birth_date, n / 13_440 * 2 % 1_000);
        let village = VILLAGES[(n % 6) as usize];
        writeln!(
            text,
            "{name},{number},199{n:08},西青医院,发热门诊,2020-02-0{},{village},和平里{n}号",
            1 + n % 9
        )
        .unwrap();
    }
    text.into_bytes()
}
