DELETE FROM sqlite_stat1 WHERE tbl IN ('area_moves', 'household_renewals') OR idx IN
    ('journal_actor_person', 'journal_actor_kind', 'journal_subject_person', 'journal_subject_kind', 'journal_between');
DROP INDEX journal_between;
DROP INDEX journal_subject_kind;
DROP INDEX journal_subject_person;
DROP INDEX journal_actor_kind;
DROP INDEX journal_actor_person;
DROP TABLE household_renewals;
DROP TABLE area_moves;
