-- Entries of the ledger that may be one, kept when the ledger is written, so that nobody searches for them on a request.

CREATE TABLE duplicates (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    -- domain::merges::MergeKind: of what both are.
    kind text COLLATE "C" NOT NULL,
    -- Persons or households, the smaller id first.
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    -- A set of words as bits (domain::households::Bits); of two that were told apart, the reasons that there were then.
    reasons integer NOT NULL,
    state text COLLATE "C" NOT NULL,
    found_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    PRIMARY KEY (operation_id, id)
);
CREATE UNIQUE INDEX duplicates_pair ON duplicates (operation_id, one_id, other_id);
CREATE INDEX duplicates_other ON duplicates (operation_id, other_id);

-- From where both are seen: an area that holds both, or an employer that employs somebody of both. What is not here is
-- shown to nobody.
CREATE TABLE duplicate_sights (
    operation_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    -- The place of the strongest reason among all reasons.
    strength integer NOT NULL,
    sight text COLLATE "C" NOT NULL,
    duplicate_id uuid NOT NULL,
    PRIMARY KEY (operation_id, kind, state, strength, sight, duplicate_id),
    FOREIGN KEY (operation_id, duplicate_id) REFERENCES duplicates (operation_id, id) ON DELETE CASCADE
);
CREATE INDEX duplicate_sights_duplicate ON duplicate_sights (operation_id, duplicate_id, sight);

-- The digest of an identity number that was entered for somebody although somebody else has it whom the one who entered
-- it does not see. The number stays theirs until people have looked at both.
ALTER TABLE persons ADD COLUMN claimed_digest bytea;
CREATE INDEX persons_claimed ON persons (operation_id, claimed_digest);
