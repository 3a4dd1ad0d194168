-- Column names of held data are the headers of the data set, in lower case. Dates are text yyyy-mm-dd, codes are as their lists write
-- them, yes and no are Y and N; blank and malformed values are null. "other" holds, as one JSON object, every field of the entity's data
-- set that has no column.

CREATE TABLE agency (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    partnership TEXT NOT NULL,
    region TEXT NOT NULL,
    service TEXT NOT NULL CHECK (service IN ('adult', 'young-people', 'alcohol', 'prison')),
    email TEXT NOT NULL,
    active_from TEXT,
    active_to TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('active', 'referred'))
) STRICT;

-- Files laid over the data sets and code lists that are built into the program.
CREATE TABLE reference_file (
    name TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    agency TEXT,
    window_from TEXT,
    window_to TEXT,
    data_set TEXT,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    received TEXT NOT NULL,
    -- what was given beside the file, as JSON; it wins over the name
    given TEXT NOT NULL,
    correction INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('received', 'checking', 'rejected', 'held', 'accepted', 'superseded', 'withdrawn', 'failed')),
    -- the process that is checking it
    claimed_by TEXT,
    -- 1: its content is, or was until another took its place, among what is held
    loaded INTEGER NOT NULL DEFAULT 0,
    row_count INTEGER NOT NULL DEFAULT 0,
    refusal_count INTEGER NOT NULL DEFAULT 0,
    -- the how-manieth of the agency for a window that ends in that month, from 1
    month_number INTEGER NOT NULL,
    -- episodes, against what was held when it was checked
    added_count INTEGER NOT NULL DEFAULT 0,
    changed_count INTEGER NOT NULL DEFAULT 0,
    unchanged_count INTEGER NOT NULL DEFAULT 0,
    removed_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX submission_agency ON submission (agency, state);
-- One at a time for each agency.
CREATE UNIQUE INDEX submission_in_progress ON submission (agency) WHERE state = 'checking';

-- Files that were received and are not yet checked: as received, encrypted, in parts.
CREATE TABLE received_file (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (submission_id, part)
) STRICT;

-- Episodes that a submission adds, changes or removes.
CREATE TABLE submission_change (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    clientid TEXT NOT NULL,
    episodid TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
    PRIMARY KEY (submission_id, clientid, episodid)
) STRICT, WITHOUT ROWID;

-- Every step of a submission's life: who took it, when and why.
CREATE TABLE submission_event (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX submission_event_submission ON submission_event (submission_id);

CREATE TABLE submission_count (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    read_count INTEGER NOT NULL,
    loaded_count INTEGER NOT NULL,
    warned_count INTEGER NOT NULL,
    PRIMARY KEY (submission_id, entity)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    entity TEXT NOT NULL,
    lines TEXT NOT NULL,
    clientid TEXT,
    episodid TEXT,
    childid TEXT,
    column_name TEXT,
    value TEXT,
    -- what else the message shows, by placeholder
    details TEXT,
    -- of a warning: the hash of the episode or client that it is about, and 1 where somebody has checked it and found it correct
    row_hash TEXT,
    confirmed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, number)
) STRICT, WITHOUT ROWID;

-- Warnings that a provider has checked and found correct: they count no more until the episode or client changes.
CREATE TABLE confirmed_warning (
    agency TEXT NOT NULL,
    rule TEXT NOT NULL,
    clientid TEXT NOT NULL,
    episodid TEXT NOT NULL,
    childid TEXT NOT NULL,
    column_name TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (agency, rule, clientid, episodid, childid, column_name, row_hash)
) STRICT, WITHOUT ROWID;

-- Clients who refuse consent, by a keyed hash: the id itself is not kept.
CREATE TABLE refusal (
    agency TEXT NOT NULL,
    client_hash TEXT NOT NULL,
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (agency, client_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE submission_refusal (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    client_hash TEXT NOT NULL,
    PRIMARY KEY (submission_id, client_hash)
) STRICT, WITHOUT ROWID;

-- What was deleted because a client refuses.
CREATE TABLE purge (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    agency TEXT NOT NULL,
    client_hash TEXT NOT NULL,
    episodes INTEGER NOT NULL,
    raw_files INTEGER NOT NULL
) STRICT;

-- Files as received, less what may not be held: compressed and encrypted, in parts.
CREATE TABLE raw_file (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (submission_id, part)
) STRICT;

CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    agncy TEXT NOT NULL,
    clientid TEXT NOT NULL,
    finitial TEXT NOT NULL,
    sinitial TEXT NOT NULL,
    dob TEXT NOT NULL,
    sex TEXT NOT NULL,
    ethnic TEXT,
    consent TEXT NOT NULL,
    other TEXT,
    UNIQUE (agncy, clientid)
) STRICT;

CREATE TABLE episode (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    row_hash TEXT NOT NULL,
    episodid TEXT NOT NULL,
    refld TEXT NOT NULL,
    prevtr TEXT,
    pc TEXT,
    accmneed TEXT,
    prntstat TEXT,
    dat TEXT,
    pct TEXT,
    la TEXT,
    gpptce TEXT,
    drug1 TEXT NOT NULL,
    drug1age INTEGER,
    route TEXT,
    drug2 TEXT,
    drug3 TEXT,
    rfls TEXT,
    triaged TEXT NOT NULL,
    cplandt TEXT,
    injstat TEXT,
    childwth INTEGER,
    pregnant TEXT,
    alcddays INTEGER,
    alcunits INTEGER,
    hepctstd TEXT,
    hepcstat TEXT,
    hepctd TEXT,
    hepbvac TEXT,
    hepbstat TEXT,
    hlcassdt TEXT,
    topcc TEXT,
    disd TEXT,
    disrsn TEXT,
    empstat TEXT,
    other TEXT,
    UNIQUE (client, episodid)
) STRICT;

CREATE TABLE modality (
    id INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    modid TEXT NOT NULL,
    modal TEXT NOT NULL,
    refmoddt TEXT,
    faomoddt TEXT,
    modst TEXT,
    modend TEXT,
    modexit TEXT,
    other TEXT,
    UNIQUE (episode, modid)
) STRICT;

-- Treatment Outcomes Profile
CREATE TABLE top_interview (
    id INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    topid TEXT NOT NULL,
    topdate TEXT NOT NULL,
    trstage TEXT,
    alcuse INTEGER,
    opiuse INTEGER,
    crause INTEGER,
    cocause INTEGER,
    amphuse INTEGER,
    cannuse INTEGER,
    otdrguse INTEGER,
    ivdrguse INTEGER,
    sharing TEXT,
    shotheft INTEGER,
    drgsell INTEGER,
    oththeft INTEGER,
    assault TEXT,
    psyhstat INTEGER,
    pwork INTEGER,
    educat INTEGER,
    acuthpbm TEXT,
    hrisk TEXT,
    phstat INTEGER,
    quallife INTEGER,
    other TEXT,
    -- headers of the items answered "not disclosed", with commas between
    not_disclosed TEXT,
    -- 1: every item is blank or not disclosed (rule TOP-07)
    is_empty INTEGER NOT NULL,
    UNIQUE (episode, topid)
) STRICT;

CREATE TABLE sub_intervention (
    id INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    submid TEXT NOT NULL,
    submoddt TEXT NOT NULL,
    other TEXT,
    UNIQUE (episode, submid)
) STRICT;

CREATE TABLE time_in_treatment (
    id INTEGER PRIMARY KEY,
    episode INTEGER NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    titid TEXT NOT NULL,
    titdate TEXT NOT NULL,
    titreat TEXT,
    other TEXT,
    UNIQUE (episode, titid)
) STRICT;
