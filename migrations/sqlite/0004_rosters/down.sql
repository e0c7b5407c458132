DROP TABLE jobs;
DROP TABLE roster_rows;
DROP TABLE roster_files;
DROP TABLE rosters;
DROP TABLE sources;
