-- Dropping a table deletes its rows, and these two refer to each other.
UPDATE operations SET root_area_id = NULL;
UPDATE areas SET parent_id = NULL;
DROP TABLE organisations;
DROP TABLE worker_categories;
DROP TABLE areas;
DROP TABLE operations;
