-- 全覆盖: each worker's way to full coverage, what is missing on it and whose move it is, and the figures of both. All of it
-- follows from the ledger and the rosters, and is kept so that no page counts the ledger.

CREATE TABLE coverage_workers (
    operation_id uuid NOT NULL REFERENCES operations (id),
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    -- The town that the household lies in, or the larger area where the town is not known.
    town_path text COLLATE "C" NOT NULL,
    employer_id uuid,
    -- The first step that is missing (domain::coverage::Step); empty where none is.
    missing text COLLATE "C" NOT NULL,
    -- The sources whose committed rosters have the worker: their ids in order, each closed by a comma.
    source_set text COLLATE "C" NOT NULL,
    PRIMARY KEY (operation_id, household_id, person_id)
);
CREATE INDEX coverage_workers_area ON coverage_workers (operation_id, area_path, household_id, person_id);
CREATE INDEX coverage_workers_missing ON coverage_workers (operation_id, missing, area_path, household_id, person_id);
CREATE INDEX coverage_workers_sources ON coverage_workers (operation_id, source_set, area_path, household_id, person_id);
CREATE INDEX coverage_workers_employer ON coverage_workers (operation_id, employer_id, area_path, household_id, person_id);

CREATE TABLE coverage_gaps (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    -- Where the household lies; for a row of a roster, the area of the office that uploaded it.
    area_path text COLLATE "C" NOT NULL,
    employer_id uuid,
    -- Whose move it is; none where the operation has nobody for it.
    mover_id uuid,
    -- The line of the organisation whose move it is; employers have none.
    line text COLLATE "C",
    household_id uuid,
    person_id uuid,
    roster_id uuid,
    row_no integer,
    since timestamptz NOT NULL,
    PRIMARY KEY (operation_id, id)
);
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
    operation_id uuid NOT NULL REFERENCES operations (id),
    party text COLLATE "C" NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    figure text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (operation_id, party, area_path, figure)
);
CREATE INDEX coverage_tallies_area ON coverage_tallies (operation_id, area_path, party);

-- By how much figures changed on a day, in the same transaction: a figure at the end of a day is today's without what
-- came after.
CREATE TABLE coverage_days (
    operation_id uuid NOT NULL REFERENCES operations (id),
    party text COLLATE "C" NOT NULL,
    day date NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    figure text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (operation_id, party, day, area_path, figure)
);

-- Households and rosters whose coverage is to be worked out anew: of a commit before it ends, of what was there before
-- this table, or is another's move since the organisations changed, by the server in the background.
CREATE TABLE coverage_due (
    operation_id uuid NOT NULL REFERENCES operations (id),
    kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (operation_id, kind, subject_id)
);

INSERT INTO coverage_due (operation_id, kind, subject_id) SELECT operation_id, 'later', id FROM households;
INSERT INTO coverage_due (operation_id, kind, subject_id)
    SELECT operation_id, 'roster', id FROM rosters WHERE status = 'committed';
