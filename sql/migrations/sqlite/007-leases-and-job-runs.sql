-- Until when the node that checks a submission has it for its own, UTC; it renews this while it works.
ALTER TABLE submission ADD COLUMN lease_until TEXT;

-- What the service did by itself, and what was done by hand in its place.
CREATE TABLE job_run (
    id INTEGER NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    -- of a job that is done once for a month: yyyy-mm
    month TEXT,
    node TEXT NOT NULL,
    -- a user's name; null: the schedule
    started_by TEXT,
    started TEXT NOT NULL,
    ended TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'done', 'nothing', 'failed')),
    -- what was done how often, as JSON
    counts TEXT NOT NULL,
    message TEXT,
    -- while it runs, as with submissions
    lease_until TEXT
) STRICT;
CREATE INDEX job_run_job ON job_run (job, id);
-- No two of a job at once.
CREATE UNIQUE INDEX job_run_running ON job_run (job) WHERE outcome = 'running';
