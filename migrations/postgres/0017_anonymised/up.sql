-- Closed households lose what tells who they were, some time after they were closed.

-- Days between the closing of a household and its anonymising.
ALTER TABLE operations ADD COLUMN anonymise_after_days integer NOT NULL DEFAULT 365;
ALTER TABLE operations ADD COLUMN revision bigint NOT NULL DEFAULT 1;

ALTER TABLE households ADD COLUMN anonymised_at timestamptz;
-- The rule by which that was done; none where somebody did it at once.
ALTER TABLE households ADD COLUMN anonymised_after_days integer;
CREATE INDEX households_closed ON households (operation_id, closed_at, id)
    WHERE closed_at IS NOT NULL AND anonymised_at IS NULL;

ALTER TABLE persons ADD COLUMN anonymised_at timestamptz;

-- The last entry that vouches for what this one has lost.
ALTER TABLE journal ADD COLUMN emptied_by uuid;

-- Each loss of a sealed entry: which hash it was sealed with, and a digest of what was left. The entry that vouches for
-- it carries a digest of its lines here.
CREATE TABLE journal_emptied (
    operation_id uuid NOT NULL REFERENCES operations (id),
    position bigint NOT NULL,
    emptied_by uuid NOT NULL,
    hash bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (operation_id, position, emptied_by)
);
CREATE INDEX journal_emptied_by ON journal_emptied (operation_id, emptied_by, position);
