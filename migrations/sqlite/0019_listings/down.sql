CREATE INDEX search_terms_subject ON search_terms (operation_id, subject_id);
ALTER TABLE households DROP COLUMN listing;
ALTER TABLE households ADD COLUMN dual_frontline INTEGER NOT NULL DEFAULT 0;
