-- Administration: areas and organisations that have ended, one-time links, the second factor, and whose journal it is.

ALTER TABLE areas ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
ALTER TABLE areas ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE organisations ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
ALTER TABLE organisations ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- The sealed secret of the second factor, the one that waits for its first code, and the last step whose code was used.
ALTER TABLE users ADD COLUMN second_factor BLOB;
ALTER TABLE users ADD COLUMN second_factor_pending BLOB;
ALTER TABLE users ADD COLUMN second_factor_step INTEGER;

-- One row for each recovery code that is still good, as a keyed digest.
CREATE TABLE recovery_codes (
    operation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (operation_id, user_id, digest),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
) STRICT, WITHOUT ROWID;

-- One-time links: to join an organisation, or (with a user) to choose a new password.
CREATE TABLE invitations (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    -- The SHA-256 of the token: the link itself is shown once and kept nowhere.
    digest BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    user_id BLOB,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    duties TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Used or withdrawn.
    ended_at INTEGER,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
CREATE INDEX invitations_open ON invitations (operation_id, purpose, id) WHERE ended_at IS NULL;
CREATE INDEX invitations_user ON invitations (operation_id, user_id);
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- For an organisation's own view: what its users did, and what happened to it and to them.
ALTER TABLE journal ADD COLUMN actor_organisation_id BLOB;
ALTER TABLE journal ADD COLUMN subject_organisation_id BLOB;
CREATE INDEX journal_actor_organisation ON journal (operation_id, actor_organisation_id, id)
    WHERE actor_organisation_id IS NOT NULL;
CREATE INDEX journal_subject_organisation ON journal (operation_id, subject_organisation_id, id)
    WHERE subject_organisation_id IS NOT NULL;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('journal', 'journal_actor_organisation', '1000000 1000000 20000 1'),
    ('journal', 'journal_subject_organisation', '100000 100000 2000 1');
ANALYZE sqlite_schema;
