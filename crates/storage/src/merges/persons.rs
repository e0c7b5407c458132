//! Two entries of one person become one.

use chrono::NaiveDate;
use domain::{
    identity_number::IdentityNumber,
    ids::{BatchId, IdentityNumberId, PersonId},
    journal::{Change, EntryKind, SubjectKind},
    merges::{PersonChoices, Reshaping, check_identities, chosen, united},
    problems::ProblemCode,
};

use super::{aliases, households::unknown_loser, parts::take_over, record};
use crate::{
    ConflictKind, Home, Ledger, Scoped, StorageError, Store,
    columns::IdValue as _,
    dialect::{Turn, take_turn},
    households::{self, members},
    ids,
    journal::Entry,
    ledger::{Batch, Subject},
    persons::{self, Identity, PersonFacts, PersonRecord, PersonView},
    postings::{self, PostingFacts, PostingRecord},
    refusal::Answer,
};

impl Store {
    /// Lets one entry of a person take the place of another: memberships, postings and phones go over, its id leads to
    /// the other from then on.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::DifferentPersons`],
    /// [`ProblemCode::HouseholdClosed`].
    pub async fn merge_persons(
        &self,
        today: NaiveDate,
        winner: PersonId,
        revision: i64,
        loser: PersonId,
        choices: PersonChoices,
    ) -> Answer<PersonView> {
        self.write(move |scoped| scoped.merge_persons(today, winner, revision, loser, &choices)).await
    }
}

impl Scoped<'_> {
    fn merge_persons(
        &mut self,
        today: NaiveDate,
        winner: PersonId,
        revision: i64,
        loser: PersonId,
        choices: &PersonChoices,
    ) -> Answer<PersonView> {
        let operation = self.operation();
        self.person(winner)?;
        take_turn(self.conn, operation, Turn::Matching)?;
        let home = self.home_of(winner)?;
        let kept = persons::claim(self.conn, operation, winner, revision)?;
        match self.person(loser) {
            Ok(_) if loser != winner => {}
            Ok(_) | Err(StorageError::NotFound) => return Ok(Err(unknown_loser())),
            Err(error) => return Err(error),
        }
        let gone = persons::load(self.conn, operation, loser)?;
        persons::must_have_a_name(&gone)?;
        let after = self.merged_facts(choices, &kept, &gone)?;
        let id = ids::new(BatchId::from_uuid, self.now);
        self.ledger_of_batch(today, Some(Batch::of_its_own(id)), |ledger| {
            let mut homes = go_over(ledger, &gone, winner)?;
            persons::save(ledger, &home, &kept, &after)?;
            homes.retain(|one| *one != home);
            for home in homes.iter().chain([&home]) {
                let entry = Entry::new(EntryKind::PersonMerged, SubjectKind::Person, winner);
                let change = Change::between("name", &gone.facts.name, &after.name);
                ledger.note(
                    entry,
                    home,
                    Subject::Named(gone.facts.name.clone()),
                    change.into_iter().collect(),
                );
            }
            record::note(ledger.conn, operation, id, Reshaping::Persons, winner.any(), loser.any())?;
            aliases::of_person(ledger.conn, operation, &gone, winner, id)
        })?;
        self.person(winner).map(Ok)
    }

    fn merged_facts(
        &mut self,
        choices: &PersonChoices,
        kept: &PersonRecord,
        gone: &PersonRecord,
    ) -> Result<PersonFacts, StorageError> {
        let (winner, loser) = (&kept.facts, &gone.facts);
        let (own, theirs) = (self.number_of(kept)?, self.number_of(gone)?);
        check_identities(own.as_ref(), theirs.as_ref())
            .map_err(|_| ConflictKind::Rule(ProblemCode::DifferentPersons))?;
        // The loser's number is sealed for the loser, so it is given anew.
        let number = chosen(own.as_ref(), theirs.as_ref(), choices.identity_number).map(Identity::Given);
        macro_rules! keep {
            ($field:ident) => {
                chosen(winner.$field.as_ref(), loser.$field.as_ref(), choices.$field)
            };
        }
        let name = chosen(Some(&winner.name), Some(&loser.name), choices.name);
        Ok(PersonFacts {
            name: name.unwrap_or_else(|| winner.name.clone()),
            sex: keep!(sex),
            birth_date: keep!(birth_date),
            identity: number,
            phones: united_phones(winner, loser),
            school_grade: keep!(school_grade),
            limitations: winner.limitations.or(loser.limitations),
            note: keep!(note),
        })
    }

    fn number_of(&mut self, person: &PersonRecord) -> Result<Option<IdentityNumber>, StorageError> {
        match person.facts.kept().map(|kept| kept.id) {
            Some(number) => self.identity_number(person.id, number),
            None => Ok(None),
        }
    }

    /// A person's number, for comparing; nothing where it was forgotten.
    pub(super) fn identity_number(
        &mut self,
        person: PersonId,
        number: IdentityNumberId,
    ) -> Result<Option<IdentityNumber>, StorageError> {
        let operation = self.operation();
        let sealed = persons::sealed_identity(self.conn, operation, number)?;
        Ok(match sealed {
            Some(sealed) => Some(self.vault.open(operation, person, &sealed)?),
            None => None,
        })
    }
}

fn united_phones(winner: &PersonFacts, loser: &PersonFacts) -> Vec<persons::PhoneFacts> {
    let [own, theirs] = [winner, loser]
        .map(|facts| facts.phones.iter().map(|phone| phone.number.clone()).collect::<Vec<_>>());
    let both = winner.phones.iter().chain(&loser.phones);
    let of = |number| both.clone().find(|phone| phone.number == number).cloned();
    united(&own, &theirs).into_iter().filter_map(of).collect()
}

/// Lets all that hangs on a person go over to another, and removes them. Gives the households where that happened.
pub(crate) fn go_over(
    ledger: &mut Ledger<'_>,
    gone: &PersonRecord,
    into: PersonId,
) -> Result<Vec<Home>, StorageError> {
    let operation = ledger.operation();
    let memberships = members::of_persons(ledger.conn, operation, &[gone.id, into])?;
    let (from, theirs): (Vec<_>, Vec<_>) =
        memberships.into_iter().partition(|member| member.person_id == gone.id);
    let ids: Vec<_> = from.iter().map(|member| member.household_id).collect();
    let records = households::load_many(ledger.conn, operation, &ids)?;
    let homes: Vec<Home> = records.iter().map(Home::from).collect();
    for member in &from {
        let home = homes.iter().find(|home| home.household_id == member.household_id);
        let home = home.ok_or(StorageError::NotFound)?;
        take_over(ledger, home, home, member, into, &theirs)?;
    }
    let home = homes.first().ok_or(StorageError::NotFound)?;
    let postings = postings::of_persons(ledger.conn, operation, &[gone.id, into])?;
    let (from, theirs): (Vec<_>, Vec<_>) =
        postings.into_iter().partition(|posting| posting.person_id == gone.id);
    for posting in &from {
        postings::remove(ledger, home, posting)?;
        if !theirs.iter().any(|known| says_no_more(&posting.facts, &known.facts)) {
            postings::bring(ledger, home, &PostingRecord { person_id: into, ..posting.clone() })?;
        }
    }
    persons::remove(ledger, home, gone)?;
    Ok(homes)
}

/// Whether all that is known of a posting is known of another, too.
fn says_no_more(posting: &PostingFacts, known: &PostingFacts) -> bool {
    fn agrees<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
        said.is_none() || said == known
    }
    agrees(posting.category.as_ref(), known.category.as_ref())
        && agrees(posting.employer_id.as_ref(), known.employer_id.as_ref())
        && agrees(posting.employer_name.as_ref(), known.employer_name.as_ref())
        && agrees(posting.place.as_ref(), known.place.as_ref())
        && agrees(posting.from.as_ref(), known.from.as_ref())
        && agrees(posting.to.as_ref(), known.to.as_ref())
}
