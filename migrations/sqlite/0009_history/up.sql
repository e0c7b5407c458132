-- Who has a household's page open: shared by all processes, good for half a minute, and worth nothing after a restart.

CREATE TABLE presence (
    operation_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (operation_id, household_id, user_id),
    FOREIGN KEY (operation_id, user_id) REFERENCES users (operation_id, id)
) STRICT;
CREATE INDEX presence_user ON presence (operation_id, user_id);
