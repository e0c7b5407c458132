-- 区域调整: areas that went to another parent, and what waits to follow.

-- Where areas were before. An open move has households of which not everything has followed; a path is never given again,
-- because the journal and the figures of days gone by still name it.
CREATE TABLE area_moves (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    from_path TEXT NOT NULL,
    to_path TEXT NOT NULL,
    job_id BLOB,
    moved_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id)
) STRICT;
CREATE INDEX area_moves_from ON area_moves (operation_id, from_path);
CREATE INDEX area_moves_open ON area_moves (operation_id, done_at);

-- Households of which a job brings up to date what follows from their areas: names by which they are found, figures, whose
-- move their gaps are.
CREATE TABLE household_renewals (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    job_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    PRIMARY KEY (operation_id, job_id, household_id)
) STRICT, WITHOUT ROWID;

-- An organisation's own view of the journal, of one person, one kind of entry, or with one other organisation.
CREATE INDEX journal_actor_person ON journal (operation_id, actor_organisation_id, actor_id, id)
    WHERE actor_organisation_id IS NOT NULL;
CREATE INDEX journal_actor_kind ON journal (operation_id, actor_organisation_id, kind, id)
    WHERE actor_organisation_id IS NOT NULL;
CREATE INDEX journal_subject_person ON journal (operation_id, subject_organisation_id, actor_id, id)
    WHERE subject_organisation_id IS NOT NULL;
CREATE INDEX journal_subject_kind ON journal (operation_id, subject_organisation_id, kind, id)
    WHERE subject_organisation_id IS NOT NULL;
CREATE INDEX journal_between ON journal (operation_id, subject_organisation_id, actor_organisation_id, id)
    WHERE subject_organisation_id IS NOT NULL;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('area_moves', 'area_moves_from', '20 20 1'),
    ('area_moves', 'area_moves_open', '20 20 5'),
    ('area_moves', 'sqlite_autoindex_area_moves_1', '20 20 1'),
    ('household_renewals', 'household_renewals', '10000 10000 5000 1'),
    ('journal', 'journal_actor_person', '1000000 1000000 20000 2000 1'),
    ('journal', 'journal_actor_kind', '1000000 1000000 20000 1000 1'),
    ('journal', 'journal_subject_person', '100000 100000 2000 500 1'),
    ('journal', 'journal_subject_kind', '100000 100000 2000 200 1'),
    ('journal', 'journal_between', '100000 100000 2000 1000 1');
ANALYZE sqlite_schema;
