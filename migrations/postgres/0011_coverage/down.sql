DROP TABLE coverage_due;
DROP TABLE coverage_days;
DROP TABLE coverage_tallies;
DROP TABLE coverage_gaps;
DROP TABLE coverage_workers;
