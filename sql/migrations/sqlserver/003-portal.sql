-- What sending files through the portal and the API needs.

-- How far the check of a submission is, where it takes longer than a moment.
CREATE TABLE submission_progress (
    submission_id BIGINT NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    step NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (step IN (N'checking', N'comparing', N'loading')),
    rows_done BIGINT NOT NULL,
    -- how many rows the file has; 0: not known yet
    rows_about BIGINT NOT NULL,
    at DATETIME2 NOT NULL
);
GO

-- Files that were only checked: for their maker alone, and for 24 hours.
CREATE TABLE file_check (
    -- drawn at random, as it is part of an address
    id NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    made_by NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    made_at DATETIME2 NOT NULL,
    received DATE NOT NULL,
    agency NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    file_name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- what was given beside the file, as JSON; it wins over the name
    given NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    correction BIT NOT NULL,
    state NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (state IN (N'received', N'checking', N'done', N'failed')),
    -- the bytes as sent, until they are submitted
    received_file BIGINT NULL,
    -- what the file was then submitted as
    submission_id BIGINT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    node NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    lease_until DATETIME2 NULL,
    rows_done BIGINT NOT NULL DEFAULT 0,
    rows_about BIGINT NOT NULL DEFAULT 0,
    news_at DATETIME2 NOT NULL
);
GO
CREATE INDEX file_check_state ON file_check (state);
GO

-- What was found in it, encrypted: part 0 is the result without its issues, the others hold these in their order, 1,000 each.
CREATE TABLE file_check_part (
    check_id NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES file_check (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    content VARBINARY(MAX) NOT NULL,
    PRIMARY KEY (check_id, part)
);
GO

-- Keys by which a request that is sent twice is carried out once.
CREATE TABLE idempotency_key (
    owner NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    given_key NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    begun DATETIME2 NOT NULL,
    -- SHA-256 of the bytes that came with it, and what came of them; null while that is not known
    digest NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NULL,
    answer NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (owner, given_key)
);
GO
