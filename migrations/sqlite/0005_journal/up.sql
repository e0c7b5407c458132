-- The one river of changes. Entries are numbered when they are sealed, after their transaction is over, so that nobody
-- who reads on from a number misses one that was committed late.

CREATE TABLE journal (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    position INTEGER,
    at INTEGER NOT NULL,
    actor_id BLOB,
    -- As it was then: users are renamed and leave.
    actor_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    -- As it was then.
    subject_name TEXT,
    household_id BLOB,
    -- Everything that one commit of a roster, or its undoing, changed.
    batch_id BLOB,
    roster_id BLOB,
    area_path TEXT NOT NULL,
    changes TEXT NOT NULL,
    previous_hash BLOB,
    hash BLOB,
    PRIMARY KEY (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX journal_position ON journal (operation_id, position);
CREATE INDEX journal_unsealed ON journal (operation_id, id) WHERE position IS NULL;
CREATE INDEX journal_household ON journal (operation_id, household_id, id);
CREATE INDEX journal_subject ON journal (operation_id, subject_id, id);
CREATE INDEX journal_batch ON journal (operation_id, batch_id, id);
