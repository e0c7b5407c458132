-- What SQLite is told about the large tables, so that it plans for many rows of one operation from the first day on.
-- Without this it takes ten rows for an operation and looks through all of them. The numbers of an index: rows in all, then
-- rows for a value of its first column, of its first two, and so on.

ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('households', 'sqlite_autoindex_households_1', '100000 100000 1'),
    ('households', 'households_reference', '100000 100000 1'),
    ('households', 'households_name', '100000 100000 2 1'),
    ('households', 'households_area', '100000 100000 200 1'),
    ('households', 'households_updated', '100000 100000 2 1'),
    ('households', 'households_away', '100000 100000 2000 1'),
    ('households', 'households_status', '100000 100000 25000 1'),
    ('households', 'households_owner', '100000 100000 500 1'),
    ('households', 'households_address', '100000 100000 200 2'),
    ('households', 'households_address_key', '100000 100000 2'),
    ('persons', 'sqlite_autoindex_persons_1', '300000 300000 1'),
    ('persons', 'persons_identity', '300000 300000 2'),
    ('persons', 'persons_name', '300000 300000 3 1'),
    ('phones', 'phones', '300000 300000 1'),
    ('phones', 'phones_person', '300000 300000 2 1'),
    ('phones', 'phones_number', '300000 300000 2'),
    ('memberships', 'memberships', '300000 300000 1'),
    ('memberships', 'memberships_household', '300000 300000 3 1'),
    ('memberships', 'memberships_person', '300000 300000 2 1'),
    ('postings', 'sqlite_autoindex_postings_1', '100000 100000 1'),
    ('postings', 'postings_person', '100000 100000 2'),
    ('postings', 'postings_employer', '100000 100000 1000 2'),
    ('postings', 'postings_category', '100000 100000 10000 2'),
    ('search_terms', 'search_terms', '8000000 8000000 20 2 1'),
    ('search_terms', 'search_terms_household', '8000000 8000000 80 2 1'),
    ('search_terms', 'search_terms_subject', '8000000 8000000 20'),
    ('journal', 'sqlite_autoindex_journal_1', '1000000 1000000 1'),
    ('journal', 'journal_position', '1000000 1000000 1'),
    ('journal', 'journal_unsealed', '100 100 1'),
    ('journal', 'journal_household', '1000000 1000000 10 1'),
    ('journal', 'journal_subject', '1000000 1000000 5 1'),
    ('journal', 'journal_batch', '1000000 1000000 1000 1'),
    ('roster_rows', 'sqlite_autoindex_roster_rows_1', '1000000 1000000 1000 1'),
    ('roster_rows', 'roster_rows_outcome', '1000000 1000000 1000 100 1'),
    ('roster_rows', 'roster_rows_waiting', '1000000 1000000 10000 100 1'),
    ('roster_rows', 'roster_rows_person', '1000000 1000000 3'),
    ('roster_rows', 'roster_rows_household', '1000000 1000000 5'),
    ('tallies', 'tallies', '5000 5000 15 1'),
    ('household_tallies', 'household_tallies', '100000 100000 1');
ANALYZE sqlite_schema;
