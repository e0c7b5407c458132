//! The invented district's lists, as its offices write them.

use rust_xlsxwriter::{Format, Workbook};

use super::invented::{CATEGORIES, Dice, District, Home, full_width, mistyped};

/// A sheet of explanations, five lines above the header, dates as serials in text, full-width digits, another order of
/// columns, a page's header in between and a line of signatures below.
pub fn health(district: &District, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut workbook = Workbook::new();
    let notes = workbook.add_worksheet();
    notes.set_name("填表说明").unwrap();
    notes.write(0, 0, "一、姓名须与身份证一致。").unwrap();
    notes.write(1, 0, "二、联系电话请填手机。").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("名单").unwrap();
    sheet.merge_range(0, 0, 0, 8, "示范区一线医务人员花名册", &Format::new()).unwrap();
    sheet.write(2, 0, "填报单位：示范区卫生健康委员会").unwrap();
    sheet.write(2, 6, "统计时间：2020/2/14").unwrap();
    let header = [
        "编号",
        "社区（村）",
        "街镇",
        "现住址",
        "联系手机",
        "证件号",
        "派出单位",
        "人员类型",
        "姓　名",
        "上岗时间",
    ];
    let write_header = |sheet: &mut rust_xlsxwriter::Worksheet, line: u32| {
        for (column, header) in (0..).zip(header) {
            sheet.write(line, column, header).unwrap();
        }
    };
    write_header(sheet, 4);
    let mut line = 5;
    for (home, worker, work) in district.workers().filter(|(_, _, work)| work.listed[0]) {
        if line == 60 {
            write_header(sheet, line);
            line += 1;
        }
        let number = if work.mistyped { mistyped(&worker.identity) } else { worker.identity.clone() };
        let address = if work.without_address { String::new() } else { home.address.clone() };
        let serial = 43_830 + work.from;
        let from = match dice.roll(3) {
            0 => serial.to_string(),
            1 => format!(
                "２０２０年{}月{}日",
                if work.from > 31 { 2 } else { 1 },
                if work.from > 31 { work.from - 31 } else { work.from }
            ),
            _ => String::new(),
        };
        let cells = [
            line.to_string(),
            village(home, &mut dice),
            District::town_name(home).to_owned(),
            full_width(&address),
            phone(&worker.phone, &mut dice),
            if dice.chance(30) { full_width(&number) } else { number.to_lowercase() },
            work.employer.to_owned(),
            CATEGORIES[work.category].1.to_owned(),
            spaced(&worker.name, &mut dice),
            from,
        ];
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(line, column, cell).unwrap();
        }
        line += 1;
    }
    sheet.write(line, 0, "合　计").unwrap();
    sheet.write(line + 1, 0, "填表人：某某").unwrap();
    sheet.write(line + 1, 5, "审核人：某某").unwrap();
    workbook.save_to_buffer().unwrap()
}

/// UTF-16 with tabs, the spouse's own row before or after, other words in the headers.
pub fn unions(district: &District, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut lines = vec!["职工姓名\t爱人姓名\t爱人是否医务人员\t手机\t身份证号码(18位)\t一线类别\t所在单位\t村或社区\t家庭地址\t困难和需求\t老人数".to_owned()];
    let mut rows = Vec::new();
    for (home, worker, work) in district.workers().filter(|(_, _, work)| work.listed[1]) {
        let spouse = home.members.iter().find(|other| {
            other.identity != worker.identity && matches!(other.relation, "本人" | "妻子" | "丈夫")
        });
        let spouse_works = spouse.map_or("", |spouse| if spouse.work.is_some() { "是" } else { "否" });
        let number = if work.without_number { "" } else { worker.identity.as_str() };
        rows.push(
            [
                worker.name.clone(),
                spouse.map_or(String::new(), |spouse| spouse.name.clone()),
                spouse_works.to_owned(),
                phone(work.other_phone.as_ref().unwrap_or(&worker.phone), &mut dice),
                number.to_owned(),
                CATEGORIES[work.category].2.to_owned(),
                work.employer.to_owned(),
                village_with_town(home, &mut dice),
                home.address.replace("单元", "门"),
                dice.pick(&["无", "买菜不方便", ""]).to_owned(),
                if dice.chance(50) { "1人".to_owned() } else { String::new() },
            ]
            .join("\t"),
        );
    }
    rows.reverse();
    lines.extend(rows);
    let text = lines.join("\r\n");
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// UTF-8 without a mark; the household's number on every row, its address and village on the first, the worker not first.
pub fn communities(district: &District, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    out.write_record([
        "户编号",
        "姓名",
        "称谓",
        "是否在一线",
        "出生年月日",
        "电话",
        "居住社区",
        "所在街镇",
        "家庭详细地址",
    ])
    .unwrap();
    for (number, home) in district.homes.iter().enumerate().filter(|(_, home)| home.listed) {
        let mut members: Vec<_> = home.members.iter().collect();
        members.reverse();
        for (at, member) in members.into_iter().enumerate() {
            let (year, month, day) = member.birth;
            let birth = match dice.roll(5) {
                0 => format!("{year}.{month}.{day}"),
                1 => format!("{year}{month:02}{day:02}"),
                2 => format!("{month}月{day}日"),
                3 => format!("{year}/{month:02}/{day:02}"),
                _ => String::new(),
            };
            let own_phone = if member.work.is_some() || dice.chance(60) {
                phone(&member.phone, &mut dice)
            } else {
                String::new()
            };
            let (village, town, address) = if at == 0 {
                (village(home, &mut dice), District::town_name(home).to_owned(), home.address.clone())
            } else {
                Default::default()
            };
            let works = if member.work.is_some() { "√" } else { "" };
            out.write_record([
                format!("H{number}"),
                spaced(&member.name, &mut dice),
                member.relation.to_owned(),
                works.to_owned(),
                birth,
                own_phone,
                village,
                town,
                address,
            ])
            .unwrap();
        }
    }
    out.into_inner().unwrap()
}

fn phone(phone: &str, dice: &mut Dice) -> String {
    match dice.roll(5) {
        0 => format!("+86-{}-{}-{}", &phone[..3], &phone[3..7], &phone[7..]),
        1 => full_width(phone),
        2 => format!("(+86){phone}"),
        3 => format!("　{} {} {}", &phone[..3], &phone[3..7], &phone[7..]),
        _ => phone.to_owned(),
    }
}

fn spaced(name: &str, dice: &mut Dice) -> String {
    let mut chars = name.chars();
    if dice.chance(30) {
        format!("{} 　{}", chars.next().unwrap(), chars.as_str())
    } else {
        format!("{name} ")
    }
}

fn village(home: &Home, dice: &mut Dice) -> String {
    let name = home.village;
    let (stem, forms): (&str, [&str; 3]) = match name {
        "" => return String::new(),
        _ if name.contains("社区") => {
            (name.split("社区").next().unwrap(), ["社区居委会", "社区", "社区居民委员会"])
        }
        _ => (name.trim_end_matches("村委会").trim_end_matches('村'), ["村委会", "村", "村民委员会"]),
    };
    format!("{stem}{}", dice.pick(&forms))
}

fn village_with_town(home: &Home, dice: &mut Dice) -> String {
    let village = village(home, dice);
    if village.is_empty() || dice.chance(20) {
        format!("{}{village}", District::town_name(home))
    } else {
        village
    }
}
