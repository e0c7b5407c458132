//! Where the four files come from.

use std::{fs, io, path::Path};

/// The content of the four files.
#[derive(Debug, Clone)]
pub struct Files {
    /// `operation.toml`
    pub operation: String,
    /// `divisions.csv`
    pub divisions: String,
    /// `organisations.csv`
    pub organisations: String,
    /// `users.csv`
    pub users: String,
}

impl Files {
    /// Reads a folder.
    ///
    /// # Errors
    /// Names the file that cannot be read.
    pub fn of_folder(folder: &Path) -> io::Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path);
            text.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
        };
        Ok(Self {
            operation: read("operation.toml")?,
            divisions: read("divisions.csv")?,
            organisations: read("organisations.csv")?,
            users: read("users.csv")?,
        })
    }

    /// The demonstration's district, which comes with the binary.
    pub fn of_demo() -> Self {
        Self {
            operation: include_str!("../../demo/operation.toml").to_owned(),
            divisions: include_str!("../../demo/divisions.csv").to_owned(),
            organisations: include_str!("../../demo/organisations.csv").to_owned(),
            users: include_str!("../../demo/users.csv").to_owned(),
        }
    }
}
