//! 户: the household that the whole operation turns around.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{duplicates::DuplicateReason, persons::Relation, words};

words! {
    /// How far the operation has come with a household.
    pub enum HouseholdStatus {
        /// In the ledger.
        Registered = "registered",
        /// Someone has spoken with the family and checked the entries.
        Verified = "verified",
        /// The family receives what it needs.
        Supported = "supported",
        /// The posting is over and nothing is open.
        Closed = "closed",
    }
}

/// A step that a household's life does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {from} household cannot become {to}")]
pub struct StatusError {
    /// The present status.
    pub from: HouseholdStatus,
    /// The status asked for.
    pub to: HouseholdStatus,
}

impl HouseholdStatus {
    /// The statuses that can follow this one. A closed household reopens as registered.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Registered => &[Self::Verified, Self::Closed],
            Self::Verified => &[Self::Supported, Self::Registered, Self::Closed],
            Self::Supported => &[Self::Verified, Self::Closed],
            Self::Closed => &[Self::Registered],
        }
    }

    /// Takes the step.
    ///
    /// # Errors
    /// [`StatusError`] when there is no such step.
    pub fn become_(self, to: Self) -> Result<Self, StatusError> {
        if self.next().contains(&to) { Ok(to) } else { Err(StatusError { from: self, to }) }
    }
}

/// Somebody of the household is still on the front line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{current} postings go on: closing needs a reason")]
pub struct StillAway {
    /// Postings of present members that go on.
    pub current: usize,
}

/// Whether a household may be closed: when nobody is on the front line any more, or when somebody says why.
///
/// # Errors
/// [`StillAway`].
pub const fn check_closing(current_postings: usize, reason: Option<&str>) -> Result<(), StillAway> {
    match (current_postings, reason) {
        (0, _) | (_, Some(_)) => Ok(()),
        (current, None) => Err(StillAway { current }),
    }
}

words! {
    /// What makes a household vulnerable while its worker is away.
    pub enum Situation {
        /// 家有老人: a member of 60 or older who is not the worker.
        ElderAtHome = "elder_at_home",
        /// 老人行动不便
        ElderWithLimitedMobility = "elder_with_limited_mobility",
        /// 未成年子女
        MinorChildren = "minor_children",
        /// 孕妇
        Pregnancy = "pregnancy",
        /// 残疾
        Disability = "disability",
        /// 慢性病
        ChronicIllness = "chronic_illness",
        /// 双职工: both spouses on the front line.
        BothOnTheFrontLine = "both_on_the_front_line",
        /// 独居: nobody but the worker, and somebody has made sure of it.
        LivesAlone = "lives_alone",
    }
}

words! {
    /// 情况清、底数准、需求明: what must be known about a household.
    pub enum Clarity {
        /// 家庭情况清: address, area and phone are known.
        Situation = "situation",
        /// 人员底数准: every member has a name, a relation and an age, and the numbers agree.
        Headcount = "headcount",
        /// 困难需求明: the family was asked what it needs.
        Needs = "needs",
    }
}

words! {
    /// One thing that is missing for a household to be clear.
    pub enum Missing {
        /// No address.
        Address = "address",
        /// The village or community is not certain.
        Village = "village",
        /// Nobody of the household can be rung.
        Phone = "phone",
        /// No worker among the members.
        Worker = "worker",
        /// The worker's category is not known.
        Category = "category",
        /// The worker's employer is not known.
        Employer = "employer",
        /// A member without a birth date that tells the age.
        BirthDate = "birth_date",
        /// A member whose relation is not known.
        Relation = "relation",
        /// Fewer members than a roster reports.
        Members = "members",
        /// Nobody has written down what the family needs, or that it needs nothing.
        Needs = "needs",
    }
}

impl Missing {
    /// Which of the three this belongs to.
    pub const fn clarity(self) -> Clarity {
        match self {
            Self::Address | Self::Village | Self::Phone | Self::Category | Self::Employer => {
                Clarity::Situation
            }
            Self::Worker | Self::BirthDate | Self::Relation | Self::Members => Clarity::Headcount,
            Self::Needs => Clarity::Needs,
        }
    }
}

/// A set of words, kept as bits in one integer column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bits<T> {
    bits: i32,
    of: std::marker::PhantomData<T>,
}

macro_rules! bits {
    ($($name:ident),+) => {$(
        impl Bits<$name> {
            /// The set that a column holds.
            pub const fn from_column(bits: i32) -> Self {
                Self { bits, of: std::marker::PhantomData }
            }

            /// The column's value.
            pub const fn to_column(self) -> i32 {
                self.bits
            }

            /// The bit of one value.
            pub const fn bit(value: $name) -> i32 {
                1 << (value as i32)
            }

            /// Whether the set holds a value.
            pub const fn contains(self, value: $name) -> bool {
                self.bits & Self::bit(value) != 0
            }

            /// The values, in the order of declaration.
            pub fn iter(self) -> impl Iterator<Item = $name> {
                $name::ALL.iter().copied().filter(move |value| self.contains(*value))
            }
        }

        impl FromIterator<$name> for Bits<$name> {
            fn from_iter<I: IntoIterator<Item = $name>>(values: I) -> Self {
                Self::from_column(values.into_iter().fold(0, |bits, value| bits | Self::bit(value)))
            }
        }
    )+};
}
bits!(Situation, Missing, DuplicateReason);

/// What completeness is judged by; storage and the browser both fill it.
#[derive(Debug, Clone, Default)]
pub struct Known<'a> {
    /// The household has an address.
    pub address: Presence,
    /// Its village or community is certain.
    pub village: Presence,
    /// A phone of any member.
    pub phone: Presence,
    /// The family's difficulties, or the note that there are none.
    pub needs: Presence,
    /// Somebody has made sure that these are all: a list that counts the dependants, or a talk with the family.
    pub headcount: Presence,
    /// The present members.
    pub members: &'a [KnownMember],
    /// People of 60 or older that a roster reports.
    pub reported_elders: Option<i32>,
    /// Minor children that a roster reports.
    pub reported_minors: Option<i32>,
}

/// Whether something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Presence {
    /// It is.
    Known,
    /// It is not.
    #[default]
    Unknown,
}

impl Presence {
    /// Whether an optional value is known.
    pub const fn of<T>(value: Option<&T>) -> Self {
        match value {
            Some(_) => Self::Known,
            None => Self::Unknown,
        }
    }

    /// Whether a text says anything.
    pub fn of_text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Unknown } else { Self::Known }
    }
}

/// A member as completeness and situation see them.
#[derive(Debug, Clone, Default)]
pub struct KnownMember {
    /// Age in completed years, where the birth date tells it.
    pub age: Option<u32>,
    /// Age on the day on which the household's first posting began, and about which its rosters speak.
    pub age_then: Option<u32>,
    /// Their relation to the worker.
    pub relation: Option<Relation>,
    /// Whether they are on the front line, with what is known of the posting.
    pub posting: Option<KnownPosting>,
    /// Recorded on the person.
    pub limitations: Limitations,
}

impl KnownMember {
    /// Whether the relation leaves it open that this is one of the couple: where two lists each name a worker of one
    /// address, both are 本人, and only a relation that says something else tells them from a couple.
    const fn may_be_spouse(&self) -> bool {
        matches!(self.relation, None | Some(Relation::Worker | Relation::Spouse))
    }
}

/// A current posting as completeness sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownPosting {
    /// Its category is known.
    pub category: Presence,
    /// Its employer is known.
    pub employer: Presence,
}

/// What makes a person need more help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Limitations {
    /// 行动不便
    pub limited_mobility: bool,
    /// 怀孕
    pub pregnant: bool,
    /// 残疾
    pub disability: bool,
    /// 慢性病
    pub chronic_illness: bool,
}

impl Limitations {
    /// What holds for either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            limited_mobility: self.limited_mobility || other.limited_mobility,
            pregnant: self.pregnant || other.pregnant,
            disability: self.disability || other.disability,
            chronic_illness: self.chronic_illness || other.chronic_illness,
        }
    }
}

/// 60, the age from which the law speaks of elders (老年人权益保障法, article 2).
pub const ELDER_AGE: u32 = 60;
/// 18, the age of majority (民法典, article 17).
pub const MAJORITY_AGE: u32 = 18;

impl Known<'_> {
    /// What is still missing; empty for a clear household.
    pub fn missing(&self) -> Bits<Missing> {
        let mut missing = Vec::new();
        let mut ask = |known: bool, what| {
            if !known {
                missing.push(what);
            }
        };
        ask(self.address == Presence::Known, Missing::Address);
        ask(self.village == Presence::Known, Missing::Village);
        ask(self.phone == Presence::Known, Missing::Phone);
        ask(self.needs == Presence::Known, Missing::Needs);
        let mut postings = self.members.iter().filter_map(|member| member.posting).peekable();
        ask(postings.peek().is_some(), Missing::Worker);
        let (mut categories, mut employers) = (true, true);
        for posting in postings {
            categories &= posting.category == Presence::Known;
            employers &= posting.employer == Presence::Known;
        }
        ask(categories, Missing::Category);
        ask(employers, Missing::Employer);
        ask(self.members.iter().all(|member| member.age.is_some()), Missing::BirthDate);
        ask(self.members.iter().all(|member| member.relation.is_some()), Missing::Relation);
        ask(self.count_agrees(), Missing::Members);
        missing.into_iter().collect()
    }

    /// What follows for the situation from the members.
    pub fn situation(&self) -> Bits<Situation> {
        let dependants = || self.members.iter().filter(|member| member.posting.is_none());
        let elder = |member: &KnownMember| member.age.is_some_and(|age| age >= ELDER_AGE);
        let any =
            |test: fn(&Limitations) -> bool| self.members.iter().any(|member| test(&member.limitations));
        let spouses = self.members.iter().filter(|member| member.may_be_spouse() && member.posting.is_some());
        [
            (Situation::ElderAtHome, dependants().any(elder) || self.reported_elders.is_some_and(|n| n > 0)),
            (
                Situation::ElderWithLimitedMobility,
                dependants().any(|member| elder(member) && member.limitations.limited_mobility),
            ),
            (
                Situation::MinorChildren,
                dependants().any(|member| member.age.is_some_and(|age| age < MAJORITY_AGE))
                    || self.reported_minors.is_some_and(|n| n > 0),
            ),
            (Situation::Pregnancy, any(|limits| limits.pregnant)),
            (Situation::Disability, any(|limits| limits.disability)),
            (Situation::ChronicIllness, any(|limits| limits.chronic_illness)),
            (Situation::BothOnTheFrontLine, spouses.count() >= 2),
            (
                Situation::LivesAlone,
                self.headcount == Presence::Known
                    && self.members.len() == 1
                    && self.reported_elders.unwrap_or_default() == 0
                    && self.reported_minors.unwrap_or_default() == 0,
            ),
        ]
        .into_iter()
        .filter_map(|(situation, holds)| holds.then_some(situation))
        .collect()
    }

    /// Whether as many elders and minors are known as a roster reports. It says what was so on some day since the first
    /// posting began: who was a minor then may be grown up today, and an elder of today may not have been one.
    fn count_agrees(&self) -> bool {
        let reaches = |reported: Option<i32>, counted: usize| {
            reported.is_none_or(|reported| usize::try_from(reported).unwrap_or_default() <= counted)
        };
        let elder = |member: &&KnownMember| member.age.is_some_and(|age| age >= ELDER_AGE);
        let minor = |member: &&KnownMember| member.age_then.is_some_and(|age| age < MAJORITY_AGE);
        reaches(self.reported_elders, self.members.iter().filter(elder).count())
            && reaches(self.reported_minors, self.members.iter().filter(minor).count())
    }
}

/// A household's reference: short enough to say on the phone, with a check character that catches one mistyped
/// character or two swapped ones: a weighted sum modulo the prime 31, as ISBN-10 has one modulo 11.
///
/// Six characters of an alphabet without I, L, O, U and without 0 and 1's look-alikes, shown as `K7M-2QX`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "K7M-2QX"))]
pub struct ReferenceCode(String);

/// A text that is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reference has six letters or digits such as K7M-2QX; one of them is mistyped")]
pub struct ReferenceCodeError;

/// 31 characters, a prime number of them, so that the weights below never cancel out.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ#";
/// The last character of [`ALPHABET`] only pads it to a prime and is never used.
const USABLE: u64 = 30;

impl ReferenceCode {
    /// The reference for a random number; about 24 million are possible.
    pub fn from_random(random: u64) -> Self {
        let mut rest = random;
        loop {
            let mut digits = [0u64; 5];
            for digit in &mut digits {
                *digit = rest % USABLE;
                rest /= USABLE;
            }
            if let Some(code) = Self::with_check(&digits) {
                return code;
            }
            rest = rest.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(random | 1);
        }
    }

    fn with_check(digits: &[u64; 5]) -> Option<Self> {
        let weighted: u64 = digits.iter().zip(2u64..).map(|(digit, weight)| digit * weight).sum();
        let check = (31 - weighted % 31) % 31;
        let characters = digits.iter().chain([&check]).map(|digit| {
            usize::try_from(*digit)
                .ok()
                .and_then(|at| ALPHABET.get(at))
                .filter(|c| **c != b'#')
                .map(|c| char::from(*c))
        });
        characters.collect::<Option<String>>().map(Self)
    }

    /// Six characters without the dash, as the tables keep it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReferenceCode {
    type Err = ReferenceCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare: String =
            text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        let digit =
            |c: char| ALPHABET.iter().position(|a| char::from(*a) == c && c != '#').map(|at| at as u64);
        let digits: Vec<u64> = bare.chars().map(digit).collect::<Option<_>>().ok_or(ReferenceCodeError)?;
        let weighted: u64 = digits.iter().zip([2, 3, 4, 5, 6, 1]).map(|(digit, weight)| digit * weight).sum();
        if digits.len() == 6 && weighted.is_multiple_of(31) {
            Ok(Self(bare))
        } else {
            Err(ReferenceCodeError)
        }
    }
}

impl TryFrom<String> for ReferenceCode {
    type Error = ReferenceCodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ReferenceCode> for String {
    fn from(code: ReferenceCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for ReferenceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = self.0.split_at(3.min(self.0.len()));
        write!(f, "{head}-{tail}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_catch_one_mistyped_character() {
        for seed in 0..2_000u64 {
            let code = ReferenceCode::from_random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let text = code.to_string();
            assert_eq!(text.parse::<ReferenceCode>().unwrap(), code);
            let mut wrong: Vec<char> = code.as_str().chars().collect();
            let at = (seed % 6) as usize;
            wrong[at] = if wrong[at] == '2' { '3' } else { '2' };
            assert!(wrong.iter().collect::<String>().parse::<ReferenceCode>().is_err());
            let mut swapped: Vec<char> = code.as_str().chars().collect();
            if swapped[0] != swapped[1] {
                swapped.swap(0, 1);
                assert!(swapped.iter().collect::<String>().parse::<ReferenceCode>().is_err());
            }
        }
    }

    #[test]
    fn an_empty_household_misses_everything_that_can_be_judged() {
        let missing = Known::default().missing();
        assert!(missing.contains(Missing::Worker) && missing.contains(Missing::Address));
        assert!(!missing.contains(Missing::BirthDate));
    }

    #[test]
    fn situation_follows_from_the_members() {
        let worker =
            KnownMember { age: Some(35), posting: Some(KnownPosting::default()), ..KnownMember::default() };
        let elder = KnownMember {
            age: Some(80),
            limitations: Limitations { limited_mobility: true, ..Limitations::default() },
            ..KnownMember::default()
        };
        let child = KnownMember { age: Some(9), ..KnownMember::default() };
        let members = [worker.clone(), worker.clone(), elder, child];
        let known = Known { members: &members, ..Known::default() };
        let situation: Vec<_> = known.situation().iter().collect();
        assert_eq!(
            situation,
            [
                Situation::ElderAtHome,
                Situation::ElderWithLimitedMobility,
                Situation::MinorChildren,
                Situation::BothOnTheFrontLine
            ]
        );
        let alone = [worker];
        let only_one_known = Known { members: &alone, ..Known::default() };
        assert!(!only_one_known.situation().contains(Situation::LivesAlone));
        let counted = Known { headcount: Presence::Known, ..only_one_known };
        assert!(counted.situation().contains(Situation::LivesAlone));
    }

    #[test]
    fn a_child_who_has_grown_up_since_the_roster_is_the_one_it_reported() {
        let child = KnownMember { age: Some(20), age_then: Some(14), ..KnownMember::default() };
        let members = [child];
        let known =
            |reported| Known { members: &members, reported_minors: Some(reported), ..Known::default() };
        assert!(!known(1).missing().contains(Missing::Members));
        assert!(known(2).missing().contains(Missing::Members));
    }

    #[test]
    fn a_grown_child_on_the_front_line_makes_no_couple() {
        let worker = |relation| KnownMember {
            relation,
            posting: Some(KnownPosting::default()),
            ..KnownMember::default()
        };
        let both = |second| {
            let members = [worker(Some(Relation::Worker)), worker(second)];
            Known { members: &members, ..Known::default() }
                .situation()
                .contains(Situation::BothOnTheFrontLine)
        };
        assert!(both(None) && both(Some(Relation::Worker)) && both(Some(Relation::Spouse)));
        assert!(!both(Some(Relation::Child)) && !both(Some(Relation::Sibling)));
    }

    #[test]
    fn a_closed_household_reopens_as_registered() {
        assert_eq!(
            HouseholdStatus::Closed.become_(HouseholdStatus::Registered),
            Ok(HouseholdStatus::Registered)
        );
        assert!(HouseholdStatus::Closed.become_(HouseholdStatus::Supported).is_err());
    }
}
