//! The same statements, put to the engine by this process: what an answer costs without HTTP, signing in, masks and JSON.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use domain::{ids::HouseholdId, postings::PostingState};
use storage::{
    SecretKey, Slice, Store, Vault,
    households::{
        Direction, Duplicates, HouseholdFacts, HouseholdFilter, HouseholdOrder, NewHousehold, NewMember,
        SortBy, Who,
    },
    persons::PersonFacts,
    postings::PostingFacts,
    unscoped::accounts,
};

use crate::{
    installation::Installation,
    measure::{Question, Sample},
    now,
    people::Dice,
};

/// How long each call takes, one after the other, within a window.
pub async fn ask(
    installation: &Installation,
    question: Question,
    sample: &Sample,
    window: Duration,
) -> Result<Vec<Duration>> {
    let (operation, user) = (installation.operation, installation.user);
    let actor = installation.database().read(|conn| accounts::actor(conn, operation, user))?;
    // Nothing that is asked here is sealed.
    let vault = Arc::new(Vault::new(&SecretKey::new([1; 32]), &SecretKey::new([2; 32])));
    let store = Store::new(installation.database().clone(), actor, vault, now());
    let mut dice = Dice::new(7);
    let mut took = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < window {
        let at = Instant::now();
        call(&store, installation, question, sample, &mut dice).await?;
        took.push(at.elapsed());
    }
    Ok(took)
}

async fn call(
    store: &Store,
    installation: &Installation,
    question: Question,
    sample: &Sample,
    dice: &mut Dice,
) -> Result<()> {
    let order = HouseholdOrder { by: SortBy::Reference, direction: Direction::Ascending };
    match question {
        Question::List => {
            store.households(HouseholdFilter::default(), order, Slice::first(51)).await?;
        }
        Question::Search => {
            let words = Some(sample.two_characters(dice));
            store
                .households(HouseholdFilter { words, ..HouseholdFilter::default() }, order, Slice::first(51))
                .await?;
        }
        Question::Household => {
            let id: HouseholdId = sample.household(dice).parse()?;
            store.household(id).await?;
        }
        Question::Home => {
            store.summary().await?;
        }
        Question::Create => {
            let new = household(installation, dice)?;
            store
                .create_household(now().date_naive(), new)
                .await?
                .map_err(|refusal| anyhow!("refused: {refusal:?}"))?;
        }
    }
    Ok(())
}

fn household(installation: &Installation, dice: &mut Dice) -> Result<NewHousehold> {
    let area = dice.of(&installation.areas).ok_or_else(|| anyhow!("there are no villages"))?.parse()?;
    let worker = NewMember {
        relation: domain::persons::Relation::Worker,
        from: None,
        person: Who::New(PersonFacts { name: dice.name(), ..PersonFacts::default() }),
        posting: Some(PostingFacts::in_state(PostingState::Working)),
    };
    let facts = HouseholdFacts { address: Some(dice.address()), ..HouseholdFacts::at(area) };
    Ok(NewHousehold { facts, members: vec![worker], duplicates: Duplicates::Seen })
}
