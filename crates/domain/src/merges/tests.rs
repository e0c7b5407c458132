//! Merges, then anything, then the undoing: nobody is lost, nobody is in two places, nobody is nowhere.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Memberships by id: who, and in which household.
type Book = BTreeMap<Uuid, (Uuid, Uuid)>;

const WINNER: Uuid = Uuid::from_u128(1);
const LOSER: Uuid = Uuid::from_u128(2);
const ELSEWHERE: Uuid = Uuid::from_u128(3);

fn id(kind: u128, n: u8) -> Uuid {
    Uuid::from_u128(kind << 64 | u128::from(n))
}

/// As storage does it: a membership of somebody who lives with the winner already is left out.
fn merge(book: &mut Book) -> (Merged, Book) {
    let mut merged = Merged::default();
    let mut left_out = Book::new();
    let there: BTreeSet<Uuid> =
        book.values().filter(|(_, household)| *household == WINNER).map(|(person, _)| *person).collect();
    let theirs: Vec<Uuid> =
        book.iter().filter(|(_, (_, household))| *household == LOSER).map(|(row, _)| *row).collect();
    for row in theirs {
        let (person, household) = book.remove(&row).unwrap();
        if there.contains(&person) {
            left_out.insert(row, (person, household));
            merged.brought.push(Brought { row, fate: Fate::LeftOut(person) });
        } else {
            book.insert(row, (person, WINNER));
            merged.brought.push(Brought { row, fate: Fate::Moved });
        }
    }
    (merged, left_out)
}

/// What may happen to the book between a merge and its undoing.
#[derive(Debug, Clone)]
enum Edit {
    /// Somebody joins the winner.
    Join(u8),
    /// A row goes over to another household, since the winner was merged into it.
    Carry(usize),
    /// A row is left out, since its person was merged.
    Drop(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        3 => (100_u8..110).prop_map(Edit::Join),
        1 => (0_usize..8).prop_map(Edit::Carry),
        1 => (0_usize..8).prop_map(Edit::Drop),
    ];
    proptest::collection::vec(edit, 0..5)
}

fn apply(book: &mut Book, edit: &Edit) {
    let nth = |book: &Book, n: usize| book.keys().nth(n % book.len().max(1)).copied();
    match edit {
        Edit::Join(n) => {
            book.insert(id(9, *n), (id(8, *n), WINNER));
        }
        Edit::Carry(n) => {
            if let Some(row) = nth(book, *n) {
                book.entry(row).and_modify(|(_, household)| *household = ELSEWHERE);
            }
        }
        Edit::Drop(n) => {
            if let Some(row) = nth(book, *n) {
                book.remove(&row);
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_undone_is_as_it_was_but_for_what_came_since(
        winners in proptest::collection::btree_set(0_u8..6, 1..4),
        losers in proptest::collection::btree_set(0_u8..6, 1..4),
        edits in edits(),
    ) {
        let mut book = Book::new();
        book.extend(winners.iter().map(|n| (id(6, *n), (id(5, *n), WINNER))));
        book.extend(losers.iter().map(|n| (id(7, *n), (id(5, *n), LOSER))));
        let before = book.clone();
        let (merged, left_out) = merge(&mut book);
        prop_assert!(book.values().all(|(_, household)| *household != LOSER));
        let persons = |book: &Book| book.values().map(|(person, _)| *person).collect::<BTreeSet<_>>();
        prop_assert_eq!(persons(&book), persons(&before), "a merge loses nobody");

        edits.iter().for_each(|edit| apply(&mut book, edit));
        let now = book.clone();
        let since = Since {
            with_winner: book.iter().filter(|(_, (_, home))| *home == WINNER).map(|(row, _)| *row).collect(),
            holders: persons(&book),
            fields: BTreeMap::new(),
        };
        match plan_undo(&merged, &since) {
            Ok(undoing) => {
                for row in &undoing.back {
                    book.entry(*row).and_modify(|(_, household)| *household = LOSER);
                }
                book.extend(undoing.again.iter().map(|row| (*row, left_out[row])));
                for (row, was) in before.iter().filter(|(_, (_, household))| *household == LOSER) {
                    prop_assert_eq!(book.get(row), Some(was), "every row of the loser is back");
                }
                let rest = |book: &Book| book.iter().filter(|(_, (_, home))| *home != LOSER).map(|(row, was)| (*row, *was)).collect::<Book>();
                let of_winner: Book = rest(&now).into_iter().filter(|(row, _)| !undoing.back.contains(row)).collect();
                prop_assert_eq!(rest(&book), of_winner, "nothing else moved");
            }
            Err(in_the_way) => {
                prop_assert!(!in_the_way.is_empty());
                for InTheWay(what) in in_the_way {
                    let is_row = merged.brought.iter().any(|one| one.row == what && one.fate == Fate::Moved);
                    let is_person = merged.brought.iter().any(|one| one.fate == Fate::LeftOut(what));
                    prop_assert!(is_row && !since.with_winner.contains(&what) || is_person && !since.holders.contains(&what));
                }
            }
        }
    }

    #[test]
    fn an_edit_made_since_stays_with_the_winner(before in 0..3, after in 0..3, now in 0..3) {
        let field = Change { field: "address".into(), before: json!(before), after: json!(after) };
        let merged = Merged { brought: Vec::new(), fields: vec![field.clone()] };
        let since = Since { fields: BTreeMap::from([("address".to_owned(), json!(now))]), ..Since::default() };
        let undone = plan_undo(&merged, &since).unwrap().fields;
        prop_assert_eq!(undone, if now == after { vec![field] } else { Vec::new() });
    }

    #[test]
    fn a_united_list_is_divided_again(
        winner in proptest::collection::vec(0_u8..6, 0..4),
        loser in proptest::collection::vec(0_u8..6, 0..4),
        added in 10_u8..12,
        removed in 0_u8..6,
    ) {
        let mut now = united(&winner, &loser);
        prop_assert_eq!(divided(&winner, &loser, &now), (winner.clone(), loser.clone()));
        now.push(added);
        now.retain(|one| *one != removed);
        let (stay, back) = divided(&winner, &loser, &now);
        prop_assert!(stay.contains(&added) && !back.contains(&added));
        prop_assert!(!stay.contains(&removed) && !back.contains(&removed));
        prop_assert!(winner.iter().filter(|one| **one != removed).all(|one| stay.contains(one)));
    }
}

#[test]
fn slips_of_one_number_are_one_person_and_other_numbers_are_not() {
    let number = |digits: &str| {
        (0..=10)
            .map(|check| if check == 10 { format!("{digits}X") } else { format!("{digits}{check}") })
            .find_map(|text| IdentityNumber::parse(&text).ok())
            .unwrap()
    };
    let one = number("12019919800229001");
    for (other, same) in [
        ("12019919800229001", true),
        ("12019919800229007", true),
        ("12019919800229010", true),
        ("12019919800229010", true),
        ("12019919800301001", false),
        ("12019919800229123", false),
    ] {
        assert_eq!(check_identities(Some(&one), Some(&number(other))).is_ok(), same, "{other}");
    }
    assert!(check_identities(Some(&one), None).is_ok());
}

#[test]
fn a_choice_goes_before_what_is_known() {
    let (winner, loser) = (Some(&1), Some(&2));
    assert_eq!(chosen(winner, loser, None), Some(1));
    assert_eq!(chosen(None, loser, None), Some(2));
    assert_eq!(chosen(winner, loser, Some(Side::Loser)), Some(2));
    assert_eq!(chosen(winner, None, Some(Side::Loser)), None);
}
