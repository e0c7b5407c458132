-- 台账: households, the people in them, their postings, and the terms by which they are found.

CREATE TABLE households (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    reference text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    -- The name as it is sorted: pinyin first.
    name_sort text COLLATE "C" NOT NULL,
    name_by_hand boolean NOT NULL,
    area_id uuid NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    address_key text COLLATE "C" NOT NULL,
    -- The words for the village on a list, where they name several: the area is their common ancestor until a list says more.
    area_hint text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    -- Sets of words as bits (domain::households::Bits).
    situation integer NOT NULL,
    missing integer NOT NULL,
    preferred_language text COLLATE "C",
    contact_hours text COLLATE "C",
    difficulties text COLLATE "C",
    situation_note text COLLATE "C",
    reported_elders integer,
    reported_minors integer,
    owner_id uuid,
    -- Kept from members and postings, so that a list need not look them up.
    member_count integer NOT NULL,
    worker_count integer NOT NULL,
    dual_frontline boolean NOT NULL,
    primary_category text COLLATE "C",
    away_since date,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id),
    FOREIGN KEY (operation_id, owner_id) REFERENCES users (operation_id, id)
);
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
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    sex text COLLATE "C",
    -- EDTF, since a list may leave out the year.
    birth_date text COLLATE "C",
    -- Keyed digest for finding, sealed number for revealing, masked number for showing.
    identity_digest bytea,
    identity_sealed bytea,
    identity_masked text COLLATE "C",
    school_grade text COLLATE "C",
    limited_mobility boolean NOT NULL,
    pregnant boolean NOT NULL,
    disability boolean NOT NULL,
    chronic_illness boolean NOT NULL,
    note text COLLATE "C",
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (operation_id, id)
);
-- No worker twice: two people of one identity number cannot be.
CREATE UNIQUE INDEX persons_identity ON persons (operation_id, identity_digest);
CREATE INDEX persons_name ON persons (operation_id, name_key, birth_date);

CREATE TABLE phones (
    operation_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    number text COLLATE "C" NOT NULL,
    label text COLLATE "C",
    position integer NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id) ON DELETE CASCADE
);
CREATE INDEX phones_person ON phones (operation_id, person_id, position);
CREATE INDEX phones_number ON phones (operation_id, number);

CREATE TABLE memberships (
    operation_id uuid NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    relation text COLLATE "C",
    from_date date,
    to_date date,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, household_id) REFERENCES households (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id)
);
CREATE INDEX memberships_household ON memberships (operation_id, household_id, person_id);
CREATE INDEX memberships_person ON memberships (operation_id, person_id, household_id);

CREATE TABLE postings (
    operation_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    category text COLLATE "C",
    employer_id uuid,
    -- The employer as a list words it, where it is no organisation here.
    employer_name text COLLATE "C",
    place text COLLATE "C",
    from_date date,
    to_date date,
    state text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, person_id) REFERENCES persons (operation_id, id),
    FOREIGN KEY (operation_id, category) REFERENCES worker_categories (operation_id, code),
    FOREIGN KEY (operation_id, employer_id) REFERENCES organisations (operation_id, id)
);
CREATE INDEX postings_person ON postings (operation_id, person_id);
CREATE INDEX postings_employer ON postings (operation_id, employer_id, person_id);
CREATE INDEX postings_category ON postings (operation_id, category, person_id);

-- What people type to find a household: names and their parts, pinyin, initials, ends of phone numbers, addresses.
-- The subject is the person that a term belongs to, or the household itself.
CREATE TABLE search_terms (
    operation_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL,
    household_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (operation_id, term, household_id, subject_id),
    FOREIGN KEY (operation_id, household_id) REFERENCES households (operation_id, id) ON DELETE CASCADE
);
CREATE INDEX search_terms_household ON search_terms (operation_id, household_id, term, subject_id);
CREATE INDEX search_terms_subject ON search_terms (operation_id, subject_id);

-- The home page's figures by area, kept so that they are not counted when somebody looks; and what each household adds
-- to them, so that a change of it changes them by the difference.
CREATE TABLE tallies (
    operation_id uuid NOT NULL REFERENCES operations (id),
    area_path text COLLATE "C" NOT NULL,
    figure text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (operation_id, area_path, figure)
);

CREATE TABLE household_tallies (
    operation_id uuid NOT NULL REFERENCES operations (id),
    household_id uuid NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    figures jsonb NOT NULL,
    PRIMARY KEY (operation_id, household_id)
);
