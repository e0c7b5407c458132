//! The tables, as both engines have them. A test compares this file with the migrations of each.
#![expect(
    missing_docs,
    reason = "diesel's macro makes public items without documentation; columns are explained in migrations/"
)]

macro_rules! tables {
    ($($name:ident ($($key:ident),+) { $($columns:tt)* })+) => {
        $(diesel::table! {
            use diesel::sql_types::*;
            use crate::columns::{Document, Id, Moment, Word};

            $name ($($key),+) { $($columns)* }
        })+
        diesel::allow_tables_to_appear_in_same_query!($($name),+);
    };
}

tables! {
    operations (id) {
        id -> Id,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        time_zone -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        root_area_id -> Nullable<Id>,
        created_at -> Moment,
        anonymise_after_days -> Integer,
        revision -> BigInt,
    }
    areas (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        code -> Text,
        name -> Text,
        short_name -> Text,
        name_key -> Text,
        level -> Word,
        parent_id -> Nullable<Id>,
        path -> Text,
        position -> Integer,
        active -> Bool,
        revision -> BigInt,
    }
    worker_categories (operation_id, code) {
        operation_id -> Id,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        aliases -> Document,
        position -> Integer,
    }
    organisations (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        area_id -> Id,
        area_path -> Text,
        kind -> Word,
        line -> Nullable<Word>,
        name -> Text,
        name_key -> Text,
        created_at -> Moment,
        active -> Bool,
        revision -> BigInt,
    }
    users (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        organisation_id -> Id,
        username -> Text,
        display_name -> Text,
        role -> Word,
        duties -> Document,
        language -> Word,
        password_hash -> Text,
        session_epoch -> Integer,
        failed_attempts -> Integer,
        locked_until -> Nullable<Moment>,
        active -> Bool,
        created_at -> Moment,
        revision -> BigInt,
        second_factor -> Nullable<Binary>,
        second_factor_pending -> Nullable<Binary>,
        second_factor_step -> Nullable<BigInt>,
    }
    recovery_codes (operation_id, user_id, digest) {
        operation_id -> Id,
        user_id -> Id,
        digest -> Binary,
    }
    invitations (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        purpose -> Word,
        digest -> Binary,
        organisation_id -> Id,
        user_id -> Nullable<Id>,
        display_name -> Text,
        role -> Word,
        duties -> Document,
        language -> Word,
        created_at -> Moment,
        expires_at -> Moment,
        ended_at -> Nullable<Moment>,
    }
    sessions (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        user_id -> Id,
        created_at -> Moment,
        expires_at -> Moment,
        last_used_at -> Moment,
        revoked_at -> Nullable<Moment>,
        user_agent -> Text,
    }
    refresh_tokens (digest) {
        digest -> Binary,
        operation_id -> Id,
        session_id -> Id,
        issued_at -> Moment,
        used_at -> Nullable<Moment>,
    }
    idempotency_keys (operation_id, user_id, key) {
        operation_id -> Id,
        user_id -> Id,
        key -> Text,
        request_digest -> Binary,
        status -> Nullable<Integer>,
        body -> Nullable<Binary>,
        etag -> Nullable<Text>,
        content_type -> Nullable<Text>,
        location -> Nullable<Text>,
        created_at -> Moment,
    }
    households (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        reference -> Text,
        name -> Text,
        name_sort -> Text,
        name_by_hand -> Bool,
        area_id -> Id,
        area_path -> Text,
        address -> Text,
        address_key -> Text,
        area_hint -> Text,
        status -> Word,
        situation -> Integer,
        missing -> Integer,
        preferred_language -> Nullable<Text>,
        contact_hours -> Nullable<Text>,
        difficulties -> Nullable<Text>,
        situation_note -> Nullable<Text>,
        reported_elders -> Nullable<Integer>,
        reported_minors -> Nullable<Integer>,
        owner_id -> Nullable<Id>,
        member_count -> Integer,
        worker_count -> Integer,
        primary_category -> Nullable<Text>,
        away_since -> Nullable<Date>,
        revision -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        closed_at -> Nullable<Moment>,
        listing -> Document,
        anonymised_at -> Nullable<Moment>,
        anonymised_after_days -> Nullable<Integer>,
    }
    persons (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        name -> Text,
        name_key -> Text,
        sex -> Nullable<Word>,
        birth_date -> Nullable<Word>,
        identity_digest -> Nullable<Binary>,
        claimed_digest -> Nullable<Binary>,
        identity_masked -> Nullable<Text>,
        school_grade -> Nullable<Word>,
        limited_mobility -> Bool,
        pregnant -> Bool,
        disability -> Bool,
        chronic_illness -> Bool,
        note -> Nullable<Text>,
        revision -> BigInt,
        created_at -> Moment,
        updated_at -> Moment,
        identity_id -> Nullable<Id>,
        anonymised_at -> Nullable<Moment>,
    }
    identity_numbers (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        person_id -> Id,
        sealed -> Binary,
    }
    vault_keys (purpose) {
        purpose -> Text,
        key_id -> Text,
    }
    household_openings (operation_id, household_id, user_id) {
        operation_id -> Id,
        household_id -> Id,
        user_id -> Id,
        hour -> Moment,
    }
    reveals (operation_id, user_id, hour) {
        operation_id -> Id,
        user_id -> Id,
        hour -> Moment,
        amount -> Integer,
    }
    phones (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        person_id -> Id,
        number -> Text,
        label -> Nullable<Text>,
        position -> Integer,
    }
    memberships (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        household_id -> Id,
        person_id -> Id,
        relation -> Nullable<Word>,
        from_date -> Nullable<Date>,
        to_date -> Nullable<Date>,
    }
    postings (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        person_id -> Id,
        category -> Nullable<Text>,
        employer_id -> Nullable<Id>,
        employer_name -> Nullable<Text>,
        place -> Nullable<Text>,
        from_date -> Nullable<Date>,
        to_date -> Nullable<Date>,
        state -> Word,
        revision -> BigInt,
    }
    search_terms (operation_id, term, household_id, subject_id) {
        operation_id -> Id,
        term -> Text,
        household_id -> Id,
        subject_id -> Id,
    }
    tallies (operation_id, area_path, figure) {
        operation_id -> Id,
        area_path -> Text,
        figure -> Text,
        amount -> BigInt,
    }
    household_tallies (operation_id, household_id) {
        operation_id -> Id,
        household_id -> Id,
        area_path -> Text,
        figures -> Document,
    }
    sources (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        organisation_id -> Nullable<Id>,
        name -> Text,
        code -> Text,
        column_memory -> Document,
    }
    rosters (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        organisation_id -> Id,
        source_id -> Id,
        filename -> Text,
        content_digest -> Binary,
        size -> BigInt,
        as_of -> Nullable<Date>,
        status -> Text,
        recognition -> Document,
        counts -> Document,
        created_by -> Id,
        created_at -> Moment,
        committed_at -> Nullable<Moment>,
        undone_at -> Nullable<Moment>,
        revision -> BigInt,
    }
    roster_files (operation_id, roster_id) {
        operation_id -> Id,
        roster_id -> Id,
        content -> Binary,
    }
    roster_rows (operation_id, roster_id, row_no) {
        operation_id -> Id,
        roster_id -> Id,
        row_no -> Integer,
        sheet -> Text,
        line -> Integer,
        cells -> Document,
        record -> Document,
        outcome -> Text,
        reasons -> Document,
        applied -> Bool,
        person_id -> Nullable<Id>,
        household_id -> Nullable<Id>,
        decided_by -> Nullable<Id>,
    }
    merges (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        kind -> Word,
        winner_id -> Id,
        loser_id -> Id,
        roster_rows -> Document,
        undone_in -> Nullable<Id>,
    }
    aliases (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        target_id -> Id,
        merge_id -> Id,
        reference -> Nullable<Text>,
        name_key -> Nullable<Text>,
        identity_id -> Nullable<Id>,
        phones -> Document,
    }
    duplicates (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        kind -> Word,
        one_id -> Id,
        other_id -> Id,
        reasons -> Integer,
        state -> Word,
        found_at -> Moment,
        decided_at -> Nullable<Moment>,
        decided_by -> Nullable<Id>,
    }
    duplicate_sights (operation_id, kind, state, strength, sight, duplicate_id) {
        operation_id -> Id,
        kind -> Word,
        state -> Word,
        strength -> Integer,
        sight -> Text,
        duplicate_id -> Id,
    }
    jobs (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        created_by -> Id,
        kind -> Word,
        subject_id -> Id,
        state -> Word,
        done -> BigInt,
        total -> BigInt,
        problem -> Nullable<Document>,
        attempts -> Integer,
        lease_until -> Nullable<Moment>,
        lease_holder -> Nullable<Id>,
        created_at -> Moment,
        finished_at -> Nullable<Moment>,
    }
    journal (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        position -> Nullable<BigInt>,
        at -> Moment,
        actor_id -> Nullable<Id>,
        actor_name -> Text,
        kind -> Word,
        subject_kind -> Word,
        subject_id -> Id,
        subject_name -> Nullable<Text>,
        household_id -> Nullable<Id>,
        batch_id -> Nullable<Id>,
        roster_id -> Nullable<Id>,
        area_path -> Text,
        changes -> Document,
        previous_hash -> Nullable<Binary>,
        hash -> Nullable<Binary>,
        actor_organisation_id -> Nullable<Id>,
        subject_organisation_id -> Nullable<Id>,
        emptied_by -> Nullable<Id>,
    }
    journal_emptied (operation_id, position, emptied_by) {
        operation_id -> Id,
        position -> BigInt,
        emptied_by -> Id,
        hash -> Binary,
        digest -> Binary,
    }
    attempts (kind, digest) {
        kind -> Text,
        digest -> Binary,
        full_at -> Moment,
    }
    presence (operation_id, household_id, user_id) {
        operation_id -> Id,
        household_id -> Id,
        user_id -> Id,
        state -> Word,
        since -> Moment,
        until -> Moment,
    }
    coverage_workers (operation_id, household_id, person_id) {
        operation_id -> Id,
        household_id -> Id,
        person_id -> Id,
        area_path -> Text,
        town_path -> Text,
        employer_id -> Nullable<Id>,
        missing -> Text,
        source_set -> Text,
    }
    coverage_gaps (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        kind -> Word,
        area_path -> Text,
        employer_id -> Nullable<Id>,
        mover_id -> Nullable<Id>,
        line -> Nullable<Word>,
        household_id -> Nullable<Id>,
        person_id -> Nullable<Id>,
        roster_id -> Nullable<Id>,
        row_no -> Nullable<Integer>,
        since -> Moment,
        source_set -> Text,
    }
    coverage_tallies (operation_id, party, area_path, figure) {
        operation_id -> Id,
        party -> Text,
        area_path -> Text,
        figure -> Text,
        amount -> BigInt,
    }
    coverage_days (operation_id, party, day, area_path, figure) {
        operation_id -> Id,
        party -> Text,
        day -> Date,
        area_path -> Text,
        figure -> Text,
        amount -> BigInt,
    }
    coverage_settlements (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        matter -> Word,
        subject_id -> Id,
        household_id -> Id,
        person_id -> Nullable<Id>,
        area_path -> Text,
        employer_id -> Nullable<Id>,
        claims -> Document,
        source_id -> Nullable<Id>,
        taken -> Nullable<Document>,
        reason -> Nullable<Text>,
        decided_by -> Id,
        decided_at -> Moment,
    }
    area_moves (operation_id, id) {
        operation_id -> Id,
        id -> Id,
        area_id -> Id,
        from_path -> Text,
        to_path -> Text,
        job_id -> Nullable<Id>,
        moved_at -> Moment,
        done_at -> Nullable<Moment>,
    }
    household_renewals (operation_id, job_id, household_id) {
        operation_id -> Id,
        job_id -> Id,
        household_id -> Id,
    }
    coverage_due (operation_id, kind, subject_id) {
        operation_id -> Id,
        kind -> Text,
        subject_id -> Id,
    }
}
