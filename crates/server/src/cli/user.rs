//! `homefront user …`: the accounts, from the terminal of the machine that runs it.

use std::{
    io::{self, BufRead as _},
    sync::Arc,
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use domain::{
    administration::{DirectoryState, Standing, each_once},
    ids::{OperationId, OrganisationId},
    users::{AccountState, Duty, Language, Role, Username, check_password},
};
use storage::{
    Slice, Store,
    journal::Author,
    organisations::OrganisationFilter,
    unscoped::accounts::{self, Credentials, NewUser},
};

use super::{Home, operation};
use crate::{passwords, scope::vault};

/// The accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user; prints the new password unless it is given on standard input
    Add(Add),
    /// List the users with their organisations and roles
    List,
    /// Set a new password and sign the user out everywhere; prints it unless it is given on standard input
    ResetPassword {
        /// The user name
        username: Username,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Give a user another role, or other special duties; signs them out everywhere
    SetRole {
        /// The user name
        username: Username,
        /// viewer, coordinator, manager or administrator
        role: Role,
        /// counsellor, finance or approver; may be given several times. Without it the duties stay
        #[arg(long = "duty", conflicts_with = "no_duties")]
        duties: Vec<Duty>,
        /// Take all special duties away
        #[arg(long)]
        no_duties: bool,
    },
    /// Keep a user from signing in; what they did stays in their name
    Deactivate {
        /// The user name
        username: Username,
    },
    /// Let a user sign in again
    Activate {
        /// The user name
        username: Username,
    },
}

impl UserCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Add(add) => add.run(home),
            Self::List => list(home),
            Self::ResetPassword { username, password } => reset_password(home, &username, &password),
            Self::SetRole { username, role, duties, no_duties } => {
                let duties = if no_duties || !duties.is_empty() { Some(duties) } else { None };
                set_role(home, &username, role, duties)
            }
            Self::Deactivate { username } => set_state(home, &username, AccountState::Locked),
            Self::Activate { username } => set_state(home, &username, AccountState::Open),
        }
    }
}

/// A user to add.
#[derive(Debug, Args)]
pub struct Add {
    /// The name to sign in with
    username: Username,
    /// The name that others see
    #[arg(long)]
    name: String,
    /// The name of the organisation, as `homefront user list` shows it
    #[arg(long)]
    organisation: String,
    /// The code of the operation, where there are several
    #[arg(long)]
    operation: Option<String>,
    /// viewer, coordinator, manager or administrator
    #[arg(long, default_value = "coordinator")]
    role: Role,
    /// counsellor, finance or approver; may be given several times
    #[arg(long = "duty")]
    duties: Vec<Duty>,
    /// zh-CN or en
    #[arg(long, default_value = "zh-CN")]
    language: Language,
    #[command(flatten)]
    password: PasswordSource,
}

/// Where a new password comes from. Never an argument: those can be read by everyone on the machine.
#[derive(Debug, Args)]
pub struct PasswordSource {
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    fn get(&self, username: &Username) -> anyhow::Result<Password> {
        let (text, made) = if self.password_stdin {
            let line = io::stdin().lock().lines().next().context("no password on standard input")??;
            (line, Made::ByThem)
        } else {
            (passwords::random()?, Made::Here)
        };
        check_password(username, &text)?;
        let hash = passwords::hash(&text)?;
        Ok(Password { text, hash, made })
    }
}

struct Password {
    text: String,
    hash: String,
    made: Made,
}

#[derive(PartialEq, Eq)]
enum Made {
    Here,
    ByThem,
}

impl Password {
    fn tell(&self, username: &Username) {
        if self.made == Made::Here {
            say!("The password of {username}, shown this once: {}", self.text);
        }
    }
}

impl Add {
    fn run(self, home: &Home) -> anyhow::Result<()> {
        let operation = operation(home, self.operation.as_deref())?;
        let password = self.password.get(&self.username)?;
        let organisation_id = organisation(home, operation, &self.organisation)?;
        let (now, hash) = (home.clock.now(), password.hash.clone());
        let username = self.username.clone();
        home.database.write(move |conn| {
            let new = NewUser {
                organisation_id,
                username: self.username.clone(),
                display_name: self.name.clone(),
                role: self.role,
                duties: self.duties.clone(),
                language: self.language,
                password_hash: hash.clone(),
            };
            accounts::create(conn, &Author::system(operation, now), &new)
        })?;
        say!("{username} can sign in.");
        password.tell(&username);
        Ok(())
    }
}

/// The directory is open to everyone in the operation, so any of its users finds the organisation.
fn organisation(home: &Home, operation: OperationId, name: &str) -> anyhow::Result<OrganisationId> {
    let users = home.database.read(accounts::list)?;
    let user = users.into_iter().find(|user| user.operation_id == operation && user.active);
    let user = user.context("the operation has no user yet; `homefront set-up` begins with some")?;
    let actor = home.database.read(|conn| accounts::actor(conn, operation, user.id))?;
    let store = Store::new(home.database.clone(), actor, Arc::new(vault(&home.secrets)), home.clock.now());
    let filter = OrganisationFilter {
        words: Some(name.to_owned()),
        state: Some(DirectoryState::Active),
        ..OrganisationFilter::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let found = runtime.block_on(store.organisations(filter, Slice::first(1_000)))?;
    let found = found.into_iter().find(|organisation| organisation.name == name);
    Ok(found.with_context(|| format!("there is no organisation called {name}"))?.id)
}

fn list(home: &Home) -> anyhow::Result<()> {
    for user in home.database.read(accounts::list)? {
        let state = if user.active { "" } else { "\t(deactivated)" };
        say!("{}\t{}\t{}\t{}{state}", user.username, user.role, user.organisation_name, user.display_name);
    }
    Ok(())
}

fn find(home: &Home, username: &Username) -> anyhow::Result<Credentials> {
    let name = username.clone();
    let found = home.database.read(move |conn| accounts::credentials(conn, &name));
    found.with_context(|| format!("the user {username}"))
}

fn reset_password(home: &Home, username: &Username, source: &PasswordSource) -> anyhow::Result<()> {
    let user = find(home, username)?;
    let password = source.get(username)?;
    let (author, hash) = (Author::system(user.operation_id, home.clock.now()), password.hash.clone());
    home.database.write(move |conn| accounts::set_password(conn, &author, user.id, &hash))?;
    say!("{username} has a new password and is signed out everywhere.");
    password.tell(username);
    Ok(())
}

/// Writes what the terminal decides: as an administrator's decision, in the system's name.
fn decide(
    home: &Home,
    username: &Username,
    decision: impl FnOnce(&Standing) -> Standing,
) -> anyhow::Result<()> {
    let user = find(home, username)?;
    let before = home.database.read(|conn| accounts::standing(conn, user.operation_id, user.id))?;
    let (after, author) = (decision(&before), Author::system(user.operation_id, home.clock.now()));
    let written =
        home.database.write(move |conn| accounts::set_standing(conn, &author, user.id, &before, &after));
    written.with_context(|| format!("{username} stays as they were"))
}

fn set_role(home: &Home, username: &Username, role: Role, duties: Option<Vec<Duty>>) -> anyhow::Result<()> {
    decide(home, username, |before| {
        let duties = duties.map_or_else(|| before.duties.clone(), each_once);
        Standing { role, duties, ..before.clone() }
    })?;
    say!("{username} is {role} now.");
    Ok(())
}

fn set_state(home: &Home, username: &Username, state: AccountState) -> anyhow::Result<()> {
    decide(home, username, |before| Standing { state, held_until: None, ..before.clone() })?;
    match state {
        AccountState::Open => say!("{username} can sign in again."),
        AccountState::Locked => say!("{username} cannot sign in any more."),
    }
    Ok(())
}
