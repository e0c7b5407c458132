-- The one river of changes. Entries are numbered when they are sealed, after their transaction is over, so that nobody
-- who reads on from a number misses one that was committed late.

CREATE TABLE journal (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    position bigint,
    at timestamptz NOT NULL,
    actor_id uuid,
    -- As it was then: users are renamed and leave.
    actor_name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    -- As it was then.
    subject_name text COLLATE "C",
    household_id uuid,
    -- Everything that one commit of a roster, or its undoing, changed.
    batch_id uuid,
    roster_id uuid,
    area_path text COLLATE "C" NOT NULL,
    changes jsonb NOT NULL,
    previous_hash bytea,
    hash bytea,
    PRIMARY KEY (operation_id, id)
);
CREATE UNIQUE INDEX journal_position ON journal (operation_id, position);
CREATE INDEX journal_unsealed ON journal (operation_id, id) WHERE position IS NULL;
CREATE INDEX journal_household ON journal (operation_id, household_id, id);
CREATE INDEX journal_subject ON journal (operation_id, subject_id, id);
CREATE INDEX journal_batch ON journal (operation_id, batch_id, id);
