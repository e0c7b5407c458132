-- Who signs in, on which devices, and the answers that a repeated request gets again.

CREATE TABLE users (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    username text COLLATE "C" NOT NULL,
    display_name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    duties jsonb NOT NULL,
    language text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    -- Counted up when the password, the role or the duties change: older tokens are worth nothing then.
    session_epoch integer NOT NULL,
    failed_attempts integer NOT NULL,
    locked_until timestamptz,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id)
);
-- Whoever signs in says no more than this.
CREATE UNIQUE INDEX users_username ON users (username);
CREATE INDEX users_name ON users (operation_id, display_name, id);
CREATE INDEX users_organisation ON users (operation_id, organisation_id, display_name, id);

CREATE TABLE sessions (
    operation_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    revoked_at timestamptz,
    user_agent text COLLATE "C" NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
);
CREATE INDEX sessions_user ON sessions (operation_id, user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- One row for each token of a session's family; only the newest is unused.
CREATE TABLE refresh_tokens (
    digest bytea NOT NULL PRIMARY KEY,
    operation_id uuid NOT NULL,
    session_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    FOREIGN KEY (operation_id, session_id) REFERENCES sessions (operation_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (operation_id, session_id);

CREATE TABLE idempotency_keys (
    operation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    request_digest bytea NOT NULL,
    -- No status yet: the first request is still running.
    status integer,
    body bytea,
    etag text COLLATE "C",
    content_type text COLLATE "C",
    location text COLLATE "C",
    created_at timestamptz NOT NULL,
    PRIMARY KEY (operation_id, user_id, key),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
