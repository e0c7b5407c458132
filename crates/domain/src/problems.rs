//! The stable codes of everything that can go wrong, so that each has one name in the API, the logs and both languages.

use crate::words;

words! {
    /// The `code` of a problem response or of one of its field errors.
    pub enum ProblemCode {
        // The request as a whole
        /// The body or a parameter cannot be read.
        Malformed = "malformed",
        /// Some fields are not acceptable; `errors` names them.
        Invalid = "invalid",
        /// Nobody is signed in, or the token has expired.
        Unauthenticated = "unauthenticated",
        /// User name and password do not fit.
        WrongCredentials = "wrong_credentials",
        /// Too many wrong passwords; wait.
        LockedOut = "locked_out",
        /// The password is right; now the code of the second factor.
        SecondFactorRequired = "second_factor_required",
        /// The code is not the present one, or was used before.
        WrongCode = "wrong_code",
        /// The one-time link has been used, withdrawn or has expired.
        LinkVoid = "link_void",
        /// The role lacks a permission.
        Forbidden = "forbidden",
        /// There is no such thing, or it is not yours to see.
        NotFound = "not_found",
        /// The address knows other methods.
        MethodNotAllowed = "method_not_allowed",
        /// None of the accepted media types can be given.
        NotAcceptable = "not_acceptable",
        /// The change needs an If-Match header.
        PreconditionRequired = "precondition_required",
        /// Someone else changed it since it was read.
        Stale = "stale",
        /// It cannot be done in the present state.
        Conflict = "conflict",
        /// The ledger has someone who may be the same.
        PossibleDuplicate = "possible_duplicate",
        /// The Idempotency-Key was used for another request.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The body is larger than allowed.
        TooLarge = "too_large",
        /// The media type is not the one expected.
        UnsupportedMediaType = "unsupported_media_type",
        /// Too many requests; wait.
        TooManyRequests = "too_many_requests",
        /// Something broke here.
        Internal = "internal",
        /// The database cannot answer right now.
        Unavailable = "unavailable",

        // A field
        /// It is missing.
        Required = "required",
        /// It is too long.
        TooLong = "too_long",
        /// It is too short.
        TooShort = "too_short",
        /// It is outside the allowed range.
        OutOfRange = "out_of_range",
        /// It is not one of the known words.
        UnknownValue = "unknown_value",
        /// The field is not known here.
        UnknownField = "unknown_field",
        /// What it refers to does not exist.
        UnknownReference = "unknown_reference",
        /// It has characters that cannot be stored.
        ForbiddenCharacters = "forbidden_characters",
        /// Not a date.
        NotADate = "not_a_date",
        /// A date that lies in the future.
        InTheFuture = "in_the_future",
        /// It ends before it begins.
        EndsBeforeItBegins = "ends_before_it_begins",
        /// Not a phone number.
        NotAPhoneNumber = "not_a_phone_number",
        /// Not 17 digits and a digit or X.
        IdentityNumberShape = "identity_number_shape",
        /// The birth date inside the identity number does not exist.
        IdentityNumberDate = "identity_number_date",
        /// The identity number's check character does not match.
        IdentityNumberCheck = "identity_number_check",
        /// The birth date is not that of the identity number.
        BirthDateContradicts = "birth_date_contradicts",
        /// Somebody in the ledger has this identity number.
        IdentityNumberTaken = "identity_number_taken",
        /// A password too short.
        PasswordTooShort = "password_too_short",
        /// A password that is easily guessed.
        PasswordGuessable = "password_guessable",
        /// Not the present password.
        WrongPassword = "wrong_password",
        /// Not a user name.
        NotAUsername = "not_a_username",
        /// Somebody has this user name.
        UsernameTaken = "username_taken",
        /// The area has one of this name.
        NameTaken = "name_taken",
        /// Another area has this code.
        CodeTaken = "code_taken",
        /// A cursor that this list did not give.
        BadCursor = "bad_cursor",

        // Life of households
        /// The household's life has no such step.
        NoSuchStep = "no_such_step",
        /// The household is closed.
        HouseholdClosed = "household_closed",
        /// It was anonymised: it stays as it is for good.
        HouseholdAnonymised = "household_anonymised",
        /// Only a closed household can be anonymised.
        HouseholdNotClosed = "household_not_closed",
        /// Another reference than the household's.
        AnotherReference = "another_reference",
        /// Only an area's office may do this.
        AreaOfficeOnly = "area_office_only",
        /// It holds for the whole operation: only an office that sees all of it decides.
        WholeOperationOnly = "whole_operation_only",
        /// What it would bring back was anonymised since; `detail` names the households.
        AnonymisedSince = "anonymised_since",
        /// The person lives there already.
        AlreadyMember = "already_member",
        /// The person does not live there any more.
        MembershipEnded = "membership_ended",
        /// Nobody would be left in the household.
        NobodyStays = "nobody_stays",
        /// Somebody of the household is still on the front line: closing needs a reason.
        StillAway = "still_away",
        /// They have different identity numbers, of which neither is a slip of the other: they are two persons.
        DifferentPersons = "different_persons",
        /// It was taken back already.
        AlreadyUndone = "already_undone",
        /// Somebody settled it already.
        AlreadySettled = "already_settled",
        /// It is not any more what one saw: look again.
        ChangedSince = "changed_since",
        /// The person has no posting that goes on.
        NotAway = "not_away",
        /// Nothing is known there that could be revealed.
        NothingToReveal = "nothing_to_reveal",
        /// Too many values were revealed: wait.
        TooManyReveals = "too_many_reveals",

        // History
        /// It was not in the ledger on that day.
        NotInLedgerThen = "not_in_ledger_then",

        // Administration
        /// Nobody gives a role above their own, or acts on a user who has one.
        RoleAboveOwn = "role_above_own",
        /// The last administrator at the operation's root stays.
        LastAdministrator = "last_administrator",
        /// A colleague must do this: nobody changes their own role, duties or organisation, or locks themselves.
        OwnAccount = "own_account",
        /// Nobody ends, or moves, the organisation they belong to.
        OwnOrganisation = "own_organisation",
        /// The account is locked.
        AccountLocked = "account_locked",
        /// Areas lie below it that have not ended.
        AreaHasAreas = "area_has_areas",
        /// Nothing can lie below a village.
        AreaTooDeep = "area_too_deep",
        /// An area lies neither in itself nor in what lies below it.
        AreaWithinItself = "area_within_itself",
        /// Below this area lie areas of another level.
        AreaLevelMismatch = "area_level_mismatch",
        /// No columns with the codes and names of areas were found or chosen.
        NoAreaColumns = "no_area_columns",
        /// Lines of the list cannot be taken over.
        AreaListInvalid = "area_list_invalid",
        /// An area with many households is being moved, and what the asker's office sees is not complete until that is done.
        AreaMoving = "area_moving",
        /// A second factor is in use already.
        SecondFactorOn = "second_factor_on",
        /// No second factor waits for its first code, or none is in use.
        SecondFactorOff = "second_factor_off",

        // Rosters: the file
        /// The file is empty.
        FileEmpty = "file_empty",
        /// Neither a workbook nor a text table.
        FileKindUnknown = "file_kind_unknown",
        /// The workbook is damaged.
        FileDamaged = "file_damaged",
        /// The workbook is protected by a password.
        FileEncrypted = "file_encrypted",
        /// Unpacked, the workbook would be too large.
        FileBomb = "file_bomb",
        /// The text's encoding cannot be recognised.
        FileEncodingUnknown = "file_encoding_unknown",
        /// More rows than allowed.
        TooManyRows = "too_many_rows",
        /// More columns than allowed.
        TooManyColumns = "too_many_columns",
        /// More sheets than allowed.
        TooManySheets = "too_many_sheets",
        /// No sheet has any rows.
        NoRows = "no_rows",
        /// No column with names was found or chosen.
        NoNameColumn = "no_name_column",
        /// Two columns are taken for one field.
        ColumnTakenTwice = "column_taken_twice",

        // Rosters: their life
        /// Preview it first.
        RosterNotPreviewed = "roster_not_previewed",
        /// It is being worked on.
        RosterBusy = "roster_busy",
        /// It is part of the ledger already.
        RosterCommitted = "roster_already_committed",
        /// Its file is not kept any more: somebody on it was anonymised.
        RosterFileGone = "roster_file_gone",
        /// It is not part of the ledger.
        RosterNotCommitted = "roster_not_committed",
        /// The ledger changed since the preview: look again.
        PreviewOutdated = "preview_outdated",
        /// Later changes build on it; `detail` names them.
        UndoBlocked = "undo_blocked",
        /// The row needs no decision.
        RowNotHeld = "row_not_held",
    }
}

impl ProblemCode {
    /// The HTTP status that goes with the code when it stands for the whole response.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Malformed | Self::BadCursor => 400,
            Self::Unauthenticated | Self::WrongCredentials | Self::SecondFactorRequired | Self::WrongCode => {
                401
            }
            Self::Forbidden => 403,
            Self::NotFound | Self::NotInLedgerThen | Self::LinkVoid => 404,
            Self::MethodNotAllowed => 405,
            Self::NotAcceptable => 406,
            Self::Conflict
            | Self::PossibleDuplicate
            | Self::NoSuchStep
            | Self::HouseholdClosed
            | Self::HouseholdAnonymised
            | Self::HouseholdNotClosed
            | Self::AnonymisedSince
            | Self::AreaOfficeOnly
            | Self::WholeOperationOnly
            | Self::AlreadyMember
            | Self::MembershipEnded
            | Self::StillAway
            | Self::NotAway
            | Self::NothingToReveal
            | Self::RoleAboveOwn
            | Self::LastAdministrator
            | Self::OwnAccount
            | Self::OwnOrganisation
            | Self::AccountLocked
            | Self::AreaHasAreas
            | Self::AreaTooDeep
            | Self::AreaListInvalid
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::DifferentPersons
            | Self::AlreadyUndone
            | Self::AlreadySettled
            | Self::ChangedSince
            | Self::RosterNotPreviewed
            | Self::RosterBusy
            | Self::RosterCommitted
            | Self::RosterNotCommitted
            | Self::RosterFileGone
            | Self::PreviewOutdated
            | Self::UndoBlocked
            | Self::RowNotHeld
            | Self::IdentityNumberTaken => 409,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::PreconditionRequired => 428,
            Self::LockedOut | Self::TooManyRequests | Self::TooManyReveals => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::AreaMoving => 503,
            _ => 422,
        }
    }
}
