-- Operations, their areas and the organisations that sit at them.
--
-- The key of every table that grows leads with its operation, so that the rows of one operation lie together and can be
-- moved together; a reference holds both columns, so that no row can refer to another operation's.

CREATE TABLE operations (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    root_area_id BLOB,
    created_at INTEGER NOT NULL,
    FOREIGN KEY (id, root_area_id) REFERENCES areas (operation_id, id)
) STRICT;

CREATE TABLE areas (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    -- The form that is compared when a list names an area (domain::areas::area_name_key).
    name_key TEXT NOT NULL,
    level TEXT NOT NULL,
    parent_id BLOB,
    path TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, parent_id) REFERENCES areas (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX areas_code ON areas (operation_id, code);
CREATE UNIQUE INDEX areas_path ON areas (operation_id, path);
CREATE INDEX areas_parent ON areas (operation_id, parent_id, path);
CREATE INDEX areas_name_key ON areas (operation_id, level, name_key);
CREATE INDEX areas_name ON areas (operation_id, name);

CREATE TABLE worker_categories (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- The words for it on rosters.
    aliases TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (operation_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisations (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    area_path TEXT NOT NULL,
    kind TEXT NOT NULL,
    line TEXT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (operation_id, id),
    FOREIGN KEY (operation_id, area_id) REFERENCES areas (operation_id, id)
) STRICT;
CREATE UNIQUE INDEX organisations_name_key ON organisations (operation_id, name_key, area_id);
CREATE INDEX organisations_kind ON organisations (operation_id, kind, name_key);
CREATE INDEX organisations_area ON organisations (operation_id, area_path);
