-- What sending files through the portal and the API needs.

-- How far the check of a submission is, where it takes longer than a moment.
CREATE TABLE submission_progress (
    submission_id INTEGER NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    step TEXT NOT NULL CHECK (step IN ('checking', 'comparing', 'loading')),
    rows_done INTEGER NOT NULL,
    -- how many rows the file has; 0: not known yet
    rows_about INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- Files that were only checked: for their maker alone, and for 24 hours.
CREATE TABLE file_check (
    -- drawn at random, as it is part of an address
    id TEXT NOT NULL PRIMARY KEY,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    received TEXT NOT NULL,
    agency TEXT,
    file_name TEXT NOT NULL,
    -- what was given beside the file, as JSON; it wins over the name
    given TEXT NOT NULL,
    correction INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'checking', 'done', 'failed')),
    -- the bytes as sent, until they are submitted
    received_file INTEGER,
    -- what the file was then submitted as
    submission_id INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    node TEXT,
    lease_until TEXT,
    rows_done INTEGER NOT NULL DEFAULT 0,
    rows_about INTEGER NOT NULL DEFAULT 0,
    news_at TEXT NOT NULL
) STRICT;
CREATE INDEX file_check_state ON file_check (state);

-- What was found in it, encrypted: part 0 is the result without its issues, the others hold these in their order, 1,000 each.
CREATE TABLE file_check_part (
    check_id TEXT NOT NULL REFERENCES file_check (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (check_id, part)
) STRICT;

-- Keys by which a request that is sent twice is carried out once.
CREATE TABLE idempotency_key (
    owner TEXT NOT NULL,
    given_key TEXT NOT NULL,
    begun TEXT NOT NULL,
    -- SHA-256 of the bytes that came with it, and what came of them; null while that is not known
    digest TEXT,
    answer TEXT,
    PRIMARY KEY (owner, given_key)
) STRICT, WITHOUT ROWID;
