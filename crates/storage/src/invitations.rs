//! One-time links, made by administrators: to join an organisation, or to choose a new password.
//!
//! Only the digest of a link's token is kept. Whoever lost a link gets another; the first is good for nothing then.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    administration::each_once,
    ids::{InvitationId, OrganisationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    users::{Duty, InvitationPurpose, Language, Role},
};

use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{Bind, Json},
    ids,
    journal::Entry,
    refusal::{Answer, Refusal},
    schema::{invitations, organisations},
    unscoped::sessions::TokenDigest,
    users::rule,
};

/// Whom to invite, and as what.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The organisation to join.
    pub organisation_id: OrganisationId,
    /// The name that others will see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The special duties.
    pub duties: Vec<Duty>,
    /// The language of their pages.
    pub language: Language,
}

/// An invitation to join that has been neither used nor withdrawn.
#[derive(Debug, Clone, Queryable)]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// What its link is for.
    pub purpose: InvitationPurpose,
    /// The name that others will see, or see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The special duties.
    pub duties: Json<Vec<Duty>>,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// When the present link was made.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// A one-time link to be.
struct Link<'a> {
    purpose: InvitationPurpose,
    digest: TokenDigest,
    user_id: Option<UserId>,
    to: &'a NewInvitation,
}

impl Scoped<'_> {
    fn issue(&mut self, link: &Link<'_>) -> Result<InvitationRow, StorageError> {
        let id = ids::new(InvitationId::from_uuid, self.now);
        let to = link.to;
        diesel::insert_into(invitations::table)
            .values((
                invitations::operation_id.eq(Bind(self.operation())),
                invitations::id.eq(Bind(id)),
                invitations::purpose.eq(Bind(link.purpose)),
                invitations::digest.eq(link.digest.as_slice()),
                invitations::organisation_id.eq(Bind(to.organisation_id)),
                invitations::user_id.eq(link.user_id.map(Bind)),
                invitations::display_name.eq(&to.display_name),
                invitations::role.eq(Bind(to.role)),
                invitations::duties.eq(Bind(to.duties.clone())),
                invitations::language.eq(Bind(to.language)),
                invitations::created_at.eq(Bind(self.now)),
                invitations::expires_at.eq(Bind(self.now + TimeDelta::hours(link.purpose.hours()))),
            ))
            .execute(self.conn)?;
        let invitation = self.open_invitation(id)?;
        self.tell(EntryKind::InvitationIssued, &invitation)?;
        Ok(invitation)
    }

    fn tell(&mut self, kind: EntryKind, invitation: &InvitationRow) -> Result<(), StorageError> {
        let entry = Entry::new(kind, SubjectKind::Invitation, invitation.id)
            .named(&invitation.display_name)
            .of_organisation(invitation.organisation_id)
            .changing([
                Change::set("purpose", &invitation.purpose),
                Change::set("role", &invitation.role),
                Change::set("duties", &invitation.duties.0),
                Change::set("organisation_id", &invitation.organisation_id),
            ]);
        self.record(vec![entry])
    }

    fn open_invitation(&mut self, id: InvitationId) -> Result<InvitationRow, StorageError> {
        let found = self.open_invitations(Slice { after: None, limit: 1 }, Some(id))?;
        found.into_iter().next().ok_or(StorageError::NotFound)
    }

    fn open_invitations(
        &mut self,
        slice: Slice<InvitationId>,
        only: Option<InvitationId>,
    ) -> Result<Vec<InvitationRow>, StorageError> {
        let mut query = invitations::table
            .inner_join(
                organisations::table.on(organisations::operation_id
                    .eq(invitations::operation_id)
                    .and(organisations::id.eq(invitations::organisation_id))),
            )
            .filter(invitations::operation_id.eq(Bind(self.operation())))
            .filter(invitations::ended_at.is_null())
            .order(invitations::id.desc())
            .limit(slice.limit)
            .select((
                invitations::id,
                invitations::purpose,
                invitations::display_name,
                invitations::role,
                invitations::duties,
                organisations::id,
                organisations::name,
                invitations::created_at,
                invitations::expires_at,
            ))
            .into_boxed();
        query = match &self.actor.visibility {
            Visibility::Area(path) => query.filter(
                organisations::area_path
                    .ge(path.as_str().to_owned())
                    .and(organisations::area_path.lt(path.end_of_subtree())),
            ),
            Visibility::Employer(own) | Visibility::Referred(own) => {
                query.filter(invitations::organisation_id.eq(Bind(*own)))
            }
        };
        query = match only {
            Some(id) => query.filter(invitations::id.eq(Bind(id))),
            None => query.filter(invitations::purpose.eq(Bind(InvitationPurpose::Join))),
        };
        if let Some(after) = slice.after {
            query = query.filter(invitations::id.lt(Bind(after)));
        }
        Ok(query.load(self.conn)?)
    }

    /// An open invitation to join that the actor may give out again or take back.
    fn administered_invitation(&mut self, id: InvitationId) -> Result<InvitationRow, StorageError> {
        let invitation = self.open_invitation(id)?;
        if invitation.purpose != InvitationPurpose::Join {
            return Err(StorageError::NotFound);
        }
        self.actor.may_give(invitation.role).map_err(rule)?;
        Ok(invitation)
    }
}

impl Store {
    /// Invites somebody into an organisation that the actor's answers for.
    ///
    /// # Errors
    /// [`ProblemCode::RoleAboveOwn`]; an organisation that is not there is a [`Refusal`].
    pub async fn invite(&self, new: NewInvitation, digest: TokenDigest) -> Answer<InvitationRow> {
        self.write(move |scoped| {
            scoped.actor.may_give(new.role).map_err(rule)?;
            if let Err(fault) = scoped.joinable(new.organisation_id)? {
                return Ok(Err(Refusal::Fields(vec![fault])));
            }
            let to = NewInvitation { duties: each_once(new.duties.clone()), ..new.clone() };
            let link = Link { purpose: InvitationPurpose::Join, digest, user_id: None, to: &to };
            scoped.issue(&link).map(Ok)
        })
        .await
    }

    /// A one-time link by which a user chooses a new password. Earlier ones of the user are good for nothing then.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] beyond the actor's reach; [`ProblemCode::RoleAboveOwn`];
    /// [`ProblemCode::AccountLocked`].
    pub async fn offer_new_password(
        &self,
        user: UserId,
        digest: TokenDigest,
    ) -> Result<InvitationRow, StorageError> {
        self.write(move |scoped| {
            let account = scoped.administered(user)?;
            if !account.active {
                return Err(rule(ProblemCode::AccountLocked));
            }
            diesel::update(
                invitations::table
                    .filter(invitations::operation_id.eq(Bind(scoped.operation())))
                    .filter(invitations::user_id.eq(Bind(user)))
                    .filter(invitations::ended_at.is_null()),
            )
            .set(invitations::ended_at.eq(Some(Bind(scoped.now))))
            .execute(scoped.conn)?;
            let to = NewInvitation {
                organisation_id: account.organisation_id,
                display_name: account.display_name,
                role: account.role,
                duties: account.duties.0,
                language: account.language,
            };
            let purpose = InvitationPurpose::NewPassword;
            scoped.issue(&Link { purpose, digest, user_id: Some(user), to: &to })
        })
        .await
    }

    /// Invitations to join that wait, the latest first. Those that have expired are among them for a while, so that they
    /// can be given out again.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn invitations(&self, slice: Slice<InvitationId>) -> Result<Vec<InvitationRow>, StorageError> {
        self.read(move |scoped| scoped.open_invitations(slice, None)).await
    }

    /// Another link for an invitation that waits; the one before is good for nothing from now on.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it was used, withdrawn or is beyond the actor's reach.
    pub async fn renew_invitation(
        &self,
        id: InvitationId,
        digest: TokenDigest,
    ) -> Result<InvitationRow, StorageError> {
        self.write(move |scoped| {
            let invitation = scoped.administered_invitation(id)?;
            let expires_at = scoped.now + TimeDelta::hours(invitation.purpose.hours());
            diesel::update(
                invitations::table
                    .filter(invitations::operation_id.eq(Bind(scoped.operation())))
                    .filter(invitations::id.eq(Bind(id))),
            )
            .set((
                invitations::digest.eq(digest.as_slice()),
                invitations::created_at.eq(Bind(scoped.now)),
                invitations::expires_at.eq(Bind(expires_at)),
            ))
            .execute(scoped.conn)?;
            let renewed = scoped.open_invitation(id)?;
            scoped.tell(EntryKind::InvitationIssued, &renewed)?;
            Ok(renewed)
        })
        .await
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// As [`Store::renew_invitation`].
    pub async fn withdraw_invitation(&self, id: InvitationId) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let invitation = scoped.administered_invitation(id)?;
            diesel::update(
                invitations::table
                    .filter(invitations::operation_id.eq(Bind(scoped.operation())))
                    .filter(invitations::id.eq(Bind(id))),
            )
            .set(invitations::ended_at.eq(Some(Bind(scoped.now))))
            .execute(scoped.conn)?;
            scoped.tell(EntryKind::InvitationWithdrawn, &invitation)
        })
        .await
    }
}
