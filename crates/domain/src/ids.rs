//! Identifiers. Each kind has a type of its own, so that a person's id cannot be handed in as a household's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = Uuid))]
        pub struct $name(Uuid);

        impl $name {
            /// The id that a row of the tables carries.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The value as the tables keep it.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// One emergency response.
    OperationId,
    /// A district, town or village of an operation.
    AreaId,
    /// An office, an employer or a partner.
    OrganisationId,
    /// Someone who signs in.
    UserId,
    /// A one-time link to join or to choose a new password.
    InvitationId,
    /// One signed-in device and its family of refresh tokens.
    SessionId,
    /// A household of the ledger.
    HouseholdId,
    /// A person of the ledger.
    PersonId,
    /// A person's stay in a household.
    MembershipId,
    /// A worker's posting to the front line.
    PostingId,
    /// Two entries that may be one.
    DuplicateId,
    /// A phone of a person.
    PhoneId,
    /// An identity number that a person has or had.
    IdentityNumberId,
    /// An uploaded roster.
    RosterId,
    /// An office that sends rosters.
    SourceId,
    /// Whose word stands in a disagreement between sources.
    SettlementId,
    /// A piece of long work.
    JobId,
    /// An entry of the journal.
    EntryId,
    /// All that one commit of a roster, or its undoing, changed.
    BatchId,
}
