-- Months as they were published: those who see published figures only see the snapshot of a month's last row here, unless it is withdrawn.
CREATE TABLE publication (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    cut DATE NOT NULL,
    snapshot_id BIGINT NOT NULL REFERENCES snapshot (id),
    published_at DATETIME2 NOT NULL,
    published_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    withdrawn_at DATETIME2 NULL,
    withdrawn_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NULL,
    -- everybody who could see the figures reads it
    reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    CHECK ((withdrawn_at IS NULL AND withdrawn_by IS NULL AND reason IS NULL)
        OR (withdrawn_at IS NOT NULL AND withdrawn_by IS NOT NULL AND reason IS NOT NULL))
);
CREATE INDEX publication_cut ON publication (cut, id);

-- Large changes against the month before that somebody has looked at. A note counts while the two numbers are what they were.
CREATE TABLE month_note (
    cut DATE NOT NULL,
    partnership NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    measure NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    before BIGINT NOT NULL,
    now BIGINT NOT NULL,
    note NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    noted_at DATETIME2 NOT NULL,
    noted_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (cut, partnership, measure)
);
