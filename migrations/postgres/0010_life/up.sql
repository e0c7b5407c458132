-- Two entries that turned out to be one: each merge, and what the loser leaves behind so that its id, its reference and
-- lists which still have it lead to the winner.

CREATE TABLE merges (
    operation_id UUID NOT NULL REFERENCES operations (id),
    -- The batch of its journal entries.
    id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    winner_id UUID NOT NULL,
    loser_id UUID NOT NULL,
    -- The roster rows that were about the loser, as pairs of roster and row.
    roster_rows JSONB NOT NULL,
    -- The batch that took it back.
    undone_in UUID,
    PRIMARY KEY (operation_id, id)
);

CREATE TABLE aliases (
    operation_id UUID NOT NULL,
    id UUID NOT NULL,
    target_id UUID NOT NULL,
    merge_id UUID NOT NULL,
    -- Of a household.
    reference TEXT COLLATE "C",
    -- Of a person: how a list may still have them.
    name_key TEXT COLLATE "C",
    identity_id UUID,
    phones JSONB NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, merge_id) REFERENCES merges (operation_id, id)
);
CREATE UNIQUE INDEX aliases_reference ON aliases (operation_id, reference);
CREATE INDEX aliases_target ON aliases (operation_id, target_id);
CREATE INDEX aliases_name ON aliases (operation_id, name_key);
