mod administration;
mod coverage;
mod directory;
mod duplicates;
mod households;
mod jobs;
mod merges;
mod persons;
mod presence;
mod rosters;
mod sessions;

pub use administration::{
    accept_link, add_area, add_organisation, audit, change_retention, export_audit, invitations, invite,
    link_offer, offer_new_password, remove_second_factor_of, renew_invitation, retention, set_user_state,
    update_area, update_organisation, update_user, user_account, withdraw_invitation,
};
pub use coverage::{
    coverage, coverage_by_employer, coverage_by_town, coverage_days, coverage_gaps, coverage_rows,
    coverage_workers, disagreements, export_coverage_gaps, export_coverage_workers, export_disagreements,
    reopen_disagreement, settle_disagreement,
};
pub use directory::{
    area, areas, export_areas, import_area_list, organisation, organisations, preview_area_list, users,
    worker_categories,
};
pub use duplicates::{decide_duplicate, household_duplicates, person_duplicates};
pub use households::{
    HouseholdQuery, add_member, anonymise_household, assign_owner, count_households, create_household,
    export_households, household, household_as_of, household_journal, household_openings, households,
    move_household, move_member, reveal_address, update_household, update_membership,
};
pub use jobs::job;
pub use merges::{merge_households, merge_persons, split_household, undo_merge};
pub use persons::{
    add_posting, person, persons, return_worker, reveal_person, update_person, update_posting,
};
pub use presence::{leave_household, stay_on_household};
pub use rosters::{
    RowQuery, commit_roster, decide_row, delete_roster, export_rows, preview_roster, roster, roster_rows,
    rosters, sources, undo_roster, update_roster, upload_roster,
};
pub use sessions::{
    change_password, confirm_second_factor, end_other_sessions, end_session, me, own_sessions,
    prepare_second_factor, remove_second_factor, replace_recovery_codes, second_factor, second_step, sign_in,
    sign_out, summary, update_me, update_me_now,
};
