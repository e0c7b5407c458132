-- 台账: households, the people in them, their postings, and the terms by which they are found.

CREATE TABLE households (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    reference TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The name as it is sorted: pinyin first.
    name_sort TEXT NOT NULL,
    name_by_hand INTEGER NOT NULL,
    area_id BLOB NOT NULL,
    area_path TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    -- The words for the village on a list, where they name several: the area is their common ancestor until a list says more.
    area_hint TEXT NOT NULL,
    status TEXT NOT NULL,
    -- Sets of words as bits (domain::households::Bits).
    situation INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    preferred_language TEXT,
    contact_hours TEXT,
    difficulties TEXT,
    situation_note TEXT,
    reported_elders INTEGER,
    reported_minors INTEGER,
    owner_id BLOB,
    -- Kept from members and postings, so that a list need not look them up.
    member_count INTEGER NOT NULL,
    worker_count INTEGER NOT NULL,
    dual_frontline INTEGER NOT NULL,
    primary_category TEXT,
    away_since TEXT,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id),
    FOREIGN KEY (operation_id, owner_id) REFERENCES users (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX households_reference ON households (operation_id, reference);
CREATE INDEX households_name ON households (operation_id, name_sort, id);
CREATE INDEX households_area ON households (operation_id, area_path, id);
CREATE INDEX households_updated ON households (operation_id, updated_at, id);
CREATE INDEX households_status ON households (operation_id, status, id);
CREATE INDEX households_owner ON households (operation_id, owner_id, id);
CREATE INDEX households_away ON households (operation_id, away_since, id);
CREATE INDEX households_address ON households (operation_id, area_id, address_key);
CREATE INDEX households_address_key ON households (operation_id, address_key);

CREATE TABLE persons (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sex TEXT,
    -- EDTF, since a list may leave out the year.
    birth_date TEXT,
    -- Keyed digest for finding, sealed number for revealing, masked number for showing.
    identity_digest BLOB,
    identity_sealed BLOB,
    identity_masked TEXT,
    school_grade TEXT,
    limited_mobility INTEGER NOT NULL,
    pregnant INTEGER NOT NULL,
    disability INTEGER NOT NULL,
    chronic_illness INTEGER NOT NULL,
    note TEXT,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id)
) STRICT;
-- No worker twice: two people of one identity number cannot be.
CREATE UNIQUE INDEX persons_identity ON persons (operation_id, identity_digest);
CREATE INDEX persons_name ON persons (operation_id, name_key, birth_date);

CREATE TABLE phones (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    number TEXT NOT NULL,
    label TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX phones_person ON phones (operation_id, person_id, position);
CREATE INDEX phones_number ON phones (operation_id, number);

CREATE TABLE memberships (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    relation TEXT,
    from_date TEXT,
    to_date TEXT,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, household_id) REFERENCES households (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_household ON memberships (operation_id, household_id, person_id);
CREATE INDEX memberships_person ON memberships (operation_id, person_id, household_id);

CREATE TABLE postings (
    operation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    category TEXT,
    employer_id BLOB,
    -- The employer as a list words it, where it is no organisation here.
    employer_name TEXT,
    place TEXT,
    from_date TEXT,
    to_date TEXT,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id),
    FOREIGN KEY (operation_id, category) REFERENCES worker_categories (operation_id, code),
    FOREIGN KEY (operation_id, employer_id) REFERENCES organisations (operation_id, id)
) STRICT;
CREATE INDEX postings_person ON postings (operation_id, person_id);
CREATE INDEX postings_employer ON postings (operation_id, employer_id, person_id);
CREATE INDEX postings_category ON postings (operation_id, category, person_id);

-- What people type to find a household: names and their parts, pinyin, initials, ends of phone numbers, addresses.
-- The subject is the person that a term belongs to, or the household itself.
CREATE TABLE search_terms (
    operation_id BLOB NOT NULL,
    term TEXT NOT NULL,
    household_id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (operation_id, term, household_id, subject_id),
    FOREIGN KEY (operation_id, household_id) REFERENCES households (operation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX search_terms_household ON search_terms (operation_id, household_id, term, subject_id);
CREATE INDEX search_terms_subject ON search_terms (operation_id, subject_id);

-- The home page's figures by area, kept so that they are not counted when somebody looks; and what each household adds
-- to them, so that a change of it changes them by the difference.
CREATE TABLE tallies (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    area_path TEXT NOT NULL,
    figure TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (operation_id, area_path, figure)
) STRICT, WITHOUT ROWID;

CREATE TABLE household_tallies (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    household_id BLOB NOT NULL,
    area_path TEXT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (operation_id, household_id)
) STRICT, WITHOUT ROWID;
