-- Administration: areas and organisations that have ended, one-time links, the second factor, and whose journal it is.

ALTER TABLE areas ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE areas ADD COLUMN revision bigint NOT NULL DEFAULT 1;
ALTER TABLE organisations ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE organisations ADD COLUMN revision bigint NOT NULL DEFAULT 1;

-- The sealed secret of the second factor, the one that waits for its first code, and the last step whose code was used.
ALTER TABLE users ADD COLUMN second_factor bytea;
ALTER TABLE users ADD COLUMN second_factor_pending bytea;
ALTER TABLE users ADD COLUMN second_factor_step bigint;

-- One row for each recovery code that is still good, as a keyed digest.
CREATE TABLE recovery_codes (
    operation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (operation_id, user_id, digest),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
);

-- One-time links: to join an organisation, or (with a user) to choose a new password.
CREATE TABLE invitations (
    operation_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    -- The SHA-256 of the token: the link itself is shown once and kept nowhere.
    digest bytea NOT NULL,
    organisation_id uuid NOT NULL,
    user_id uuid,
    display_name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    duties jsonb NOT NULL,
    language text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- Used or withdrawn.
    ended_at timestamptz,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
);
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE INDEX invitations_open ON invitations (operation_id, purpose, id) WHERE ended_at IS NULL;
CREATE INDEX invitations_user ON invitations (operation_id, user_id);
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- For an organisation's own view: what its users did, and what happened to it and to them.
ALTER TABLE journal ADD COLUMN actor_organisation_id uuid;
ALTER TABLE journal ADD COLUMN subject_organisation_id uuid;
CREATE INDEX journal_actor_organisation ON journal (operation_id, actor_organisation_id, id)
    WHERE actor_organisation_id IS NOT NULL;
CREATE INDEX journal_subject_organisation ON journal (operation_id, subject_organisation_id, id)
    WHERE subject_organisation_id IS NOT NULL;
