//! Who is signed in, and the way in.

mod gate;
mod sign_in;

pub use gate::{Session, SessionGate, use_me, use_session};
