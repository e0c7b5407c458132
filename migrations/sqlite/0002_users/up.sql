-- Who signs in, on which devices, and the answers that a repeated request gets again.

CREATE TABLE users (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    username TEXT NOT NULL,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    duties TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    -- Counted up when the password, the role or the duties change: older tokens are worth nothing then.
    session_epoch INTEGER NOT NULL,
    failed_attempts INTEGER NOT NULL,
    locked_until INTEGER,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id)
) STRICT;
-- Whoever signs in says no more than this.
CREATE UNIQUE INDEX users_username ON users (username);
CREATE INDEX users_name ON users (operation_id, display_name, id);
CREATE INDEX users_organisation ON users (operation_id, organisation_id, display_name, id);

CREATE TABLE sessions (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    revoked_at INTEGER,
    user_agent TEXT NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
) STRICT;
CREATE INDEX sessions_user ON sessions (operation_id, user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- One row for each token of a session's family; only the newest is unused.
CREATE TABLE refresh_tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    operation_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    used_at INTEGER,
    FOREIGN KEY (operation_id, session_id) REFERENCES sessions (operation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_session ON refresh_tokens (operation_id, session_id);

CREATE TABLE idempotency_keys (
    operation_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    key TEXT NOT NULL,
    request_digest BLOB NOT NULL,
    -- No status yet: the first request is still running.
    status INTEGER,
    body BLOB,
    etag TEXT,
    content_type TEXT,
    location TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (operation_id, user_id, key),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
