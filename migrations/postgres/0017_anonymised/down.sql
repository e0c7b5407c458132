DROP TABLE journal_emptied;
ALTER TABLE journal DROP COLUMN emptied_by;
ALTER TABLE persons DROP COLUMN anonymised_at;
DROP INDEX households_closed;
ALTER TABLE households DROP COLUMN anonymised_after_days;
ALTER TABLE households DROP COLUMN anonymised_at;
ALTER TABLE operations DROP COLUMN revision;
ALTER TABLE operations DROP COLUMN anonymise_after_days;
