DROP INDEX persons_claimed;
ALTER TABLE persons DROP COLUMN claimed_digest;
DROP TABLE duplicate_sights;
DROP TABLE duplicates;
