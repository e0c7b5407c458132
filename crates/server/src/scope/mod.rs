//! The only way to the ledger: a handler asks for a scope, and gets a store that knows who asks.
//!
//! The database is private to this module. There are three scopes: [`Scope`] for a permission, [`SelfScope`] for one's own
//! account, [`PublicScope`] for signing in and for signs of life. What a store shows and lets change starts from the
//! actor inside it, so a handler cannot forget to ask.

mod attempts;
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
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Actor, Permission},
    ids::{HouseholdId, SessionId},
    problems::ProblemCode,
    users::Language,
};
use storage::{
    Store,
    history::Then,
    journal::Author,
    openings::Opening,
    unscoped::{
        accounts::{self, Credentials, LockoutPolicy},
        sessions::{self, Bearer, NewSession},
    },
};

pub use attempts::{Try, too_many};
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

/// Whether a reader may also write what they read, where their organisation's reach allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// They may.
    Allowed,
    /// They may not.
    Refused,
}

impl Writing {
    /// What the reader's role says.
    pub fn of<P>(scope: &Scope<P>, permission: Permission) -> Self {
        if scope.actor().may(permission).is_ok() { Self::Allowed } else { Self::Refused }
    }
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

    /// The day of a moment where the operation is.
    pub fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        self.who.today(moment)
    }

    /// The first moment that is not part of a day any more, where the operation is.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.who.end_of(day)
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

    /// The session that the request belongs to.
    pub fn session_id(&self) -> SessionId {
        self.who.session_id
    }

    /// What one's own password is checked against.
    pub async fn credentials(&self) -> Result<Credentials> {
        let (operation, user) = (self.who.actor.operation_id, self.who.actor.user_id);
        let known =
            self.gate.database().read_async(move |conn| accounts::credentials_of(conn, operation, user));
        Ok(known.await?)
    }

    /// Counts a wrong password at one's own device.
    pub async fn wrong_password(&self, policy: LockoutPolicy) -> Result<()> {
        let (operation, user, now) = (self.who.actor.operation_id, self.who.actor.user_id, self.store.now());
        let counted = self
            .gate
            .database()
            .write_async(move |conn| accounts::record_failure(conn, operation, user, policy, now));
        counted.await?;
        Ok(())
    }

    /// Sets one's own password: all sessions end, and the device that asks gets a new one.
    pub async fn set_password(&self, password_hash: String, new: NewSession) -> Result<Opened> {
        let author = Author::actor(&self.who.actor, self.store.now());
        let begun = self.gate.database().write_async(move |conn| {
            accounts::set_password(conn, &author, new.user_id, &password_hash)?;
            let epoch = accounts::credentials_of(conn, new.operation_id, new.user_id)?.session_epoch;
            Ok((sessions::begin(conn, &new, author.at)?, epoch))
        });
        let (session_id, session_epoch) = begun.await?;
        let Actor { operation_id, user_id, .. } = self.who.actor;
        self.gate.open(Bearer { operation_id, user_id, session_id, session_epoch }).await
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
