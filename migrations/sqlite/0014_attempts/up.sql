-- How often somebody has tried something lately, counted by all processes together. Whoever it is stands here as a keyed
-- digest: what strangers type into the field for a name may be a password. Worth nothing after a restart.

CREATE TABLE attempts (
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    -- When all that was spent is given back.
    full_at INTEGER NOT NULL,
    PRIMARY KEY (kind, digest)
) STRICT;
CREATE INDEX attempts_full_at ON attempts (full_at);
