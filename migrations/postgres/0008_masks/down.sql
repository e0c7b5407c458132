DROP TABLE reveals;
DROP TABLE household_openings;
DROP TABLE vault_keys;
ALTER TABLE persons ADD COLUMN identity_sealed bytea;
UPDATE persons SET identity_sealed = (
    SELECT sealed FROM identity_numbers numbers
    WHERE numbers.operation_id = persons.operation_id AND numbers.id = persons.identity_id);
ALTER TABLE persons DROP COLUMN identity_id;
DROP TABLE identity_numbers;
