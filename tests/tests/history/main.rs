//! What the journal is for: proof that it is as it was written.
#![cfg(test)]

mod proof;
