//! Households follow what their areas are called and where they lie, some at a time.

use std::sync::Arc;

use storage::{
    areas::{Renewed, renew_some},
    unscoped::jobs::Lease,
};

use super::{
    Progress,
    worker::{LEASE, Worker},
};
use crate::{problem::Result, tokens::time_zone};

impl Worker {
    /// Brings all households of a job up to date. It is nobody's: who asked for it may have left. Whatever stops it, what
    /// is done stays, and whoever takes the job next goes on from there.
    pub(super) async fn renew_households(&self, lease: Lease, progress: Arc<Progress>) -> Result<()> {
        progress.expect(usize::try_from(lease.job.total).unwrap_or_default());
        loop {
            let (vault, lease, now) = (Arc::clone(&self.vault), lease.clone(), self.clock.now());
            let today = move |zone: &str| now.with_timezone(&time_zone(zone)).date_naive();
            let renew =
                move |conn: &mut storage::Connection| renew_some(conn, &vault, &lease, LEASE, now, today);
            match self.database.write_async(renew).await? {
                Renewed::Some(so_far) => progress.reach(usize::try_from(so_far.done).unwrap_or_default()),
                Renewed::All => return Ok(()),
            }
        }
    }
}
