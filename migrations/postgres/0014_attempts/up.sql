-- How often somebody has tried something lately, counted by all processes together. Whoever it is stands here as a keyed
-- digest: what strangers type into the field for a name may be a password. Worth nothing after a restart.

CREATE UNLOGGED TABLE attempts (
    kind text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    -- When all that was spent is given back.
    full_at timestamptz NOT NULL,
    PRIMARY KEY (kind, digest)
);
CREATE INDEX attempts_full_at ON attempts (full_at);
