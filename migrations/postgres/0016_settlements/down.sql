DROP TABLE coverage_settlements;
DELETE FROM coverage_gaps WHERE kind IN ('category_disputed', 'employer_disputed', 'address_disputed');
DELETE FROM coverage_tallies WHERE figure IN ('gap:category_disputed', 'gap:employer_disputed', 'gap:address_disputed');
DELETE FROM coverage_days WHERE figure IN ('gap:category_disputed', 'gap:employer_disputed', 'gap:address_disputed');
ALTER TABLE coverage_gaps DROP COLUMN source_set;
