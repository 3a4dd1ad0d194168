-- Until when the node that checks a submission has it for its own, UTC; it renews this while it works.
ALTER TABLE submission ADD lease_until NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NULL;
GO

-- What the service did by itself, and what was done by hand in its place.
CREATE TABLE job_run (
    id BIGINT NOT NULL PRIMARY KEY,
    job NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- of a job that is done once for a month: yyyy-mm
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NULL,
    node NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- a user's name; null: the schedule
    started_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NULL,
    started NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ended NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NULL,
    outcome NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (outcome IN (N'running', N'done', N'nothing', N'failed')),
    -- what was done how often, as JSON
    counts NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    message NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- while it runs, as with submissions
    lease_until NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NULL
);
GO
CREATE INDEX job_run_job ON job_run (job, id);
GO
-- No two of a job at once.
CREATE UNIQUE INDEX job_run_running ON job_run (job) WHERE outcome = N'running';
GO
