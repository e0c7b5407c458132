-- Two entries that turned out to be one: each merge, and what the loser leaves behind so that its id, its reference and
-- lists which still have it lead to the winner.

CREATE TABLE merges (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    -- The batch of its journal entries.
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    winner_id BLOB NOT NULL,
    loser_id BLOB NOT NULL,
    -- The roster rows that were about the loser, as pairs of roster and row.
    roster_rows TEXT NOT NULL,
    -- The batch that took it back.
    undone_in BLOB,
    PRIMARY KEY (operation_id, id)
) STRICT;

CREATE TABLE aliases (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    target_id BLOB NOT NULL,
    merge_id BLOB NOT NULL,
    -- Of a household.
    reference TEXT,
    -- Of a person: how a list may still have them.
    name_key TEXT,
    identity_id BLOB,
    phones TEXT NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, merge_id) REFERENCES merges (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX aliases_reference ON aliases (operation_id, reference);
CREATE INDEX aliases_target ON aliases (operation_id, target_id);
CREATE INDEX aliases_name ON aliases (operation_id, name_key);
