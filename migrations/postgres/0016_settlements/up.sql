-- 说法不一: where sources and the ledger disagree, and whose word was chosen to stand.

-- Of a disagreement the sources that say something else than the ledger: their ids in order, each closed by a comma.
ALTER TABLE coverage_gaps ADD COLUMN source_set text COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE coverage_settlements (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    matter text COLLATE "C" NOT NULL,
    -- The worker, or the household for its address.
    subject_id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    area_path text COLLATE "C" NOT NULL,
    employer_id uuid,
    -- Each source's id with what it said, as values are compared: only news opens it again.
    claims jsonb NOT NULL,
    -- Whose word the ledger took over; none where it was left as it was.
    source_id uuid,
    -- What the ledger had before and has since; none where it was left as it was.
    taken jsonb,
    reason text COLLATE "C",
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (operation_id, id)
);
CREATE UNIQUE INDEX coverage_settlements_subject ON coverage_settlements (operation_id, subject_id, matter);
CREATE INDEX coverage_settlements_household ON coverage_settlements (operation_id, household_id);
CREATE INDEX coverage_settlements_matter ON coverage_settlements (operation_id, matter, area_path, id);
CREATE INDEX coverage_settlements_employer ON coverage_settlements (operation_id, employer_id, matter, area_path, id);

-- What disagrees in a ledger that is older than this is worked out in the background.
INSERT INTO coverage_due (operation_id, kind, subject_id) SELECT operation_id, 'later', id FROM households
    ON CONFLICT DO NOTHING;
