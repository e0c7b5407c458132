//! An official list of areas against the areas of an operation: which are new, which are called or lie otherwise, which
//! cannot be taken over and why.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use crate::{
    administration::{level_above, level_below},
    areas::{AreaLevel, AreaPath},
    ids::AreaId,
    text::{name_key, tidy},
    words,
};

words! {
    /// What a column of a list says.
    pub enum AreaColumn {
        /// The official code.
        Code = "code",
        /// The name.
        Name = "name",
        /// The level.
        Level = "level",
        /// The code of the area above.
        Parent = "parent_code",
    }
}

impl AreaColumn {
    /// What a header means. Of several columns that could be meant the first is taken.
    pub fn of_header(header: &str) -> Option<Self> {
        let header = name_key(header).replace([' ', '_', '-'], "");
        Some(match header.as_str() {
            "code"
            | "areacode"
            | "代码"
            | "编码"
            | "区划代码"
            | "行政区划代码"
            | "统计用区划代码"
            | "区域代码" => Self::Code,
            "name" | "areaname" | "名称" | "地名" | "区划名称" | "区域名称" | "单位名称" => {
                Self::Name
            }
            "level" | "级别" | "层级" | "区划级别" => Self::Level,
            "parentcode" | "parent" | "上级代码" | "上级编码" | "上级区划代码" | "父级代码" => {
                Self::Parent
            }
            _ => return None,
        })
    }
}

/// What a list calls a level.
pub fn level_of(word: &str) -> Option<AreaLevel> {
    Some(match name_key(word).as_str() {
        "city" | "市" | "市级" | "地级" => AreaLevel::City,
        "district" | "county" | "区" | "县" | "区县" | "区级" | "县级" => AreaLevel::District,
        "town" | "township" | "subdistrict" | "镇" | "街道" | "镇街" | "乡镇" | "乡镇街道" | "乡级"
        | "镇级" => AreaLevel::Town,
        "village" | "community" | "村" | "社区" | "村居" | "村社区" | "村级" => AreaLevel::Village,
        _ => return None,
    })
}

/// A line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedArea {
    /// The line in the file, from 1.
    pub line: u32,
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// What it says of the level; empty where it says nothing.
    pub level: String,
    /// The code of the area above; empty where it says nothing.
    pub parent: String,
}

/// An area that the operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownArea {
    /// The area.
    pub id: AreaId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: AreaLevel,
    /// The code of the area above.
    pub parent: Option<String>,
    /// Where it lies.
    pub path: AreaPath,
    /// Whether it is in use.
    pub active: bool,
    /// Whether whoever brings the list keeps it.
    pub within_reach: bool,
}

impl KnownArea {
    /// Whether a list's name is its own; brackets and spaces may be of another width.
    fn is_called(&self, name: &str) -> bool {
        tidy(&self.name) == name
    }
}

words! {
    /// What becomes of a line.
    pub enum AreaOutcome {
        /// An area is added.
        New = "new",
        /// The operation has it so.
        Same = "same",
        /// It gets another name.
        Renamed = "renamed",
        /// It goes to another parent, perhaps with another name.
        Moved = "moved",
        /// It cannot be taken over.
        Invalid = "invalid",
    }
}

words! {
    /// Why a line cannot be taken over.
    pub enum AreaFault {
        /// It has no code.
        NoCode = "no_code",
        /// It has no name.
        NoName = "no_name",
        /// The code or the name is longer than those of areas may be.
        TooLong = "too_long",
        /// A line above has the code.
        CodeTwice = "code_twice",
        /// Nothing says which level it has.
        LevelUnknown = "level_unknown",
        /// The operation has it at another level.
        LevelChanged = "level_changed",
        /// Its level does not lie directly below that of the area above.
        LevelMismatch = "level_mismatch",
        /// The area above is neither on the list nor in the operation, or it has ended.
        ParentUnknown = "parent_unknown",
        /// The line of the area above cannot be taken over.
        ParentInvalid = "parent_invalid",
        /// It lies where others answer.
        OutsideReach = "outside_reach",
    }
}

/// A line with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLine {
    /// The line, tidied.
    pub listed: ListedArea,
    /// What becomes of it.
    pub outcome: AreaOutcome,
    /// Why not.
    pub fault: Option<AreaFault>,
    /// Its level, where that is known.
    pub level: Option<AreaLevel>,
    /// The code of the area above that it has or gets.
    pub parent: Option<String>,
    /// The area that it is.
    pub known: Option<AreaId>,
    /// Its name before, where that is another.
    pub name_before: Option<String>,
    /// The code of the area above before, where that is another.
    pub parent_before: Option<String>,
}

/// What becomes of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaListPlan {
    /// Each line, in the order of the list.
    pub lines: Vec<PlannedLine>,
    /// Areas in use below those on the list that the list does not have.
    pub missing: Vec<AreaId>,
}

impl AreaListPlan {
    /// How many lines end so.
    pub fn count(&self, outcome: AreaOutcome) -> usize {
        self.lines.iter().filter(|line| line.outcome == outcome).count()
    }

    /// Differs where something else becomes of a list: what was looked at is what is taken over.
    pub fn fingerprint(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for line in &self.lines {
            let of = (&line.listed.code, &line.listed.name, &line.parent, line.level, line.outcome);
            (of, line.fault, line.known, &line.name_before, &line.parent_before).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

const LONGEST_CODE: usize = 40;
const LONGEST_NAME: usize = 60;

/// Works out what becomes of each line. Nothing is removed: what the list does not have is told.
pub fn plan_list(list: Vec<ListedArea>, known: &[KnownArea]) -> AreaListPlan {
    let by_code: HashMap<&str, &KnownArea> = known.iter().map(|area| (area.code.as_str(), area)).collect();
    let mut lines: Vec<PlannedLine> = list.into_iter().map(PlannedLine::unread).collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, line) in lines.iter_mut().enumerate() {
        line.fault = line.fault.or_else(|| match first.get(&line.listed.code) {
            Some(_) => Some(AreaFault::CodeTwice),
            None => {
                first.insert(line.listed.code.clone(), at);
                None
            }
        });
    }
    for line in &mut lines {
        let is_known = |code: &str| first.contains_key(code) || by_code.contains_key(code);
        let here = by_code.get(line.listed.code.as_str());
        line.parent = match (line.listed.parent.as_str(), here) {
            ("", Some(here)) => here.parent.clone(),
            ("", None) => prefix_of(&line.listed.code, is_known),
            (said, _) => Some(said.to_owned()),
        };
    }
    let levels: Vec<Option<AreaLevel>> =
        (0..lines.len()).map(|at| level_at(&lines, &first, &by_code, at)).collect();
    for (line, level) in lines.iter_mut().zip(levels) {
        line.level = level;
    }
    // Parents first, so that each line knows what becomes of the one above.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| lines.get(*at).and_then(|line| line.level));
    for at in order {
        let judged = lines.get(at).map(|line| judge(line, &lines, &first, &by_code));
        if let (Some(line), Some(judged)) = (lines.get_mut(at), judged) {
            match judged {
                Ok(outcome) => line.becomes(outcome, by_code.get(line.listed.code.as_str()).copied()),
                Err(fault) => line.fault = Some(fault),
            }
        }
    }
    let missing = missing(&lines, known, &by_code);
    AreaListPlan { lines, missing }
}

impl PlannedLine {
    fn unread(listed: ListedArea) -> Self {
        let ListedArea { line, code, name, level, parent } = listed;
        let listed = ListedArea {
            line,
            code: tidy(&code),
            name: tidy(&name),
            level: tidy(&level),
            parent: tidy(&parent),
        };
        let is_long = |text: &str, most| text.chars().count() > most;
        let fault = if listed.code.is_empty() {
            Some(AreaFault::NoCode)
        } else if listed.name.is_empty() {
            Some(AreaFault::NoName)
        } else if is_long(&listed.code, LONGEST_CODE) || is_long(&listed.name, LONGEST_NAME) {
            Some(AreaFault::TooLong)
        } else {
            None
        };
        Self {
            listed,
            outcome: AreaOutcome::Invalid,
            fault,
            level: None,
            parent: None,
            known: None,
            name_before: None,
            parent_before: None,
        }
    }

    fn becomes(&mut self, outcome: AreaOutcome, known: Option<&KnownArea>) {
        self.outcome = outcome;
        let Some(known) = known else { return };
        self.known = Some(known.id);
        self.name_before = (!known.is_called(&self.listed.name)).then(|| known.name.clone());
        self.parent_before = known.parent.clone().filter(|_| known.parent != self.parent);
    }
}

/// The longest code that a code begins with.
fn prefix_of(code: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let ends = code.char_indices().map(|(at, _)| at).skip(1);
    let mut prefixes: Vec<&str> = ends.filter_map(|end| code.get(..end)).collect();
    prefixes.reverse();
    prefixes.into_iter().find(|prefix| is_known(prefix)).map(str::to_owned)
}

/// What the line says, else what the operation knows, else one below the area above.
fn level_at(
    lines: &[PlannedLine],
    first: &HashMap<String, usize>,
    by_code: &HashMap<&str, &KnownArea>,
    at: usize,
) -> Option<AreaLevel> {
    let mut below = 0;
    let mut line = lines.get(at)?;
    loop {
        let said = level_of(&line.listed.level)
            .or_else(|| by_code.get(line.listed.code.as_str()).map(|known| known.level));
        let is_wrong = !line.listed.level.is_empty() && level_of(&line.listed.level).is_none();
        let parent = line.parent.as_deref().filter(|_| !is_wrong);
        let level = match (said, parent) {
            (Some(level), _) if !is_wrong => Some(level),
            (_, Some(parent)) => match first.get(parent).and_then(|at| lines.get(*at)) {
                // More than the levels that there are is a circle.
                Some(above) if below < AreaLevel::ALL.len() => {
                    below += 1;
                    line = above;
                    continue;
                }
                Some(_) => None,
                None => {
                    below += 1;
                    by_code.get(parent).map(|known| known.level)
                }
            },
            _ => None,
        };
        return (0..below).try_fold(level?, |level, _| level_below(level).ok());
    }
}

fn judge(
    line: &PlannedLine,
    lines: &[PlannedLine],
    first: &HashMap<String, usize>,
    by_code: &HashMap<&str, &KnownArea>,
) -> Result<AreaOutcome, AreaFault> {
    if let Some(fault) = line.fault {
        return Err(fault);
    }
    let level = match (line.level, line.parent.as_deref()) {
        (Some(level), _) => level,
        (None, None) if line.listed.level.is_empty() => return Err(AreaFault::ParentUnknown),
        (None, _) => return Err(AreaFault::LevelUnknown),
    };
    let known = by_code.get(line.listed.code.as_str()).copied();
    if let Some(known) = known {
        if !known.within_reach {
            return Err(AreaFault::OutsideReach);
        }
        if known.level != level {
            return Err(AreaFault::LevelChanged);
        }
        if known.parent == line.parent {
            return Ok(if known.is_called(&line.listed.name) {
                AreaOutcome::Same
            } else {
                AreaOutcome::Renamed
            });
        }
    }
    let parent = line.parent.as_deref().ok_or(AreaFault::ParentUnknown)?;
    let listed = first.get(parent).and_then(|at| lines.get(*at));
    let above = match (by_code.get(parent), listed) {
        (Some(above), _) if !above.within_reach => return Err(AreaFault::OutsideReach),
        (Some(above), _) if !above.active => return Err(AreaFault::ParentUnknown),
        (Some(above), _) => Some(above.level),
        (None, Some(above)) if above.fault.is_some() => return Err(AreaFault::ParentInvalid),
        (None, Some(above)) => above.level,
        (None, None) => return Err(AreaFault::ParentUnknown),
    };
    if above.is_none() || level_above(level) != above {
        return Err(AreaFault::LevelMismatch);
    }
    Ok(if known.is_some() { AreaOutcome::Moved } else { AreaOutcome::New })
}

/// Below the topmost areas that the list and the operation both have.
fn missing(lines: &[PlannedLine], known: &[KnownArea], by_code: &HashMap<&str, &KnownArea>) -> Vec<AreaId> {
    let listed: HashSet<&str> = lines.iter().map(|line| line.listed.code.as_str()).collect();
    let mut tops: Vec<&AreaPath> = Vec::new();
    let mut both: Vec<&AreaPath> =
        listed.iter().filter_map(|code| by_code.get(code)).map(|known| &known.path).collect();
    both.sort();
    for path in both {
        if !tops.last().is_some_and(|top| top.contains(path)) {
            tops.push(path);
        }
    }
    let is_below = |path: &AreaPath| {
        let at = tops.partition_point(|top| *top <= path);
        at.checked_sub(1).and_then(|at| tops.get(at)).is_some_and(|top| top.contains(path))
    };
    let gone = known.iter().filter(|area| area.active && area.within_reach);
    gone.filter(|area| !listed.contains(area.code.as_str()) && is_below(&area.path))
        .map(|area| area.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn listed(text: &str) -> Vec<ListedArea> {
        let of = |(line, text): (u32, &str)| {
            let cells: Vec<&str> = text.split(',').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
            ListedArea { line, code: cell(0), name: cell(1), level: cell(2), parent: cell(3) }
        };
        (1..).zip(text.split(' ')).map(of).collect()
    }

    fn known() -> Vec<KnownArea> {
        let area = |code: &str, name: &str, level, parent: Option<&str>, path: AreaPath| KnownArea {
            id: AreaId::from_uuid(Uuid::from_u128(code.parse().unwrap())),
            code: code.to_owned(),
            name: name.to_owned(),
            level,
            parent: parent.map(str::to_owned),
            path,
            active: true,
            within_reach: true,
        };
        let root = AreaPath::root(1);
        vec![
            area("12", "西青区", AreaLevel::District, None, root.clone()),
            area("1201", "中北镇", AreaLevel::Town, Some("12"), root.child(1)),
            area("1202", "大寺镇", AreaLevel::Town, Some("12"), root.child(2)),
            area("120101", "一村", AreaLevel::Village, Some("1201"), root.child(1).child(1)),
            area("120102", "二村", AreaLevel::Village, Some("1201"), root.child(1).child(2)),
        ]
    }

    fn outcomes(text: &str) -> Vec<String> {
        let word = |line: PlannedLine| {
            line.fault.map_or_else(|| line.outcome.to_string(), |fault| fault.to_string())
        };
        plan_list(listed(text), &known()).lines.into_iter().map(word).collect()
    }

    #[test]
    fn each_line_ends_somewhere() {
        assert_eq!(
            outcomes(
                "12,西青区,district, 1201,中北新镇,镇,12 120101,一村,village,1202 120102,二村,, 120201,三村,, 1203,新镇,town,12"
            ),
            ["same", "renamed", "moved", "same", "new", "new"]
        );
        assert_eq!(
            outcomes(",x,town,12 1204,,town,12 1201,中北镇,town,12 1201,又,town,12 1205,某,大,12"),
            ["no_code", "no_name", "same", "code_twice", "level_unknown"]
        );
        assert_eq!(
            outcomes("1201,中北镇,village,12 1206,某,village,12 99,某,town,98 9,甲,town,8 8,乙,town,9"),
            ["level_changed", "level_mismatch", "parent_unknown", "level_mismatch", "parent_invalid"]
        );
        assert_eq!(outcomes("99,某,town,98 9901,某村,village,99"), ["parent_unknown", "parent_invalid"]);
    }

    #[test]
    fn what_a_list_does_not_say_follows_from_codes() {
        let plan = plan_list(listed("1203,新镇,, 120301,新村,,"), &known());
        let found: Vec<_> = plan.lines.iter().map(|line| (line.level, line.parent.as_deref())).collect();
        assert_eq!(found, [(Some(AreaLevel::Town), Some("12")), (Some(AreaLevel::Village), Some("1203"))]);
    }

    #[test]
    fn what_the_list_does_not_have_is_told_below_what_it_has() {
        let missing = |text: &str| plan_list(listed(text), &known()).missing.len();
        assert_eq!(missing("1201,中北镇,town,12 120101,一村,village,1201"), 1);
        assert_eq!(missing("12,西青区,district,"), 4);
        assert_eq!(missing("1202,大寺镇,town,12"), 0);
    }

    #[test]
    fn headers_of_several_packs() {
        for (header, column) in [
            ("code", AreaColumn::Code),
            ("统计用区划代码", AreaColumn::Code),
            ("名称", AreaColumn::Name),
            ("Parent_Code", AreaColumn::Parent),
            ("层级", AreaColumn::Level),
        ] {
            assert_eq!(AreaColumn::of_header(header), Some(column), "{header}");
        }
        assert_eq!(AreaColumn::of_header("备注"), None);
    }
}
