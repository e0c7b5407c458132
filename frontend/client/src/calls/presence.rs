use api_types::live::{PresenceList, PresenceUpdate};
use domain::{ids::HouseholdId, presence::PresenceState};

use crate::{
    Api,
    call::{Call, Fetch},
};

/// Says what one does on a household's page, and asks who else is there.
pub fn stay_on_household(api: &Api, id: HouseholdId, state: PresenceState) -> Fetch<PresenceList> {
    Call::put(api, format!("/households/{id}/presence")).json(&PresenceUpdate { state }).value()
}

/// Leaves a household's page.
pub fn leave_household(api: &Api, id: HouseholdId) -> Fetch<()> {
    Call::delete(api, format!("/households/{id}/presence")).done()
}
