-- Months as they were published: those who see published figures only see the snapshot of a month's last row here, unless it is withdrawn.
CREATE TABLE publication (
    id INTEGER NOT NULL PRIMARY KEY,
    cut TEXT NOT NULL,
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    published_at TEXT NOT NULL,
    published_by TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT,
    -- everybody who could see the figures reads it
    reason TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (reason IS NULL))
) STRICT;
CREATE INDEX publication_cut ON publication (cut, id);

-- Large changes against the month before that somebody has looked at. A note counts while the two numbers are what they were.
CREATE TABLE month_note (
    cut TEXT NOT NULL,
    partnership TEXT NOT NULL,
    measure TEXT NOT NULL,
    before INTEGER NOT NULL,
    now INTEGER NOT NULL,
    note TEXT,
    noted_at TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    PRIMARY KEY (cut, partnership, measure)
) STRICT, WITHOUT ROWID;
