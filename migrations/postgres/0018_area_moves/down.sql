DROP INDEX journal_between;
DROP INDEX journal_subject_kind;
DROP INDEX journal_subject_person;
DROP INDEX journal_actor_kind;
DROP INDEX journal_actor_person;
DROP TABLE household_renewals;
DROP TABLE area_moves;
