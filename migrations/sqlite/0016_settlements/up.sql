-- 说法不一: where sources and the ledger disagree, and whose word was chosen to stand.

-- Of a disagreement the sources that say something else than the ledger: their ids in order, each closed by a comma.
ALTER TABLE coverage_gaps ADD COLUMN source_set TEXT NOT NULL DEFAULT '';

CREATE TABLE coverage_settlements (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    matter TEXT NOT NULL,
    -- The worker, or the household for its address.
    subject_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    person_id BLOB,
    area_path TEXT NOT NULL,
    employer_id BLOB,
    -- Each source's id with what it said, as values are compared: only news opens it again.
    claims TEXT NOT NULL,
    -- Whose word the ledger took over; none where it was left as it was.
    source_id BLOB,
    -- What the ledger had before and has since; none where it was left as it was.
    taken TEXT,
    reason TEXT,
    decided_by BLOB NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX coverage_settlements_subject ON coverage_settlements (operation_id, subject_id, matter);
CREATE INDEX coverage_settlements_household ON coverage_settlements (operation_id, household_id);
CREATE INDEX coverage_settlements_matter ON coverage_settlements (operation_id, matter, area_path, id);
CREATE INDEX coverage_settlements_employer ON coverage_settlements (operation_id, employer_id, matter, area_path, id);

-- What disagrees in a ledger that is older than this is worked out in the background.
INSERT OR IGNORE INTO coverage_due (operation_id, kind, subject_id) SELECT operation_id, 'later', id FROM households;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('coverage_settlements', 'sqlite_autoindex_coverage_settlements_1', '100000 100000 1'),
    ('coverage_settlements', 'coverage_settlements_subject', '100000 100000 2 1'),
    ('coverage_settlements', 'coverage_settlements_household', '100000 100000 2'),
    ('coverage_settlements', 'coverage_settlements_matter', '100000 100000 30000 100 1'),
    ('coverage_settlements', 'coverage_settlements_employer', '100000 100000 1000 300 20 1');
ANALYZE sqlite_schema;
