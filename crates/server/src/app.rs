//! The whole application: what its parts are and what a request passes through.

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, from_fn},
    web,
};
use storage::{Database, anonymising::Swept};
use utoipa_actix_web::AppExt as _;

use crate::{
    clock::Clock,
    docs::{self, Served},
    jobs::Worker,
    live::Hub,
    metrics::Metrics,
    middleware::{Limiter, general_limit, idempotency, observe, timeout},
    openapi::{self, Contract},
    passwords::Passwords,
    problem::Result,
    routes,
    scope::{Gate, Policy, identify},
    secrets::Secrets,
    settings::Settings,
    spa,
};

/// What an application is made of.
#[derive(Debug)]
pub struct Parts {
    /// The configuration.
    pub settings: Settings,
    /// The keys.
    pub secrets: Secrets,
    /// The time.
    pub clock: Clock,
    /// The ledger, migrated.
    pub database: Database,
    /// Who may do what.
    pub policy: Policy,
}

/// What all threads of a server share.
#[derive(Debug, Clone)]
pub struct Shared {
    /// The configuration.
    pub settings: web::Data<Settings>,
    /// The figures.
    pub metrics: web::Data<Metrics>,
    limiter: web::Data<Limiter>,
    clock: web::Data<Clock>,
    gate: web::Data<Gate>,
    passwords: web::Data<Passwords>,
    contract: web::Data<Contract>,
    served: web::Data<Served>,
    hub: web::Data<Hub>,
    worker: Worker,
}

impl Shared {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(parts: Parts) -> Result<Self> {
        let gate = web::Data::new(Gate::new(
            parts.database.clone(),
            &parts.secrets,
            parts.clock.clone(),
            parts.policy,
        ));
        Ok(Self {
            worker: Worker::new(parts.database, &parts.secrets, parts.clock.clone()),
            metrics: web::Data::new(Metrics::new()),
            limiter: web::Data::new(Limiter::new(&parts.settings.limits)),
            passwords: web::Data::new(Passwords::new(parts.settings.limits.hashes_at_once)?),
            contract: web::Data::new(Contract::of(&openapi::routes())),
            served: web::Data::new(Served::default()),
            hub: web::Data::new(Hub::new(gate.clone(), &parts.settings.limits)),
            gate,
            clock: web::Data::new(parts.clock),
            settings: web::Data::new(parts.settings),
        })
    }

    /// Who does the long work.
    pub fn worker(&self) -> Worker {
        self.worker.clone()
    }

    /// Who listens to changes.
    pub fn hub(&self) -> Hub {
        (**self.hub).clone()
    }

    /// Forgets what is only remembered for a while; called now and then.
    pub async fn sweep(&self) {
        self.limiter.forget_the_quiet();
        if let Err(error) = self.gate.forget_the_old().await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "old keys and sessions stay a while longer"
            );
        }
        self.anonymise().await;
    }

    /// Anonymises what is due; called now and then.
    pub async fn anonymise(&self) {
        match self.gate.anonymise_the_due().await {
            Ok(Swept { anonymised, left, failed }) => {
                if anonymised > 0 {
                    tracing::info!(anonymised, left, "households were anonymised");
                }
                if let Some(error) = failed {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(error, "a household that is due could not be anonymised");
                }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "households are anonymised later");
            }
        }
    }

    /// Works out the coverage that an older version or a change of the organisations left, some households at a time; called
    /// every second.
    pub async fn settle(&self) {
        loop {
            match self.gate.settle_coverage().await {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "coverage is worked out later");
                    return;
                }
            }
        }
    }

    /// Writes who opened what, and seals what the journal has received; called every second.
    pub async fn seal(&self) {
        self.gate.write_openings().await;
        if let Err(error) = self.gate.seal_journal().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the journal is sealed later");
        }
    }
}

/// The application for one thread.
pub fn app(
    shared: &Shared,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(shared.settings.clone())
        .app_data(shared.metrics.clone())
        .app_data(shared.limiter.clone())
        .app_data(shared.clock.clone())
        .app_data(shared.gate.clone())
        .app_data(shared.hub.clone())
        .app_data(shared.passwords.clone())
        .app_data(shared.contract.clone())
        .app_data(shared.served.clone())
        .into_utoipa_app()
        .configure(routes::configure)
        .into_app()
        .configure(docs::configure)
        .default_service(web::to(spa::fallback))
        .wrap(from_fn(idempotency))
        .wrap(from_fn(identify))
        .wrap(from_fn(timeout))
        .wrap(from_fn(general_limit))
        .wrap(Compress::default())
        .wrap(from_fn(observe))
}
