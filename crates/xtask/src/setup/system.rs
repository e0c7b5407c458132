//! Programs and libraries of the operating system.

use std::path::Path;

use anyhow::bail;

use super::{find_program, postgres, python};
use crate::progress::{Progress, Step};

/// The oldest Node.js that every npm package of ours runs on.
const NODE_MAJOR: u32 = 18;

/// Something the machine must have, how to see that it does, and the Debian packages that bring it.
pub struct Requirement {
    what: &'static str,
    is_there: fn() -> bool,
    packages: &'static [&'static str],
}

/// For the native build (SQLite, libpq and OpenSSL are compiled in) and the SPA.
pub static FOR_BUILDING: [Requirement; 5] = [
    Requirement {
        what: "a C compiler with its tools",
        is_there: || find_program(&["cc"]).is_some() && find_program(&["make"]).is_some(),
        packages: &["build-essential"],
    },
    Requirement { what: "perl", is_there: || find_program(&["perl"]).is_some(), packages: &["perl"] },
    Requirement {
        what: "pkg-config",
        is_there: || find_program(&["pkg-config"]).is_some(),
        packages: &["pkg-config"],
    },
    Requirement { what: "OpenSSL's headers", is_there: has_openssl, packages: &["libssl-dev"] },
    Requirement { what: "Node.js 18 or newer with npm", is_there: has_node, packages: &["nodejs", "npm"] },
];

/// For the tests: the other database engine, a browser that can show Chinese, and the Python tools.
pub static FOR_TESTING: [Requirement; 4] = [
    Requirement {
        what: "PostgreSQL 15 or newer (the server's programs)",
        is_there: || postgres::is_given() || postgres::programs().is_ok(),
        packages: &["postgresql"],
    },
    Requirement { what: "Chromium", is_there: || browser().is_some(), packages: &["chromium"] },
    Requirement {
        what: "a Chinese font",
        is_there: has_chinese_font,
        packages: &["fontconfig", "fonts-noto-cjk"],
    },
    Requirement {
        what: "Python 3.10 or newer with venv",
        is_there: python::is_there,
        packages: &["python3", "python3-venv"],
    },
];

/// The browser that the journeys drive.
pub fn browser() -> Option<std::path::PathBuf> {
    find_program(&["chromium", "chromium-browser", "google-chrome"])
}

fn has_openssl() -> bool {
    duct::cmd!("pkg-config", "--exists", "openssl")
        .stderr_null()
        .unchecked()
        .run()
        .is_ok_and(|o| o.status.success())
        || Path::new("/usr/include/openssl/ssl.h").is_file()
}

fn has_node() -> bool {
    let version = duct::cmd!("node", "--version").stderr_null().read().unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= NODE_MAJOR) && find_program(&["npm"]).is_some()
}

fn has_chinese_font() -> bool {
    duct::cmd!("fc-list", ":lang=zh-cn", "family")
        .stderr_null()
        .read()
        .is_ok_and(|families| !families.is_empty())
}

/// Installs what is missing with apt, or says what to install where there is none.
pub fn ensure(progress: &Progress, requirements: &[Requirement]) -> anyhow::Result<()> {
    let missing: Vec<_> = requirements.iter().filter(|requirement| !(requirement.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing.iter().map(|requirement| requirement.what).collect::<Vec<_>>().join(", ");
    let packages: Vec<_> = missing.iter().flat_map(|requirement| requirement.packages).copied().collect();
    if find_program(&["apt-get"]).is_none() {
        bail!(
            "this machine lacks {what}; please install them (on Debian: apt-get install {})",
            packages.join(" ")
        );
    }
    progress.step(&format!("Installing {what}"), |step| {
        apt(step, &["update"])?;
        apt(step, &[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
    })?;
    match missing.iter().find(|requirement| !(requirement.is_there)()) {
        None => Ok(()),
        Some(still) => bail!(
            "{} is still missing after installing {}; please install it by hand",
            still.what,
            still.packages.join(" ")
        ),
    }
}

fn apt(step: &Step, arguments: &[&str]) -> anyhow::Result<()> {
    let mut words = Vec::new();
    if !rustix::process::geteuid().is_root() {
        words.push("sudo");
    }
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend(arguments);
    let Some((program, rest)) = words.split_first() else { bail!("no command") };
    step.run(&duct::cmd(*program, rest))
}
