DROP TABLE aliases;
DROP TABLE merges;
