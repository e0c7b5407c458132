-- 全覆盖: each worker's way to full coverage, what is missing on it and whose move it is, and the figures of both. All of it
-- follows from the ledger and the rosters, and is kept so that no page counts the ledger.

CREATE TABLE coverage_workers (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    household_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    area_path TEXT NOT NULL,
    -- The town that the household lies in, or the larger area where the town is not known.
    town_path TEXT NOT NULL,
    employer_id BLOB,
    -- The first step that is missing (domain::coverage::Step); empty where none is.
    missing TEXT NOT NULL,
    -- The sources whose committed rosters have the worker: their ids in order, each closed by a comma.
    source_set TEXT NOT NULL,
    PRIMARY KEY (operation_id, household_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX coverage_workers_area ON coverage_workers (operation_id, area_path, household_id, person_id);
CREATE INDEX coverage_workers_missing ON coverage_workers (operation_id, missing, area_path, household_id, person_id);
CREATE INDEX coverage_workers_sources ON coverage_workers (operation_id, source_set, area_path, household_id, person_id);
CREATE INDEX coverage_workers_employer ON coverage_workers (operation_id, employer_id, area_path, household_id, person_id);

CREATE TABLE coverage_gaps (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- Where the household lies; for a row of a roster, the area of the office that uploaded it.
    area_path TEXT NOT NULL,
    employer_id BLOB,
    -- Whose move it is; none where the operation has nobody for it.
    mover_id BLOB,
    -- The line of the organisation whose move it is; employers have none.
    line TEXT,
    household_id BLOB,
    person_id BLOB,
    roster_id BLOB,
    row_no INTEGER,
    since INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id)
) STRICT;
CREATE INDEX coverage_gaps_area ON coverage_gaps (operation_id, area_path, id);
CREATE INDEX coverage_gaps_kind ON coverage_gaps (operation_id, kind, area_path, id);
CREATE INDEX coverage_gaps_mover ON coverage_gaps (operation_id, mover_id, area_path, id);
CREATE INDEX coverage_gaps_line ON coverage_gaps (operation_id, line, area_path, id);
CREATE INDEX coverage_gaps_employer ON coverage_gaps (operation_id, employer_id, area_path, id);
CREATE INDEX coverage_gaps_household ON coverage_gaps (operation_id, household_id);
CREATE INDEX coverage_gaps_roster ON coverage_gaps (operation_id, roster_id, row_no);

-- The figures: of an area for the party `*`; of an employer in a town for `e:` and its id; of an organisation's moves for
-- `m:` and its id;
-- of the moves of a line's organisations in an area for `l:` and the line.
CREATE TABLE coverage_tallies (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    party TEXT NOT NULL,
    area_path TEXT NOT NULL,
    figure TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (operation_id, party, area_path, figure)
) STRICT, WITHOUT ROWID;
CREATE INDEX coverage_tallies_area ON coverage_tallies (operation_id, area_path, party);

-- By how much figures changed on a day, in the same transaction: a figure at the end of a day is today's without what
-- came after.
CREATE TABLE coverage_days (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    party TEXT NOT NULL,
    day TEXT NOT NULL,
    area_path TEXT NOT NULL,
    figure TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (operation_id, party, day, area_path, figure)
) STRICT, WITHOUT ROWID;

-- Households and rosters whose coverage is to be worked out anew: of a commit before it ends, of what was there before
-- this table, or is another's move since the organisations changed, by the server in the background.
CREATE TABLE coverage_due (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (operation_id, kind, subject_id)
) STRICT, WITHOUT ROWID;

INSERT INTO coverage_due (operation_id, kind, subject_id) SELECT operation_id, 'later', id FROM households;
INSERT INTO coverage_due (operation_id, kind, subject_id)
    SELECT operation_id, 'roster', id FROM rosters WHERE status = 'committed';

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('coverage_workers', 'coverage_workers', '100000 100000 2 1'),
    ('coverage_workers', 'coverage_workers_area', '100000 100000 200 2 1'),
    ('coverage_workers', 'coverage_workers_missing', '100000 100000 30000 100 2 1'),
    ('coverage_workers', 'coverage_workers_sources', '100000 100000 10000 100 2 1'),
    ('coverage_workers', 'coverage_workers_employer', '100000 100000 1000 20 2 1'),
    ('coverage_gaps', 'sqlite_autoindex_coverage_gaps_1', '100000 100000 1'),
    ('coverage_gaps', 'coverage_gaps_area', '100000 100000 200 1'),
    ('coverage_gaps', 'coverage_gaps_kind', '100000 100000 20000 100 1'),
    ('coverage_gaps', 'coverage_gaps_mover', '100000 100000 5000 100 1'),
    ('coverage_gaps', 'coverage_gaps_line', '100000 100000 20000 100 1'),
    ('coverage_gaps', 'coverage_gaps_employer', '100000 100000 1000 20 1'),
    ('coverage_gaps', 'coverage_gaps_household', '100000 100000 2'),
    ('coverage_gaps', 'coverage_gaps_roster', '100000 100000 100 1'),
    ('coverage_tallies', 'coverage_tallies', '10000 10000 100 10 1'),
    ('coverage_tallies', 'coverage_tallies_area', '10000 10000 30 10'),
    ('coverage_days', 'coverage_days', '100000 100000 30000 1000 10 1');
ANALYZE sqlite_schema;
