-- What keeps identity numbers from those who have no business with them: sealed numbers apart from what pages read, the
-- keys in use, who opened which household, and how much somebody has revealed.

-- Every number that a person has or had. The journal names it by its id, so that a new key can seal it anew without a
-- change to the journal's chain.
CREATE TABLE identity_numbers (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (operation_id, id)
) STRICT;
CREATE INDEX identity_numbers_person ON identity_numbers (operation_id, person_id);

-- A number from before has its person's id.
INSERT INTO identity_numbers (operation_id, id, person_id, sealed)
    SELECT operation_id, id, id, identity_sealed FROM persons WHERE identity_sealed IS NOT NULL;
ALTER TABLE persons ADD COLUMN identity_id BLOB;
UPDATE persons SET identity_id = id WHERE identity_sealed IS NOT NULL;
ALTER TABLE persons DROP COLUMN identity_sealed;

-- The keys with which all processes seal and digest; empty: the first of the secrets file.
CREATE TABLE vault_keys (
    purpose TEXT NOT NULL,
    key_id TEXT NOT NULL,
    PRIMARY KEY (purpose)
) STRICT;
INSERT INTO vault_keys (purpose, key_id) VALUES ('sealing', ''), ('digest', '');

-- These digests are keyed from now on: without a key one could try numbers against them.
UPDATE rosters SET content_digest = randomblob(32);
DELETE FROM idempotency_keys;

-- The last hour for which the journal says that a user opened a household.
CREATE TABLE household_openings (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    household_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    hour INTEGER NOT NULL,
    PRIMARY KEY (operation_id, household_id, user_id)
) STRICT, WITHOUT ROWID;

-- How many values a user has revealed in each hour of the last days.
CREATE TABLE reveals (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    user_id BLOB NOT NULL,
    hour INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (operation_id, user_id, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX reveals_hour ON reveals (hour);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('identity_numbers', 'sqlite_autoindex_identity_numbers_1', '300000 300000 1'),
    ('identity_numbers', 'identity_numbers_person', '300000 300000 2'),
    ('household_openings', 'household_openings', '1000000 1000000 5 1');
ANALYZE sqlite_schema;
