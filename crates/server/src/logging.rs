//! The log of the process: one line an event, on standard error.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::{
    EnvFilter, filter::ParseError, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::settings::{Log, LogFormat};

/// Starts the log. A second start in one process is left without effect.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(log: &Log) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(&log.filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    let started = match log.format {
        LogFormat::Text => {
            // Colours are for a terminal; in a file they would be noise.
            let colours = io::stderr().is_terminal();
            registry.with(fmt::layer().with_ansi(colours).with_writer(io::stderr)).try_init()
        }
        LogFormat::Json => {
            let layer =
                fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
            registry.with(layer.with_writer(io::stderr)).try_init()
        }
    };
    drop(started);
    Ok(())
}
