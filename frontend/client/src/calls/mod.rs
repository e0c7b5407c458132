mod directory;
mod households;
mod jobs;
mod persons;
mod rosters;
mod sessions;

pub use directory::{area, areas, organisations, users, worker_categories};
pub use households::{
    HouseholdQuery, add_member, assign_owner, create_household, export_households, household,
    household_as_of, household_journal, household_openings, households, move_household, move_member,
    reveal_address, update_household, update_membership,
};
pub use jobs::job;
pub use persons::{
    add_posting, person, persons, return_worker, reveal_person, update_person, update_posting,
};
pub use rosters::{
    RowQuery, commit_roster, decide_row, delete_roster, export_rows, preview_roster, roster, roster_rows,
    rosters, sources, undo_roster, update_roster, upload_roster,
};
pub use sessions::{me, sign_in, sign_out, summary, update_me};
