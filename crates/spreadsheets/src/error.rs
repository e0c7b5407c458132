//! Why a file cannot be read, and what to do about it.

use domain::problems::ProblemCode;

/// Why a file cannot be read. The message says what to do; [`ReadError::code`] is stable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is not one byte.
    #[error("the file is empty")]
    EmptyFile,
    /// The file is larger than accepted.
    #[error("the file has {size} bytes; at most {limit} are accepted: split the list")]
    FileTooLarge {
        /// Its size in bytes.
        size: usize,
        /// The largest size accepted, in bytes.
        limit: usize,
    },
    /// It is something else than a table.
    #[error("this is {what}, not a workbook or a text table: save the list as .xlsx or .csv")]
    NotATable {
        /// What it is, as far as the first bytes tell.
        what: &'static str,
    },
    /// A workbook of Excel 97–2003.
    #[error("this is a workbook of Excel 97–2003 (.xls): open it and save it as .xlsx")]
    OldWorkbook,
    /// A password is needed to open it.
    #[error("the workbook is protected by a password: remove the password and save it again")]
    Encrypted,
    /// Unpacked it would be far larger than any list.
    #[error(
        "unpacked, the workbook has more than {limit} bytes or is packed more tightly than any list: it is not read"
    )]
    Bomb {
        /// The largest size accepted, unpacked, in bytes.
        limit: u64,
    },
    /// The workbook's parts do not fit together.
    #[error("the workbook is damaged ({detail}): open it and save it again as .xlsx")]
    Damaged {
        /// What does not fit.
        detail: String,
    },
    /// The text is in none of the known encodings.
    #[error("the text is neither UTF-8 nor GB18030 nor UTF-16: save it as “CSV UTF-8” or as .xlsx")]
    EncodingUnknown,
    /// More sheets than accepted.
    #[error("the workbook has {count} sheets; at most {limit} are accepted")]
    TooManySheets {
        /// How many it has.
        count: usize,
        /// How many are accepted.
        limit: usize,
    },
    /// More rows than accepted.
    #[error("sheet {sheet} has more than {limit} rows: split the list")]
    TooManyRows {
        /// The sheet's name.
        sheet: String,
        /// How many are accepted.
        limit: u32,
    },
    /// More columns than accepted.
    #[error("sheet {sheet} has a value beyond column {limit}: remove what does not belong to the list")]
    TooManyColumns {
        /// The sheet's name.
        sheet: String,
        /// How many are accepted.
        limit: u32,
    },
    /// There is no value in any sheet.
    #[error("no sheet of the file has any rows")]
    NoRows,
}

impl ReadError {
    /// The code under which the API, the logs and both languages know the error.
    pub const fn code(&self) -> ProblemCode {
        match self {
            Self::EmptyFile => ProblemCode::FileEmpty,
            Self::FileTooLarge { .. } => ProblemCode::TooLarge,
            Self::NotATable { .. } | Self::OldWorkbook => ProblemCode::FileKindUnknown,
            Self::Encrypted => ProblemCode::FileEncrypted,
            Self::Bomb { .. } => ProblemCode::FileBomb,
            Self::Damaged { .. } => ProblemCode::FileDamaged,
            Self::EncodingUnknown => ProblemCode::FileEncodingUnknown,
            Self::TooManySheets { .. } => ProblemCode::TooManySheets,
            Self::TooManyRows { .. } => ProblemCode::TooManyRows,
            Self::TooManyColumns { .. } => ProblemCode::TooManyColumns,
            Self::NoRows => ProblemCode::NoRows,
        }
    }
}
