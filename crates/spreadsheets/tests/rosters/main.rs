//! From the offices' files to the ledger, with a ledger in memory.

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod common;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod invented;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod recognition;
