DELETE FROM sqlite_stat1 WHERE idx IN ('persons_claimed') OR tbl IN ('duplicates', 'duplicate_sights');
DROP INDEX persons_claimed;
ALTER TABLE persons DROP COLUMN claimed_digest;
DROP TABLE duplicate_sights;
DROP TABLE duplicates;
