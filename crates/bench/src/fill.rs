//! Fills a ledger the way people do, through the API: so every list, count and journal entry is as it would be.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use futures_util::future::try_join_all;
use reqwest::Method;

use crate::{
    installation::{Installation, json_of},
    people::Dice,
};

/// Callers at the same time.
const CALLERS: u64 = 8;

/// Enters households until there are about so many persons more, and says how many there are.
pub async fn fill(installation: &Installation, persons: u64) -> Result<u64> {
    let entered = AtomicU64::new(0);
    let callers = (0..CALLERS).map(|caller| {
        let entered = &entered;
        async move {
            let mut dice = Dice::new(0x9e37_79b9 ^ (persons << 8) ^ caller);
            while entered.load(Ordering::Relaxed) < persons {
                let (household, members) = dice.household(&installation.areas);
                json_of(installation.request(Method::POST, "/households").await?.json(&household)).await?;
                entered.fetch_add(members, Ordering::Relaxed);
            }
            anyhow::Ok(())
        }
    });
    try_join_all(callers).await?;
    Ok(entered.into_inner())
}
