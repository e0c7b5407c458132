-- Closed households lose what tells who they were, some time after they were closed.

-- Days between the closing of a household and its anonymising.
ALTER TABLE operations ADD COLUMN anonymise_after_days INTEGER NOT NULL DEFAULT 365;
ALTER TABLE operations ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

ALTER TABLE households ADD COLUMN anonymised_at INTEGER;
-- The rule by which that was done; none where somebody did it at once.
ALTER TABLE households ADD COLUMN anonymised_after_days INTEGER;
CREATE INDEX households_closed ON households (operation_id, closed_at, id)
    WHERE closed_at IS NOT NULL AND anonymised_at IS NULL;

ALTER TABLE persons ADD COLUMN anonymised_at INTEGER;

-- The last entry that vouches for what this one has lost.
ALTER TABLE journal ADD COLUMN emptied_by BLOB;

-- Each loss of a sealed entry: which hash it was sealed with, and a digest of what was left. The entry that vouches for
-- it carries a digest of its lines here.
CREATE TABLE journal_emptied (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    position INTEGER NOT NULL,
    emptied_by BLOB NOT NULL,
    hash BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (operation_id, position, emptied_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_emptied_by ON journal_emptied (operation_id, emptied_by, position);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('households', 'households_closed', '100000 100000 2 1'),
    ('journal_emptied', 'journal_emptied', '1000000 1000000 1 1'),
    ('journal_emptied', 'journal_emptied_by', '1000000 1000000 20 1');
ANALYZE sqlite_schema;
