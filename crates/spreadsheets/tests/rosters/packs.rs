//! The rosters of every pack make the ledger that its `expected.json` tells, in whichever order they come.

use std::collections::BTreeSet;

use crate::common::{
    Office,
    packs::{self, ORDERS, Pack},
};
use domain::rosters::{plan::RowOutcome, reasons::ReasonCode};

fn imported(pack: &Pack, order: &[usize; 3]) -> Office {
    let mut office = Office::new(&pack.divisions);
    for file in order {
        office.import(&pack.rosters[*file].1);
    }
    office
}

#[test]
fn every_order_gives_the_same_ledger() {
    for pack in packs::all() {
        let mut pictures = BTreeSet::new();
        for order in &ORDERS {
            let office = imported(&pack, order);
            assert_eq!(office.ledger.counts(), pack.expected.counts(), "{} {order:?}", pack.name);
            let mistyped: usize =
                office.imported.iter().map(|one| one.has(ReasonCode::IdentityNumberMistyped)).sum();
            assert_eq!(mistyped, pack.expected.mistyped_ids, "{} {order:?}", pack.name);
            pictures.insert(office.ledger.picture());
        }
        assert_eq!(pictures.len(), 1, "{}: the order of the files does not matter", pack.name);
    }
}

#[test]
fn no_row_is_lost_and_none_is_wrongly_held() {
    for pack in packs::all() {
        let office = imported(&pack, &ORDERS[0]);
        for (imported, (file, _)) in office.imported.iter().zip(&pack.rosters) {
            let recognised: u32 = imported.recognition.used_sheets().map(|sheet| sheet.rows.data).sum();
            assert_eq!(imported.rows.len(), recognised as usize);
            let settled =
                imported.plans.len() + imported.rows.iter().filter(|row| row.record.is_none()).count();
            assert_eq!(settled, recognised as usize, "{file}");
            assert_eq!(imported.count(RowOutcome::Rejected), 0, "{file}");
            assert_eq!(imported.count(RowOutcome::Held), 0, "{file}");
            assert_eq!(imported.count(RowOutcome::Conflict), 0, "{file}");
        }
    }
}

#[test]
fn a_file_uploaded_again_changes_nothing() {
    for pack in packs::all() {
        for order in [ORDERS[0], ORDERS[5]].iter() {
            let mut office = imported(&pack, order);
            let before = office.ledger.clone();
            for file in order {
                let again = office.import(&pack.rosters[*file].1);
                assert_eq!(
                    again.count(RowOutcome::Same),
                    again.rows.len(),
                    "{} {order:?}",
                    pack.rosters[*file].0
                );
            }
            assert_eq!(office.ledger, before);
        }
    }
}

#[test]
fn nobody_is_merged_by_name_alone() {
    for pack in packs::all() {
        let office = imported(&pack, &ORDERS[0]);
        for person in office.ledger.persons.values() {
            let workers = usize::from(!person.postings.is_empty());
            assert!(person.phones.len() <= 1, "{} has one phone in every source of this pack", person.name);
            assert!(workers <= 1);
        }
    }
}
