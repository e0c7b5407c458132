//! CPU time of processes, from `/proc` (proc(5)).

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};

/// The kernel's unit in `/proc/<pid>/stat`: `USER_HZ`, 100 on every Linux that Rust knows.
const TICKS_PER_SECOND: u64 = 100;

/// User and system time that a process has taken; nothing for one that has ended.
pub fn of_process(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The command's name, in brackets, may hold anything.
    let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
    let ticks: u64 = after.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}

/// Memory that a process holds, in bytes.
pub fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the server has ended")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().context("reading VmRSS")?;
    Ok(kib * 1024)
}
