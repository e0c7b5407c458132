-- Operations, their areas and the organisations that sit at them.
--
-- The key of every table that grows leads with its operation, so that the rows of one operation lie together and can be
-- moved together; a reference holds both columns, so that no row can refer to another operation's.

CREATE TABLE operations (
    id uuid NOT NULL PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    name_zh text COLLATE "C" NOT NULL,
    name_en text COLLATE "C" NOT NULL,
    time_zone text COLLATE "C" NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    root_area_id uuid,
    created_at timestamptz NOT NULL
);

CREATE TABLE areas (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    short_name text COLLATE "C" NOT NULL,
    -- The form that is compared when a list names an area (domain::areas::area_name_key).
    name_key text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    parent_id uuid,
    path text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, parent_id) REFERENCES areas (operation_id, id)
);
CREATE UNIQUE INDEX areas_code ON areas (operation_id, code);
CREATE UNIQUE INDEX areas_path ON areas (operation_id, path);
CREATE INDEX areas_parent ON areas (operation_id, parent_id, path);
CREATE INDEX areas_name_key ON areas (operation_id, level, name_key);
CREATE INDEX areas_name ON areas (operation_id, name);

CREATE TABLE worker_categories (
    operation_id uuid NOT NULL REFERENCES operations (id),
    code text COLLATE "C" NOT NULL,
    name_zh text COLLATE "C" NOT NULL,
    name_en text COLLATE "C" NOT NULL,
    -- The words for it on rosters.
    aliases jsonb NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (operation_id, code)
);

CREATE TABLE organisations (
    operation_id uuid NOT NULL REFERENCES operations (id),
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    area_path text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    line text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id)
);
CREATE UNIQUE INDEX organisations_name_key ON organisations (operation_id, name_key, area_id);
CREATE INDEX organisations_kind ON organisations (operation_id, kind, name_key);
CREATE INDEX organisations_area ON organisations (operation_id, area_path);

ALTER TABLE operations ADD FOREIGN KEY (id, root_area_id) REFERENCES areas (operation_id, id);
