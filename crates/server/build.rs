//! The web application is part of the binary: a new build of it is a new binary.

use std::{fs, io};

const BUILT: &str = "../../frontend/dist";

fn main() -> io::Result<()> {
    // Cargo runs this anew at every build for as long as a watched path is missing.
    fs::create_dir_all(BUILT)?;
    println!("cargo::rerun-if-changed={BUILT}");
    Ok(())
}
