//! Other people, other offices, other mistakes: the ledger is still the truth, in whichever order the lists come.

use std::collections::BTreeSet;

use crate::common::{
    Office,
    invented::{self, District},
    lists,
    packs::ORDERS,
};
use domain::rosters::{plan::RowOutcome, reasons::ReasonCode};

const SEEDS: std::ops::Range<u64> = 1..7;

fn files(district: &District, seed: u64) -> [Vec<u8>; 3] {
    [lists::health(district, seed), lists::unions(district, seed + 1), lists::communities(district, seed + 2)]
}

#[test]
fn every_order_gives_the_truth() {
    for seed in SEEDS {
        let district = District::new(seed);
        let files = files(&district, seed);
        let mut first: Option<BTreeSet<String>> = None;
        for order in &ORDERS {
            let mut office = Office::new(&invented::divisions());
            for file in order {
                office.import(&files[*file]);
            }
            for (imported, file) in office.imported.iter().zip(order) {
                for (at, reasons) in imported.reasons().enumerate() {
                    assert!(
                        imported.outcome(at) != RowOutcome::Held,
                        "seed {seed} {order:?} file {file}: {:?} {reasons:#?}",
                        imported.rows[at].record
                    );
                }
            }
            assert_eq!(office.ledger.counts(), district.truth(), "seed {seed} {order:?}");
            let mistyped: usize =
                office.imported.iter().map(|one| one.has(ReasonCode::IdentityNumberMistyped)).sum();
            assert_eq!(mistyped, district.mistyped(), "seed {seed} {order:?}");
            let names: BTreeSet<String> =
                office.ledger.persons.values().map(|person| person.name.clone()).collect();
            assert!(names.is_subset(&district.names()), "seed {seed}");
            let picture = office.ledger.picture();
            if let Some(first) = &first {
                let only_first: Vec<_> = first.difference(&picture).collect();
                let only_now: Vec<_> = picture.difference(first).collect();
                assert_eq!(only_first, only_now, "seed {seed} {order:?}");
            }
            first.get_or_insert(picture);

            if order != &ORDERS[usize::try_from(seed).unwrap() % ORDERS.len()] {
                continue;
            }
            let before = office.ledger.clone();
            for file in order {
                office.import(&files[*file]);
            }
            assert_eq!(office.ledger, before, "seed {seed} {order:?}: uploaded again");
        }
    }
}
