-- 区域调整: areas that went to another parent, and what waits to follow.

-- Where areas were before. An open move has households of which not everything has followed; a path is never given again,
-- because the journal and the figures of days gone by still name it.
CREATE TABLE area_moves (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    from_path text COLLATE "C" NOT NULL,
    to_path text COLLATE "C" NOT NULL,
    job_id uuid,
    moved_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id)
);
CREATE INDEX area_moves_from ON area_moves (operation_id, from_path);
CREATE INDEX area_moves_open ON area_moves (operation_id, done_at);

-- Households of which a job brings up to date what follows from their areas: names by which they are found, figures, whose
-- move their gaps are.
CREATE TABLE household_renewals (
    operation_id uuid NOT NULL REFERENCES operations (id),
    job_id uuid NOT NULL,
    household_id uuid NOT NULL,
    PRIMARY KEY (operation_id, job_id, household_id)
);

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
