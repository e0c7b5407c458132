-- Who has a household's page open: shared by all processes, good for half a minute, and worth nothing after a restart.

CREATE UNLOGGED TABLE presence (
    operation_id uuid NOT NULL,
    household_id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text COLLATE "C" NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (operation_id, household_id, user_id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
);
CREATE INDEX presence_user ON presence (operation_id, user_id);
