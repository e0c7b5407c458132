//! The one river: every change of state is an entry, and everything that looks back reads it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::words;

words! {
    /// What happened.
    pub enum EntryKind {
        /// A household entered the ledger.
        HouseholdCreated = "household_created",
        /// Its fields were edited.
        HouseholdUpdated = "household_updated",
        /// It took a step of its life.
        HouseholdStatusChanged = "household_status_changed",
        /// Another coordinator answers for it.
        HouseholdOwnerChanged = "household_owner_changed",
        /// Somebody, or the rule, took away what tells who it was.
        HouseholdAnonymised = "household_anonymised",
        /// It left the ledger because the roster that brought it was undone.
        HouseholdRemoved = "household_removed",
        /// Somebody opened its page.
        HouseholdOpened = "household_opened",
        /// Somebody saw its masked address whole.
        HouseholdRevealed = "household_revealed",
        /// A person entered the ledger.
        PersonCreated = "person_created",
        /// Their fields were edited.
        PersonUpdated = "person_updated",
        /// They left the ledger because the roster that brought them was undone.
        PersonRemoved = "person_removed",
        /// Somebody saw a masked value of theirs whole; the entry names the field, never the value.
        PersonRevealed = "person_revealed",
        /// A person joined a household.
        MemberJoined = "member_joined",
        /// The membership's relation or interval was edited.
        MemberUpdated = "member_updated",
        /// The membership was taken back.
        MemberRemoved = "member_removed",
        /// A posting was entered.
        PostingCreated = "posting_created",
        /// A posting was edited.
        PostingUpdated = "posting_updated",
        /// A posting was taken back.
        PostingRemoved = "posting_removed",
        /// Another household became part of it.
        HouseholdMerged = "household_merged",
        /// The other household is one of its own again.
        HouseholdMergeUndone = "household_merge_undone",
        /// Some of its members began a new household, or it began so.
        HouseholdSplit = "household_split",
        /// The household that had been split off is part of it again.
        HouseholdSplitUndone = "household_split_undone",
        /// Another entry turned out to be this person.
        PersonMerged = "person_merged",
        /// The other entry is a person of its own again.
        PersonMergeUndone = "person_merge_undone",
        /// Somebody looked at two entries that may be one, and said that they are two.
        FoundNotTheSame = "found_not_the_same",
        /// That was taken back: they may be one after all.
        FoundDuplicateAgain = "found_duplicate_again",
        /// A roster was uploaded.
        RosterUploaded = "roster_uploaded",
        /// Its recognised columns were corrected.
        RosterCorrected = "roster_corrected",
        /// It was applied to the ledger.
        RosterCommitted = "roster_committed",
        /// It was taken back.
        RosterUndone = "roster_undone",
        /// It was thrown away before it was applied.
        RosterDiscarded = "roster_discarded",
        /// A person decided on a held row.
        RosterRowDecided = "roster_row_decided",
        /// Sources disagreed, and somebody chose whose word stands.
        DisagreementSettled = "disagreement_settled",
        /// That was taken back: it is open again.
        DisagreementReopened = "disagreement_reopened",
        /// A list left the system.
        ListExported = "list_exported",
        /// A user was added.
        UserCreated = "user_created",
        /// A user's role, duties or name changed.
        UserUpdated = "user_updated",
        /// A password was set.
        PasswordChanged = "password_changed",
        /// The second factor was set up, or its recovery codes were replaced.
        SecondFactorSet = "second_factor_set",
        /// The second factor was taken away.
        SecondFactorRemoved = "second_factor_removed",
        /// A one-time link was made.
        InvitationIssued = "invitation_issued",
        /// A one-time link was withdrawn.
        InvitationWithdrawn = "invitation_withdrawn",
        /// A one-time link was used.
        InvitationAccepted = "invitation_accepted",
        /// An organisation was added.
        OrganisationCreated = "organisation_created",
        /// An organisation's name, line, area or state changed.
        OrganisationUpdated = "organisation_updated",
        /// An area was added.
        AreaCreated = "area_created",
        /// An area's name or state changed.
        AreaUpdated = "area_updated",
        /// How long closed households are kept as they were was changed.
        RetentionChanged = "retention_changed",
        /// Someone signed in.
        SignedIn = "signed_in",
        /// Someone signed out.
        SignedOut = "signed_out",
        /// A session was ended from another device.
        SessionRevoked = "session_revoked",
        /// A spent refresh token came back: the session was ended.
        SessionEnded = "session_ended",
    }
}

impl EntryKind {
    /// What tells of a merge or a split, which can be taken back as a whole.
    pub const RESHAPING: [Self; 3] = [Self::HouseholdMerged, Self::PersonMerged, Self::HouseholdSplit];
}

words! {
    /// What an entry is about.
    pub enum SubjectKind {
        /// A household.
        Household = "household",
        /// A person.
        Person = "person",
        /// A membership.
        Membership = "membership",
        /// A posting.
        Posting = "posting",
        /// A roster.
        Roster = "roster",
        /// A user.
        User = "user",
        /// A session.
        Session = "session",
        /// A one-time link.
        Invitation = "invitation",
        /// An organisation.
        Organisation = "organisation",
        /// An area.
        Area = "area",
        /// A list or another part of the operation as a whole.
        Operation = "operation",
    }
}

/// One field of the subject, before and after. `null` stands for nothing.
///
/// Identity numbers stand here masked, with the id under which the sealed number is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name on the wire.
    pub field: String,
    /// What was.
    pub before: Value,
    /// What is.
    pub after: Value,
}

impl Change {
    /// The change of a field, or nothing where both are the same.
    pub fn between<T: Serialize>(field: &str, before: &T, after: &T) -> Option<Self> {
        let before = serde_json::to_value(before).unwrap_or_default();
        let after = serde_json::to_value(after).unwrap_or_default();
        (before != after).then(|| Self { field: field.to_owned(), before, after })
    }

    /// A field that came to be.
    pub fn set<T: Serialize>(field: &str, after: &T) -> Option<Self> {
        Self::between(field, &Value::Null, &serde_json::to_value(after).unwrap_or_default())
    }
}
