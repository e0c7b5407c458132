DELETE FROM sqlite_stat1 WHERE tbl IN ('identity_numbers', 'household_openings');
DROP TABLE reveals;
DROP TABLE household_openings;
DROP TABLE vault_keys;
ALTER TABLE persons ADD COLUMN identity_sealed BLOB;
UPDATE persons SET identity_sealed = (
    SELECT sealed FROM identity_numbers numbers
    WHERE numbers.operation_id = persons.operation_id AND numbers.id = persons.identity_id);
ALTER TABLE persons DROP COLUMN identity_id;
DROP TABLE identity_numbers;
ANALYZE sqlite_schema;
