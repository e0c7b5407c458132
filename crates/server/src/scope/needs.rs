//! A type for each permission, so that a handler's signature says what it asks for.

use domain::access::Permission;

/// A permission as a type.
pub trait Needs: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident),+ $(,)?) => {$(
        #[doc = concat!("Asks for [`Permission::", stringify!($name), "`].")]
        #[derive(Debug)]
        pub enum $name {}

        impl Needs for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )+};
}

needs!(
    OperationWrite,
    AreasRead,
    AreasWrite,
    OrganisationsRead,
    OrganisationsWrite,
    UsersRead,
    UsersWrite,
    AuditRead,
    LedgerRead,
    LedgerWrite,
    LedgerAssign,
    LedgerAnonymise,
    LedgerExport,
    LedgerReveal,
    RostersRead,
    RostersWrite,
    JournalRead,
);
