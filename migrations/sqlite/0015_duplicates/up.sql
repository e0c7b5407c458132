-- Entries of the ledger that may be one, kept when the ledger is written, so that nobody searches for them on a request.

CREATE TABLE duplicates (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    -- domain::merges::MergeKind: of what both are.
    kind TEXT NOT NULL,
    -- Persons or households, the smaller id first.
    one_id BLOB NOT NULL,
    other_id BLOB NOT NULL,
    -- A set of words as bits (domain::households::Bits); of two that were told apart, the reasons that there were then.
    reasons INTEGER NOT NULL,
    state TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by BLOB,
    PRIMARY KEY (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX duplicates_pair ON duplicates (operation_id, one_id, other_id);
CREATE INDEX duplicates_other ON duplicates (operation_id, other_id);

-- From where both are seen: an area that holds both, or an employer that employs somebody of both. What is not here is
-- shown to nobody.
CREATE TABLE duplicate_sights (
    operation_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The place of the strongest reason among all reasons.
    strength INTEGER NOT NULL,
    sight TEXT NOT NULL,
    duplicate_id BLOB NOT NULL,
    PRIMARY KEY (operation_id, kind, state, strength, sight, duplicate_id),
    FOREIGN KEY (operation_id, duplicate_id) REFERENCES duplicates (operation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_sights_duplicate ON duplicate_sights (operation_id, duplicate_id, sight);

-- The digest of an identity number that was entered for somebody although somebody else has it whom the one who entered
-- it does not see. The number stays theirs until people have looked at both.
ALTER TABLE persons ADD COLUMN claimed_digest BLOB;
CREATE INDEX persons_claimed ON persons (operation_id, claimed_digest);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('duplicates', 'sqlite_autoindex_duplicates_1', '10000 10000 1'),
    ('duplicates', 'duplicates_pair', '10000 10000 2 1'),
    ('duplicates', 'duplicates_other', '10000 10000 2'),
    ('duplicate_sights', 'duplicate_sights', '10000 10000 5000 5000 1000 10 1'),
    ('duplicate_sights', 'duplicate_sights_duplicate', '10000 10000 1 1'),
    ('persons', 'persons_claimed', '300000 300000 2');
ANALYZE sqlite_schema;
