-- 花名册: the lists that offices send, each row with what became of it, and the long work done on them.

CREATE TABLE sources (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    organisation_id BLOB,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    -- What a person corrected about this source's columns, for the next list of theirs.
    column_memory TEXT NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX sources_code ON sources (operation_id, code);
CREATE INDEX sources_name ON sources (operation_id, name);
CREATE INDEX sources_organisation ON sources (operation_id, organisation_id);

CREATE TABLE rosters (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    filename TEXT NOT NULL,
    content_digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    as_of TEXT,
    status TEXT NOT NULL,
    -- The recognised sheets, header rows and columns.
    recognition TEXT NOT NULL,
    counts TEXT NOT NULL,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    committed_at INTEGER,
    undone_at INTEGER,
    revision INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES organisations (operation_id, id),
    FOREIGN KEY (operation_id, source_id) REFERENCES sources (operation_id, id),
    FOREIGN KEY (operation_id, created_by) REFERENCES users (operation_id, id)
) STRICT;
CREATE INDEX rosters_created ON rosters (operation_id, created_at, id);
CREATE INDEX rosters_organisation ON rosters (operation_id, organisation_id, created_at, id);
CREATE INDEX rosters_content ON rosters (operation_id, content_digest);
CREATE INDEX rosters_source ON rosters (operation_id, source_id);

-- The file itself, apart from what is listed.
CREATE TABLE roster_files (
    operation_id BLOB NOT NULL,
    roster_id BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (operation_id, roster_id),
    FOREIGN KEY (operation_id, roster_id) REFERENCES rosters (operation_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE roster_rows (
    operation_id BLOB NOT NULL,
    roster_id BLOB NOT NULL,
    row_no INTEGER NOT NULL,
    sheet TEXT NOT NULL,
    line INTEGER NOT NULL,
    cells TEXT NOT NULL,
    record TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reasons TEXT NOT NULL,
    applied INTEGER NOT NULL,
    -- Whom the row was found to be about; they may have left the ledger since.
    person_id BLOB,
    household_id BLOB,
    decided_by BLOB,
    PRIMARY KEY (operation_id, roster_id, row_no),
    FOREIGN KEY (operation_id, roster_id) REFERENCES rosters (operation_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX roster_rows_outcome ON roster_rows (operation_id, roster_id, outcome, row_no);
CREATE INDEX roster_rows_waiting ON roster_rows (operation_id, outcome, roster_id, row_no);
CREATE INDEX roster_rows_person ON roster_rows (operation_id, person_id);
CREATE INDEX roster_rows_household ON roster_rows (operation_id, household_id);

CREATE TABLE jobs (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    created_by BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    problem TEXT,
    attempts INTEGER NOT NULL,
    -- A worker that stops renewing its lease has died; another takes the job.
    lease_until INTEGER,
    lease_holder BLOB,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, created_by) REFERENCES users (operation_id, id)
) STRICT;
CREATE INDEX jobs_open ON jobs (state, created_at, id);
CREATE INDEX jobs_subject ON jobs (operation_id, subject_id, created_at);
