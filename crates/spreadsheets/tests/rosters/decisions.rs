//! Rows that wait: for somebody else's list, or for a person.

use domain::rosters::{
    fields::Field,
    plan::{Decision, RowOutcome},
    reasons::ReasonCode,
};

use crate::common::{Office, invented};

/// A valid number, and the same one with a digit mistyped.
const NUMBER: &str = "12019919871001672X";
const MISTYPED: &str = "12019919871001673X";
const HEADER: &str = "姓名,身份证号,手机号码,村居,家庭住址,岗位类别\n";

fn office() -> Office {
    Office::new(&invented::divisions())
}

fn list(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}{}\n", rows.join("\n")).into_bytes()
}

fn codes(office: &Office, roster: usize, row: usize) -> Vec<ReasonCode> {
    office.imported[roster].reasons().nth(row).unwrap().iter().map(|reason| reason.code).collect()
}

#[test]
fn a_mistyped_number_waits_for_another_list() {
    let mut office = office();
    let first =
        office.import(&list(&[&format!("王芳,{MISTYPED},18800000001,石桥村,1号楼1门101室,疾控中心")]));
    assert_eq!(first.outcome(0), RowOutcome::Held);
    assert!(office.ledger.persons.is_empty());
    assert!(codes(&office, 0, 0).contains(&ReasonCode::IdentityNumberMistyped));
    office.import(&list(&[&format!("王芳,{NUMBER},18800000001,石桥村委会,1号楼1门101室,")]));
    assert_eq!(office.imported[0].outcome(0), RowOutcome::Update, "the held row is looked at again");
    assert!(codes(&office, 0, 0).contains(&ReasonCode::SamePhone));
    assert_eq!(office.ledger.counts().by_category["cdc"], 1);
    assert_eq!(office.ledger.persons.len(), 1);
}

#[test]
fn a_person_decides_on_a_held_row() {
    let row = format!("王芳,{MISTYPED},18800000001,石桥村,1号楼1门101室,疾控中心");
    let held = || {
        let mut office = office();
        office.import(&list(&["李伟,,18800000002,石桥村,2号楼1门101室,疾控中心"]));
        office.import(&list(&[&row]));
        office
    };
    let mut created = held();
    created.decisions.insert((1, 1), Decision::Create);
    created.look_again();
    assert_eq!(created.imported[1].outcome(0), RowOutcome::New);
    assert!(
        created.ledger.persons.values().all(|person| person.identity.is_none()),
        "the mistyped number is not kept"
    );

    let mut same = held();
    let person_id = *same.ledger.persons.keys().next().unwrap();
    same.decisions.insert((1, 1), Decision::SameAs { person_id });
    same.look_again();
    assert_eq!(same.ledger.persons.len(), 1);
    assert_eq!(same.ledger.persons[&person_id].phones.len(), 2);
    assert_eq!(same.imported[1].outcome(0), RowOutcome::Conflict, "name and address differ");

    let mut rejected = held();
    rejected.decisions.insert((1, 1), Decision::Reject);
    rejected.look_again();
    assert_eq!(rejected.imported[1].outcome(0), RowOutcome::Rejected);
    assert_eq!(rejected.ledger.persons.len(), 1);
}

#[test]
fn a_phone_of_somebody_else() {
    let mut office = office();
    office.import(&list(&[&format!("王芳,{NUMBER},18800000001,石桥村,1号楼1门101室,疾控中心")]));
    office.import(&list(&[
        "李伟,,18800000001,石桥村,2号楼1门101室,疾控中心",
        "王芳,120199198908045219,18800000001,石桥村,1号楼1门101室,疾控中心",
        "赵雪,,18800000001,石桥村,1号楼1门101室,疾控中心",
    ]));
    assert!(codes(&office, 1, 0).contains(&ReasonCode::PhoneOfAnotherName));
    assert!(codes(&office, 1, 1).contains(&ReasonCode::PhoneOfAnotherIdentity));
    assert_eq!(office.imported[1].count(RowOutcome::Held), 2);
    assert!(codes(&office, 1, 2).contains(&ReasonCode::PhoneSharedInHousehold), "spouses share a phone");
    assert_eq!(office.ledger.counts().dual_frontline_households, 1);
}

#[test]
fn nothing_in_the_ledger_is_overwritten() {
    let mut office = office();
    office.import(&list(&[&format!("王芳,{NUMBER},18800000001,石桥村,1号楼1门101室,疾控中心")]));
    let before = office.ledger.clone();
    let again = office.import(&list(&[&format!("王方,{NUMBER},18800000001,上坡村,9号楼9门909室,发热门诊")]));
    assert_eq!(again.outcome(0), RowOutcome::Conflict);
    let differing: Vec<_> =
        again.plans[&1].reasons.iter().filter(|reason| reason.code == ReasonCode::ValueDiffers).collect();
    let fields: Vec<_> = differing.iter().filter_map(|reason| reason.field).collect();
    assert_eq!(fields, [Field::Name, Field::Category, Field::Address, Field::Village]);
    assert_eq!(differing[0].other.as_deref(), Some("王芳"));
    assert_eq!(office.ledger, before);
}

#[test]
fn a_name_alone_decides_nothing() {
    let mut office = office();
    office.import(&list(&[
        "王芳,,18800000001,石桥村,1号楼1门101室,疾控中心",
        "王芳,,18800000002,石桥村,2号楼1门101室,疾控中心",
    ]));
    let more = office.import(&list(&[
        "王芳,,,石桥村,3号楼1门101室,疾控中心",
        "王芳,,,,,疾控中心",
        ",,18800000003,石桥村,,疾控中心",
    ]));
    assert_eq!(
        [more.outcome(0), more.outcome(1), more.outcome(2)],
        [RowOutcome::New, RowOutcome::Held, RowOutcome::Rejected]
    );
    assert!(codes(&office, 1, 0).contains(&ReasonCode::SameNameElsewhere));
    assert!(codes(&office, 1, 1).contains(&ReasonCode::NothingToIdentifyBy));
    assert!(codes(&office, 1, 2).contains(&ReasonCode::NameMissing));
    assert_eq!(office.ledger.counts().workers, 3);
}

#[test]
fn a_mangled_number_says_so() {
    let mut office = office();
    office.import(&list(&["王芳,1.20199198710016E+17,18800000001,石桥村,1号楼1门101室,疾控中心"]));
    assert!(codes(&office, 0, 0).contains(&ReasonCode::IdentityNumberMangled));
}

#[test]
fn a_named_spouse_is_recognised_when_their_own_row_comes() {
    let mut office = office();
    let unions =
        "姓名,手机,村居,家庭住址,配偶姓名,配偶是否一线\n王芳,18800000001,石桥村,1号楼1门101室,李伟,是\n";
    office.import(unions.as_bytes());
    assert!(codes(&office, 0, 0).contains(&ReasonCode::SpousePostingUnconfirmed));
    assert_eq!(office.ledger.counts().workers, 1);
    let own = office.import(&list(&[&format!("李伟,{NUMBER},18800000002,石桥村,1号楼1门101室,疾控中心")]));
    assert_eq!(own.outcome(0), RowOutcome::Update);
    assert_eq!(office.ledger.persons.len(), 2);
    assert_eq!(office.ledger.counts().dual_frontline_households, 1);
}

#[test]
fn a_family_without_a_worker_waits() {
    let mut office = office();
    let members = "户号,村居,家庭住址,姓名,关系,是否一线\n1,石桥村,1号楼1门101室,李伟,配偶,\n,,,李一,子女,\n";
    let waiting = office.import(members.as_bytes());
    assert_eq!(waiting.count(RowOutcome::Held), 2);
    office.import(&list(&["王芳,,18800000001,石桥村,1号楼1门101室,疾控中心"]));
    assert_eq!(office.imported[0].count(RowOutcome::New), 2);
    assert_eq!(office.ledger.persons.len(), 3);
}

#[test]
fn two_of_one_name_and_birth_date_are_told_apart_by_the_village() {
    let born = |rows: &[&str]| {
        let header = "姓名,出生日期,手机号码,镇街,村居,家庭住址,岗位类别\n";
        format!("{header}{}\n", rows.join("\n")).into_bytes()
    };
    let first = "王芳,1990-05-12,18800000001,青石镇,石桥村,1号楼1门101室,疾控中心";
    let second = |phone: &str, town: &str, village: &str| {
        let mut office = office();
        office.import(&born(&[first]));
        let row = format!("王芳,1990-05-12,{phone},{town},{village},,疾控中心");
        let outcome = office.import(&born(&[&row])).outcome(0);
        (outcome, codes(&office, 1, 0))
    };
    let (outcome, reasons) = second("18800000002", "青石镇", "石桥村委会");
    assert_eq!(outcome, RowOutcome::Update);
    assert!(reasons.contains(&ReasonCode::SameNameBirthDateAndVillage));
    for (town, village) in [("青石镇", ""), ("青石镇", "无此村"), ("", "青石镇")] {
        let (outcome, reasons) = second("18800000002", town, village);
        let is_elsewhere = village == "无此村";
        assert_eq!(outcome == RowOutcome::Held, !is_elsewhere, "{town} {village}: {reasons:?}");
        assert_eq!(reasons.contains(&ReasonCode::SameNameAndBirthDateOnly), !is_elsewhere);
        // Nothing speaks against it where only one of the two has a phone.
        let (outcome, _) = second("", town, village);
        assert_eq!(outcome == RowOutcome::Same, !is_elsewhere, "{town} {village}");
    }
}
