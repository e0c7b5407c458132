-- 花名册: the lists that offices send, each row with what became of it, and the long work done on them.

CREATE TABLE sources (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    organisation_id uuid,
    name text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    -- What a person corrected about this source's columns, for the next list of theirs.
    column_memory jsonb NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id)
);
CREATE UNIQUE INDEX sources_code ON sources (operation_id, code);
CREATE INDEX sources_name ON sources (operation_id, name);
CREATE INDEX sources_organisation ON sources (operation_id, organisation_id);

CREATE TABLE rosters (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    source_id uuid NOT NULL,
    filename text COLLATE "C" NOT NULL,
    content_digest bytea NOT NULL,
    size bigint NOT NULL,
    as_of date,
    status text COLLATE "C" NOT NULL,
    -- The recognised sheets, header rows and columns.
    recognition jsonb NOT NULL,
    counts jsonb NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    committed_at timestamptz,
    undone_at timestamptz,
    revision bigint NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id),
    FOREIGN KEY (operation_id, source_id) REFERENCES sources (operation_id, id),
    FOREIGN KEY (operation_id, created_by) REFERENCES users (operation_id, id)
);
CREATE INDEX rosters_created ON rosters (operation_id, created_at, id);
CREATE INDEX rosters_organisation ON rosters (operation_id, organisation_id, created_at, id);
CREATE INDEX rosters_content ON rosters (operation_id, content_digest);
CREATE INDEX rosters_source ON rosters (operation_id, source_id);

-- The file itself, apart from what is listed.
CREATE TABLE roster_files (
    operation_id uuid NOT NULL,
    roster_id uuid NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (operation_id, roster_id),
    FOREIGN KEY (operation_id, roster_id) REFERENCES rosters (operation_id, id) ON DELETE CASCADE
);

CREATE TABLE roster_rows (
    operation_id uuid NOT NULL,
    roster_id uuid NOT NULL,
    row_no integer NOT NULL,
    sheet text COLLATE "C" NOT NULL,
    line integer NOT NULL,
    cells jsonb NOT NULL,
    record jsonb NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    reasons jsonb NOT NULL,
    applied boolean NOT NULL,
    -- Whom the row was found to be about; they may have left the ledger since.
    person_id uuid,
    household_id uuid,
    decided_by uuid,
    PRIMARY KEY (operation_id, roster_id, row_no),
    FOREIGN KEY (operation_id, roster_id) REFERENCES rosters (operation_id, id) ON DELETE CASCADE
);
CREATE INDEX roster_rows_outcome ON roster_rows (operation_id, roster_id, outcome, row_no);
CREATE INDEX roster_rows_waiting ON roster_rows (operation_id, outcome, roster_id, row_no);
CREATE INDEX roster_rows_person ON roster_rows (operation_id, person_id);
CREATE INDEX roster_rows_household ON roster_rows (operation_id, household_id);

CREATE TABLE jobs (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    created_by uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    state text COLLATE "C" NOT NULL,
    done bigint NOT NULL,
    total bigint NOT NULL,
    problem jsonb,
    attempts integer NOT NULL,
    -- A worker that stops renewing its lease has died; another takes the job.
    lease_until timestamptz,
    lease_holder uuid,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, created_by) REFERENCES users (operation_id, id)
);
CREATE INDEX jobs_open ON jobs (state, created_at, id);
CREATE INDEX jobs_subject ON jobs (operation_id, subject_id, created_at);
