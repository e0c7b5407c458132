//! Listening, and stopping so that nobody's request is cut off.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    thread,
    time::Duration,
};

use actix_web::{HttpServer, dev::Server, rt};
use tokio::time::{Interval, MissedTickBehavior};

use crate::{
    app::{Shared, app},
    live::Hub,
};

/// How often the journal's new entries are sealed.
const SEAL: Duration = Duration::from_secs(1);
/// How often what is only remembered for a minute is forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// Binds the address of the settings; port 0 takes any that is free.
///
/// # Errors
/// When the address is taken or not ours.
pub fn bind(shared: &Shared) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(shared.settings.http.bind)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Answers requests until SIGINT or SIGTERM comes, then lets those in flight finish.
///
/// # Errors
/// When the listener cannot be used.
pub fn server(shared: &Shared, listener: TcpListener, signals: Signals) -> io::Result<Server> {
    let http = &shared.settings.http;
    let threads = match http.threads {
        0 => thread::available_parallelism().map_or(2, usize::from),
        threads => threads,
    };
    let for_threads = shared.clone();
    let server = HttpServer::new(move || app(&for_threads))
        .workers(threads)
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(http.shutdown_seconds)
        .listen(listener)?;
    Ok(match signals {
        Signals::Heeded => {
            rt::spawn(end_streams(shared.hub()));
            server.run()
        }
        Signals::Ignored => server.disable_signals().run(),
    })
}

/// Ends the streams of changes as soon as the order to stop comes: they would go on for as long as requests may.
async fn end_streams(hub: Hub) {
    if stopped().await.is_ok() {
        hub.close();
    }
}

#[cfg(unix)]
async fn stopped() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stopped() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Whether the process's signals stop the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// They do.
    Heeded,
    /// Another part of the process decides when to stop.
    Ignored,
}

/// Does the housekeeping of a running server for as long as it is polled.
pub async fn housekeeping(shared: Shared) {
    let (mut sealing, mut sweeping) = (interval(SEAL), interval(SWEEP));
    loop {
        tokio::select! {
            _ = sealing.tick() => {
                shared.seal().await;
                shared.settle().await;
            }
            _ = sweeping.tick() => shared.sweep().await,
        }
    }
}

fn interval(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
