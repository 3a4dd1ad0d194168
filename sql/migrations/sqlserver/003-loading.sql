-- What a load puts here goes from here into the tables of held data, set by set, and is deleted before the load's transaction ends: to all
-- others these tables are empty.

CREATE TABLE client_load (
    id BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    agncy NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sinitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    dob NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ethnic NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    consent NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (submission_id, id)
);
GO

-- Held episodes that a loaded one replaces.
CREATE TABLE episode_load (
    submission_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (submission_id, id)
);
GO

-- Clients who refuse, or refuse no more; the id is null where the agency has no client of that hash. The id is as its issues have it, which
-- is as long as it was sent.
CREATE TABLE refusal_load (
    submission_id BIGINT NOT NULL,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (submission_id, client_hash)
);
GO
