-- Record linkage (Definitions/persons.md). A client is named by the first 32 digits of the keyed hash by which refusals name it: its rows of
-- current data come and go with each load. No initials, dates of birth or postcodes are kept here.

-- Models of linkage; the one made last is in use.
CREATE TABLE linkage_model (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    -- its name: the first digits of a hash of what it says
    model NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE,
    made_at DATETIME2 NOT NULL,
    made_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    content VARBINARY(MAX) NOT NULL
);
GO

-- Persons as linkage sees them. The id is for life; one that was merged is an alias of an older one.
CREATE TABLE linked_person (
    id BIGINT NOT NULL PRIMARY KEY,
    merged_into BIGINT NULL REFERENCES linked_person (id)
);
GO

CREATE TABLE linked_client (
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL,
    -- keyed hash of what is compared: a client with another is compared again; empty while no agency has the client
    content_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

-- Pairs of clients who may be one person, with a probability of 0.50 and over.
CREATE TABLE suspected_link (
    one NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- match weight in bits, with what is known beforehand
    bits FLOAT NOT NULL,
    model NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (one, other)
);
GO

-- What each run of linkage did and found, as JSON.
CREATE TABLE linkage_run (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    at DATETIME2 NOT NULL,
    who NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    model NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    cut DATE NOT NULL,
    content NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the highest ids given until then: none is given twice
    last_person BIGINT NOT NULL,
    last_pair BIGINT NOT NULL
);
GO

-- Pairs for people to decide on.
CREATE TABLE review_pair (
    id BIGINT NOT NULL PRIMARY KEY,
    -- two official persons may be one (link), or one may be two (split)
    kind NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (kind IN (N'link', N'split')),
    one NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    agency_one NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    agency_other NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    bits FLOAT NOT NULL,
    -- that the suspicion is right
    probability FLOAT NOT NULL,
    model NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- at how many levels of area, from partnership to England, both are in treatment in the year to the cut
    effect BIGINT NOT NULL,
    partnership NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    region NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (one, other)
);
GO
CREATE INDEX review_pair_order ON review_pair (effect, probability);
GO

CREATE TABLE person_decision (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    pair_id BIGINT NOT NULL REFERENCES review_pair (id) ON DELETE CASCADE,
    verdict NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (verdict IN (N'same', N'different', N'unsure')),
    reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    at DATETIME2 NOT NULL,
    who NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- 1: it has no effect until somebody else has confirmed it
    needs_second BIT NOT NULL,
    confirmed_at DATETIME2 NULL,
    confirmed_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NULL,
    undone_at DATETIME2 NULL,
    undone_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NULL,
    undo_reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO
-- One that stands for each pair.
CREATE UNIQUE INDEX person_decision_standing ON person_decision (pair_id) WHERE undone_at IS NULL;
GO

-- Who has looked at initials and dates of birth, and of which pair; also after the pair is gone.
CREATE TABLE person_view (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    pair_id BIGINT NOT NULL,
    at DATETIME2 NOT NULL,
    who NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO
CREATE INDEX person_view_pair ON person_view (pair_id);
GO
