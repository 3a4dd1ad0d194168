-- Record linkage (Definitions/persons.md). A client is named by the first 32 digits of the keyed hash by which refusals name it: its rows of
-- current data come and go with each load. No initials, dates of birth or postcodes are kept here.

-- Models of linkage; the one made last is in use.
CREATE TABLE linkage_model (
    id INTEGER NOT NULL PRIMARY KEY,
    -- its name: the first digits of a hash of what it says
    model TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;

-- Persons as linkage sees them. The id is for life; one that was merged is an alias of an older one.
CREATE TABLE linked_person (
    id INTEGER NOT NULL PRIMARY KEY,
    merged_into INTEGER REFERENCES linked_person (id)
) STRICT;

CREATE TABLE linked_client (
    client_hash TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    -- keyed hash of what is compared: a client with another is compared again; empty while no agency has the client
    content_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Pairs of clients who may be one person, with a probability of 0.50 and over.
CREATE TABLE suspected_link (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    -- match weight in bits, with what is known beforehand
    bits REAL NOT NULL,
    model TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

-- What each run of linkage did and found, as JSON.
CREATE TABLE linkage_run (
    id INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    model TEXT NOT NULL,
    cut TEXT NOT NULL,
    content TEXT NOT NULL,
    -- the highest ids given until then: none is given twice
    last_person INTEGER NOT NULL,
    last_pair INTEGER NOT NULL
) STRICT;

-- Pairs for people to decide on.
CREATE TABLE review_pair (
    id INTEGER NOT NULL PRIMARY KEY,
    -- two official persons may be one (link), or one may be two (split)
    kind TEXT NOT NULL CHECK (kind IN ('link', 'split')),
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    agency_one TEXT NOT NULL,
    agency_other TEXT NOT NULL,
    bits REAL NOT NULL,
    -- that the suspicion is right
    probability REAL NOT NULL,
    model TEXT NOT NULL,
    -- at how many levels of area, from partnership to England, both are in treatment in the year to the cut
    effect INTEGER NOT NULL,
    partnership TEXT,
    region TEXT,
    UNIQUE (one, other)
) STRICT;
CREATE INDEX review_pair_order ON review_pair (effect, probability);

CREATE TABLE person_decision (
    id INTEGER NOT NULL PRIMARY KEY,
    pair_id INTEGER NOT NULL REFERENCES review_pair (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    -- 1: it has no effect until somebody else has confirmed it
    needs_second INTEGER NOT NULL,
    confirmed_at TEXT,
    confirmed_by TEXT,
    undone_at TEXT,
    undone_by TEXT,
    undo_reason TEXT
) STRICT;
-- One that stands for each pair.
CREATE UNIQUE INDEX person_decision_standing ON person_decision (pair_id) WHERE undone_at IS NULL;

-- Who has looked at initials and dates of birth, and of which pair; also after the pair is gone.
CREATE TABLE person_view (
    id INTEGER NOT NULL PRIMARY KEY,
    pair_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL
) STRICT;
CREATE INDEX person_view_pair ON person_view (pair_id);
