//! An address without its door: the estate, the road or the village stays, house, building and room go.

use crate::text::{is_han, tidy};

const HIDDEN: &str = "***";

/// What follows a number that is a house, a building, an entrance or a room.
const UNITS: &str = "号楼栋幢座单门室层区期弄排户组院家队";
/// What follows a number that belongs to the name of a road.
const ROADS: [&str; 8] = ["路", "街", "道", "大", "马路", "经路", "纬路", "国道"];
/// English words that stand before the number of a door.
const UNIT_WORDS: [&str; 20] = [
    "room",
    "rm",
    "flat",
    "apt",
    "apartment",
    "unit",
    "building",
    "bldg",
    "block",
    "door",
    "no",
    "number",
    "floor",
    "house",
    "suite",
    "entrance",
    "gate",
    "villa",
    "tower",
    "lot",
];

/// The address as those see it who may not see the door. Always ends or begins with `***`, so that nobody takes it for the
/// whole.
pub fn mask_address(address: &str) -> String {
    let address = tidy(address);
    if address.chars().any(is_han) { chinese(&address) } else { latin(&address) }
}

/// From large to small: everything from the first door on goes.
fn chinese(address: &str) -> String {
    let text: Vec<char> = address.chars().collect();
    let mut kept = text.len();
    let mut at = 0;
    while at < text.len() {
        let run = text.iter().skip(at).take_while(|c| is_number(**c)).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let number = text.get(at..at + run).unwrap_or_default();
        let rest: String = text.iter().skip(at + run).take(3).collect();
        if is_door(number, &rest) {
            kept = at;
            break;
        }
        at += run;
    }
    let kept: String = text.iter().take(kept).collect();
    let kept = kept.trim_end_matches(|c: char| c == '第' || !c.is_alphanumeric());
    format!("{kept}{HIDDEN}")
}

fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || "零〇一二三四五六七八九十百千两甲乙丙丁".contains(c)
}

fn is_door(number: &[char], rest: &str) -> bool {
    let after_hao = rest.strip_prefix('号').unwrap_or(rest);
    if ROADS.iter().any(|road| after_hao.starts_with(road)) {
        return false;
    }
    number.iter().any(char::is_ascii_digit) || rest.starts_with(|c| UNITS.contains(c))
}

/// From small to large, in parts between commas: numbers and the words before them go.
fn latin(address: &str) -> String {
    let mut hidden = false;
    let mut parts: Vec<String> = Vec::new();
    for part in address.split(',') {
        let has_number = part.chars().any(|c| c.is_ascii_digit());
        let is_door = |word: &str| {
            let bare: String =
                word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            word.chars().any(|c| c.is_ascii_digit() || c == '#') || UNIT_WORDS.contains(&bare.as_str())
        };
        let words = part.split_whitespace().filter(|word| !(has_number && is_door(word)));
        let kept = words.collect::<Vec<_>>().join(" ");
        hidden |= has_number;
        if !kept.is_empty() {
            parts.push(kept);
        }
    }
    match (hidden, parts.is_empty()) {
        (_, true) => HIDDEN.to_owned(),
        (true, false) => format!("{HIDDEN} {}", parts.join(", ")),
        (false, false) => format!("{} {HIDDEN}", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estate_stays_and_the_door_goes() {
        for (address, masked) in [
            ("金地花园36号楼3门2104室", "金地花园***"),
            ("金地花园３６栋３单元２１０４", "金地花园***"),
            ("金地花园-36-3-2104", "金地花园***"),
            ("大寺镇津淄公路88号", "大寺镇津淄公路***"),
            ("西青区柳口路8号1门", "西青区柳口路***"),
            ("一号路15号楼2门", "一号路***"),
            ("102国道旁12号院", "102国道旁***"),
            ("八一路学府名居五号楼二单元301", "八一路学府名居***"),
            ("第三医院家属院 甲3号", "第三医院家属院***"),
            ("万科假日风景A座1203", "万科假日风景***"),
            ("王庄子村三区12排4号", "王庄子村***"),
            ("王庄子村第二家", "王庄子村***"),
            ("金地花园", "金地花园***"),
            ("3门2104室", "***"),
            ("梅江蓝水园(2期)5-1-602", "梅江蓝水园***"),
        ] {
            assert_eq!(mask_address(address), masked, "{address}");
        }
    }

    #[test]
    fn english_addresses_go_from_small_to_large() {
        for (address, masked) in [
            ("Flat 2104, Door 3, Building 36, Jindi Garden, Dasi Town", "*** Jindi Garden, Dasi Town"),
            ("12B Baker Street, London", "*** Baker Street, London"),
            ("Room 5 Block 2 Jindi Garden", "*** Jindi Garden"),
            ("No. 8 Liukou Road", "*** Liukou Road"),
            ("Old Mill House, Wangzhuangzi", "Old Mill House, Wangzhuangzi ***"),
            ("#1203", "***"),
            ("", "***"),
        ] {
            assert_eq!(mask_address(address), masked, "{address}");
        }
    }

    #[test]
    fn masked_addresses_stay_as_they_are() {
        for address in ["金地花园36号楼3门2104室", "Flat 2104, Jindi Garden"] {
            let once = mask_address(address);
            assert!(!once.chars().any(|c| c.is_ascii_digit()), "{once}");
        }
    }
}
