//! `homefront serve`

use anyhow::Context as _;
use storage::unscoped::setup;

use super::Home;
use crate::{
    app::{Parts, Shared},
    scope::Policy,
    serve::{Signals, bind, housekeeping, server},
};

/// Serves an installation until a signal comes.
pub fn serve(home: Home) -> anyhow::Result<()> {
    for migration in home.migrated()? {
        tracing::info!(migration, "applied");
    }
    let begun = home.database.read(setup::operations)?;
    let Home { settings, secrets, clock, database } = home;
    let shared = Shared::new(Parts { settings, secrets, clock, database, policy: Policy::of_roles() })?;
    let (listener, address) =
        bind(&shared).with_context(|| format!("cannot listen on {}", shared.settings.http.bind))?;
    say!("Homefront listens on http://{address}");
    if begun.is_empty() {
        say!(
            "Nobody can sign in yet: `homefront set-up FOLDER` begins an operation, and `homefront demo` (or `demo --empty`) \
             makes a demonstration."
        );
    }
    actix_web::rt::System::new().block_on(async move {
        let housekeeping = actix_web::rt::spawn(housekeeping(shared.clone()));
        let worker = shared.worker().start();
        let outcome = server(&shared, listener, Signals::Heeded)?.await;
        worker.stop().await;
        housekeeping.abort();
        shared.seal().await;
        tracing::info!("stopped; what was acknowledged is on disk");
        outcome.context("the server stopped with an error")
    })
}
