-- What the list shows of a household's people, kept beside it: a page of the list is then one statement over households,
-- and does not grow with the members, phones and postings behind them.

ALTER TABLE households ADD COLUMN listing TEXT NOT NULL DEFAULT '{}';

-- One of the bits of `situation` says the same.
ALTER TABLE households DROP COLUMN dual_frontline;

-- Nobody looks for terms by their subject alone, and a third of what a household's terms cost went into this index.
DROP INDEX search_terms_subject;
