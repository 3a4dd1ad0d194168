-- What a load puts here goes from here into the tables of held data, set by set, and is deleted before the load's transaction ends: to all
-- others these tables are empty.

CREATE TABLE client_load (
    id INTEGER NOT NULL,
    submission_id INTEGER NOT NULL,
    agncy TEXT NOT NULL,
    clientid TEXT NOT NULL,
    finitial TEXT NOT NULL,
    sinitial TEXT NOT NULL,
    dob TEXT NOT NULL,
    sex TEXT NOT NULL,
    ethnic TEXT,
    consent TEXT NOT NULL,
    other TEXT,
    PRIMARY KEY (submission_id, id)
) STRICT, WITHOUT ROWID;

-- Held episodes that a loaded one replaces.
CREATE TABLE episode_load (
    submission_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (submission_id, id)
) STRICT, WITHOUT ROWID;

-- Clients who refuse, or refuse no more; the id is null where the agency has no client of that hash.
CREATE TABLE refusal_load (
    submission_id INTEGER NOT NULL,
    client_hash TEXT NOT NULL,
    clientid TEXT,
    PRIMARY KEY (submission_id, client_hash)
) STRICT, WITHOUT ROWID;
