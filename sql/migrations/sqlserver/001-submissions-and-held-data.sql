-- Column names of held data are the headers of the data set, in lower case. Dates are text yyyy-mm-dd, codes are as their lists write
-- them, yes and no are Y and N; blank and malformed values are null. "other" holds, as one JSON object, every field of the entity's data
-- set that has no column.

CREATE TABLE agency (
    code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    partnership NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    region NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    service NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (service IN (N'adult', N'young-people', N'alcohol', N'prison')),
    email NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    active_from NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    active_to NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    scope NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (scope IN (N'active', N'referred'))
);
GO

-- Files laid over the data sets and code lists that are built into the program.
CREATE TABLE reference_file (
    name NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    content VARBINARY(MAX) NOT NULL
);
GO

CREATE TABLE submission (
    id BIGINT NOT NULL PRIMARY KEY,
    agency NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    window_from NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    window_to NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    data_set NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    file_name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sha256 NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    received NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- what was given beside the file, as JSON; it wins over the name
    given NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    correction BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    state NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL
        CHECK (state IN (N'received', N'checking', N'rejected', N'held', N'accepted', N'superseded', N'withdrawn', N'failed')),
    -- the process that is checking it
    claimed_by NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    -- 1: its content is, or was until another took its place, among what is held
    loaded BIGINT NOT NULL DEFAULT 0,
    row_count BIGINT NOT NULL DEFAULT 0,
    refusal_count BIGINT NOT NULL DEFAULT 0,
    -- the how-manieth of the agency for a window that ends in that month, from 1
    month_number BIGINT NOT NULL,
    -- episodes, against what was held when it was checked
    added_count BIGINT NOT NULL DEFAULT 0,
    changed_count BIGINT NOT NULL DEFAULT 0,
    unchanged_count BIGINT NOT NULL DEFAULT 0,
    removed_count BIGINT NOT NULL DEFAULT 0
);
GO
CREATE INDEX submission_agency ON submission (agency, state);
GO
-- One at a time for each agency.
CREATE UNIQUE INDEX submission_in_progress ON submission (agency) WHERE state = N'checking' AND agency IS NOT NULL;
GO

-- Files that were received and are not yet checked: as received, encrypted, in parts.
CREATE TABLE received_file (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    content VARBINARY(MAX) NOT NULL,
    PRIMARY KEY (submission_id, part)
);
GO

-- Episodes that a submission adds, changes or removes.
CREATE TABLE submission_change (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    change NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (change IN (N'added', N'changed', N'removed')),
    PRIMARY KEY (submission_id, clientid, episodid)
);
GO

-- Every step of a submission's life: who took it, when and why.
CREATE TABLE submission_event (
    id BIGINT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    at NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    who NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    state NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO
CREATE INDEX submission_event_submission ON submission_event (submission_id);
GO

CREATE TABLE submission_count (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    entity NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    read_count BIGINT NOT NULL,
    loaded_count BIGINT NOT NULL,
    warned_count BIGINT NOT NULL,
    PRIMARY KEY (submission_id, entity)
);
GO

CREATE TABLE issue (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    "rule" NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    severity NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    entity NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    lines NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    episodid NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    childid NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    column_name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    value NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- what else the message shows, by placeholder
    details NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- of a warning: the hash of the episode or client that it is about, and 1 where somebody has checked it and found it correct
    row_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NULL,
    confirmed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, number)
);
GO

-- Warnings that a provider has checked and found correct: they count no more until the episode or client changes.
CREATE TABLE confirmed_warning (
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    "rule" NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    childid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    column_name NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    row_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    at NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    who NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (agency, "rule", clientid, episodid, childid, column_name, row_hash)
);
GO

-- Clients who refuse consent, by a keyed hash: the id itself is not kept.
CREATE TABLE refusal (
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    PRIMARY KEY (agency, client_hash)
);
GO

CREATE TABLE submission_refusal (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (submission_id, client_hash)
);
GO

-- What was deleted because a client refuses.
CREATE TABLE purge (
    id BIGINT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodes BIGINT NOT NULL,
    raw_files BIGINT NOT NULL
);
GO

-- Files as received, less what may not be held: compressed and encrypted, in parts.
CREATE TABLE raw_file (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    content VARBINARY(MAX) NOT NULL,
    PRIMARY KEY (submission_id, part)
);
GO

CREATE TABLE client (
    id BIGINT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    agncy NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sinitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    dob NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ethnic NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    consent NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (agncy, clientid)
);
GO

CREATE TABLE episode (
    id BIGINT NOT NULL PRIMARY KEY,
    client BIGINT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    row_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    refld NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    prevtr NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    pc NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    accmneed NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    prntstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    dat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    pct NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    la NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    gpptce NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    drug1 NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    drug1age BIGINT NULL,
    route NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    drug2 NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    drug3 NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    rfls NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    triaged NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    cplandt NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    injstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    childwth BIGINT NULL,
    pregnant NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    alcddays BIGINT NULL,
    alcunits BIGINT NULL,
    hepctstd NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    hepcstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepctd NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbvac NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hlcassdt NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    topcc NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    disd NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    disrsn NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    empstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (client, episodid)
);
GO

CREATE TABLE modality (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    modid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    modal NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    refmoddt NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    faomoddt NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    modst NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    modend NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NULL,
    modexit NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (episode, modid)
);
GO

-- Treatment Outcomes Profile
CREATE TABLE top_interview (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    topid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topdate NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    trstage NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    alcuse BIGINT NULL,
    opiuse BIGINT NULL,
    crause BIGINT NULL,
    cocause BIGINT NULL,
    amphuse BIGINT NULL,
    cannuse BIGINT NULL,
    otdrguse BIGINT NULL,
    ivdrguse BIGINT NULL,
    sharing NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    shotheft BIGINT NULL,
    drgsell BIGINT NULL,
    oththeft BIGINT NULL,
    assault NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    psyhstat BIGINT NULL,
    pwork BIGINT NULL,
    educat BIGINT NULL,
    acuthpbm NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hrisk NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    phstat BIGINT NULL,
    quallife BIGINT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- headers of the items answered "not disclosed", with commas between
    not_disclosed NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- 1: every item is blank or not disclosed (rule TOP-07)
    is_empty BIGINT NOT NULL,
    UNIQUE (episode, topid)
);
GO

CREATE TABLE sub_intervention (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    submid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    submoddt NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (episode, submid)
);
GO

CREATE TABLE time_in_treatment (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    titid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    titdate NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    titreat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (episode, titid)
);
GO
