//! The only way to the ledger: a handler asks for a scope, and gets a store that knows who asks.
//!
//! The database is private to this module. There are three scopes: [`Scope`] for a permission, [`SelfScope`] for one's own
//! account, [`PublicScope`] for signing in and for signs of life. What a store shows and lets change starts from the
//! actor inside it, so a handler cannot forget to ask.

mod gate;
mod identify;
mod keeping;
mod keyed;
mod listening;
mod needs;
mod openings;
mod public;

use std::{
    cmp::Ordering,
    future::{Ready, ready},
    marker::PhantomData,
    ops::Deref,
    rc::Rc,
};

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, web};
use chrono::NaiveDate;
use domain::{ids::HouseholdId, problems::ProblemCode, users::Language};
use storage::{Store, history::Then, journal::Author, openings::Opening, unscoped::sessions};

pub use gate::{Gate, Policy, vault};
pub use identify::identify;
pub use keyed::{Claimed, KeyedScope};
pub use listening::Listener;
pub use needs::*;
pub use public::{Opened, PublicScope};

use self::{
    identify::{Identified, Identity},
    openings::Backlog,
};
use crate::problem::{Problem, Result};

/// The ledger as the signed-in user may use it, who has the permission `P`.
///
/// It is a [`Store`]: features call the store's methods on it.
#[derive(Debug)]
pub struct Scope<P> {
    store: Store,
    who: Rc<Identified>,
    gate: web::Data<Gate>,
    permission: PhantomData<P>,
}

/// One's own account and nothing else.
#[derive(Debug)]
pub struct SelfScope {
    store: Store,
    who: Rc<Identified>,
    gate: web::Data<Gate>,
}

impl<P> Scope<P> {
    /// The language of messages for the user.
    pub fn language(&self) -> Language {
        self.who.language
    }

    /// Today's date in the operation's time zone.
    pub fn today(&self) -> NaiveDate {
        self.who.today(self.store.now())
    }

    /// The end of an earlier day where the operation is; nothing for today, which has not ended.
    ///
    /// # Errors
    /// 422 for a day to come.
    pub fn as_of(&self, day: NaiveDate) -> Result<Option<Then>> {
        match day.cmp(&self.today()) {
            Ordering::Less => Ok(Some(Then { day, end: self.who.end_of(day) })),
            Ordering::Equal => Ok(None),
            Ordering::Greater => Err(Problem::parameter("as_of", ProblemCode::InTheFuture)),
        }
    }

    /// Notes that the user opens the page of a household that they see.
    pub async fn note_opening(&self, household_id: HouseholdId) {
        let author = Author::actor(self.store.actor(), self.store.now());
        if self.gate.openings().note(Opening { author, household_id }) == Backlog::Long {
            self.gate.write_openings().await;
        }
    }

    /// Writes the openings that this process has not written yet, so that whoever asks who opened a page is told of them.
    pub async fn settle_openings(&self) {
        self.gate.write_openings().await;
    }
}

impl SelfScope {
    /// The language of messages for the user.
    pub fn language(&self) -> Language {
        self.who.language
    }

    /// Ends the session that the request belongs to; its tokens are good for nothing from now on.
    pub async fn sign_out(&self) -> Result<()> {
        let (operation, session, now) = (self.who.actor.operation_id, self.who.session_id, self.store.now());
        let ended = self.gate.database().write_async(move |conn| {
            sessions::end(conn, operation, session, sessions::Ending::SignedOut, now)
        });
        Ok(ended.await?)
    }

    /// Today's date in the operation's time zone.
    pub fn today(&self) -> NaiveDate {
        self.who.today(self.store.now())
    }
}

impl<P> Deref for Scope<P> {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Deref for SelfScope {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl<P: Needs> FromRequest for Scope<P> {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(who_asks(request).and_then(|(gate, who)| {
            gate.policy().check(&who.actor, P::PERMISSION)?;
            let store = gate.store(who.actor.clone());
            Ok(Self { store, who, gate: gate.clone(), permission: PhantomData })
        }))
    }
}

impl FromRequest for SelfScope {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(who_asks(request).map(|(gate, who)| Self {
            store: gate.store(who.actor.clone()),
            who,
            gate: gate.clone(),
        }))
    }
}

fn who_asks(request: &HttpRequest) -> Result<(&web::Data<Gate>, Rc<Identified>)> {
    let gate = request.app_data().ok_or_else(|| Problem::internal("the application has no gate"))?;
    let extensions = request.extensions();
    let identity = extensions.get::<Identity>().ok_or(ProblemCode::Unauthenticated)?;
    Ok((gate, identity.who()?))
}
