use api_types::{
    areas::{Area, AreaNew, AreaPatch},
    audit::{AuditFilter, AuditPage},
    invitations::{Acceptance, Accepted, InvitationNew, InvitationPage, IssuedLink, LinkOffer, LinkToken},
    organisations::{Organisation, OrganisationNew, OrganisationPatch},
    pages::PageQuery,
    retention::{Retention, RetentionPatch},
    users::{UserAccount, UserPatch},
};
use domain::{
    ids::{AreaId, InvitationId, OrganisationId, UserId},
    users::AccountState,
};
use futures::FutureExt;

use crate::{
    Api, Download, FileKind,
    call::{Call, Fetch},
};

pub fn add_area(api: &Api, new: &AreaNew) -> Fetch<Area> {
    Call::post(api, "/areas").json(new).value()
}

pub fn update_area(api: &Api, id: AreaId, revision: i64, patch: &AreaPatch) -> Fetch<Area> {
    Call::patch(api, format!("/areas/{id}")).if_at(revision).json(patch).value()
}

/// How long closed households are kept.
pub fn retention(api: &Api) -> Fetch<Retention> {
    Call::get(api, "/retention").value()
}

pub fn change_retention(api: &Api, revision: i64, patch: &RetentionPatch) -> Fetch<Retention> {
    Call::patch(api, "/retention").if_at(revision).json(patch).value()
}

pub fn add_organisation(api: &Api, new: &OrganisationNew) -> Fetch<Organisation> {
    Call::post(api, "/organisations").json(new).value()
}

pub fn update_organisation(
    api: &Api,
    id: OrganisationId,
    revision: i64,
    patch: &OrganisationPatch,
) -> Fetch<Organisation> {
    Call::patch(api, format!("/organisations/{id}")).if_at(revision).json(patch).value()
}

pub fn user_account(api: &Api, id: UserId) -> Fetch<UserAccount> {
    Call::get(api, format!("/users/{id}")).value()
}

pub fn update_user(api: &Api, id: UserId, revision: i64, patch: &UserPatch) -> Fetch<UserAccount> {
    Call::patch(api, format!("/users/{id}")).if_at(revision).json(patch).value()
}

/// Locks or unlocks a user at whatever version they are: that must not wait for a second look.
pub fn set_user_state(api: &Api, id: UserId, state: AccountState) -> Fetch<UserAccount> {
    let api = api.clone();
    async move {
        let now = user_account(&api, id).await?;
        let patch = UserPatch { state: Some(state), ..UserPatch::default() };
        update_user(&api, id, now.revision, &patch).await
    }
    .boxed_local()
}

/// A one-time link by which a user chooses a new password.
pub fn offer_new_password(api: &Api, id: UserId) -> Fetch<IssuedLink> {
    Call::post(api, format!("/users/{id}/password_links")).value()
}

pub fn remove_second_factor_of(api: &Api, id: UserId) -> Fetch<()> {
    Call::delete(api, format!("/users/{id}/second_factor")).done()
}

pub fn invitations(api: &Api, page: &PageQuery) -> Fetch<InvitationPage> {
    Call::get(api, "/invitations").query(page).value()
}

pub fn invite(api: &Api, new: &InvitationNew) -> Fetch<IssuedLink> {
    Call::post(api, "/invitations").json(new).value()
}

/// Another link for an invitation; the one before is good for nothing then.
pub fn renew_invitation(api: &Api, id: InvitationId) -> Fetch<IssuedLink> {
    Call::post(api, format!("/invitations/{id}/links")).value()
}

pub fn withdraw_invitation(api: &Api, id: InvitationId) -> Fetch<()> {
    Call::post(api, format!("/invitations/{id}/withdrawal")).done()
}

/// What the reader's own organisation did, and what was done to it.
pub fn audit(api: &Api, filter: &AuditFilter, page: &PageQuery) -> Fetch<AuditPage> {
    Call::get(api, "/audit_entries").query(filter).query(page).value()
}

pub fn export_audit(api: &Api, filter: &AuditFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/audit_entries").query(filter).file(kind)
}

/// What a one-time link offers to whoever holds it.
pub fn link_offer(api: &Api, token: &LinkToken) -> Fetch<LinkOffer> {
    Call::post(api, "/acceptances/preview").anonymous().json(token).value()
}

pub fn accept_link(api: &Api, acceptance: &Acceptance) -> Fetch<Accepted> {
    Call::post(api, "/acceptances").anonymous().json(acceptance).value()
}
