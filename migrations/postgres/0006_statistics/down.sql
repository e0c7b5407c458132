-- PostgreSQL counts by itself (autovacuum); what SQLite is told is in the directory of the same name.
SELECT 1;
