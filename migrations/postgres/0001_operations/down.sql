ALTER TABLE operations DROP CONSTRAINT operations_id_root_area_id_fkey;
DROP TABLE organisations;
DROP TABLE worker_categories;
DROP TABLE areas;
DROP TABLE operations;
