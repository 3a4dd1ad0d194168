-- Column names of held data are the headers of the data set, in lower case. Codes are as their lists write them, yes and no are Y
-- and N; blank and malformed values are null. Moments are UTC. "other" holds, as one JSON object, every field of the entity's data
-- set that has no column.

CREATE TABLE agency (
    code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    partnership NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    region NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    service NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (service IN (N'adult', N'young-people', N'alcohol', N'prison')),
    email NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    active_from DATE NULL,
    active_to DATE NULL,
    scope NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (scope IN (N'active', N'referred'))
);
GO

-- Files laid over the data sets and code lists that are built into the program.
CREATE TABLE reference_file (
    name NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    content VARBINARY(MAX) NOT NULL
);
GO

-- What belongs to the database as a whole.
CREATE TABLE installation (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- the keys that it is used with are recognised by it
    key_fingerprint NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the last refusal after which the file was rewritten; of no use here
    rewritten_after BIGINT NOT NULL DEFAULT 0
);
GO

CREATE TABLE submission (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    agency NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    window_from DATE NULL,
    window_to DATE NULL,
    data_set NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    file_name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sha256 NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    received DATE NOT NULL,
    -- what was given beside the file, as JSON; it wins over the name
    given NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    correction BIT NOT NULL,
    confirmed BIT NOT NULL,
    -- the number of episodes or clients that may be removed, where it was confirmed beforehand
    confirmed_removal BIGINT,
    state NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL
        CHECK (state IN (N'received', N'checking', N'rejected', N'held', N'accepted', N'superseded', N'withdrawn', N'failed')),
    -- the bytes as sent, until they are redacted or deleted
    received_file BIGINT NULL,
    -- 1: its file lies in the inbox until it is put away
    in_inbox BIT NOT NULL DEFAULT 0,
    -- how often processing it was tried
    tries BIGINT NOT NULL DEFAULT 0,
    -- 1: its content is, or was until another took its place, among what is held
    loaded BIT NOT NULL DEFAULT 0,
    row_count BIGINT NOT NULL DEFAULT 0,
    refusal_count BIGINT NOT NULL DEFAULT 0,
    -- the how-manieth of the agency for a window that ends in that month, from 1
    month_number BIGINT NOT NULL,
    -- episodes, against what was held when it was checked
    added_count BIGINT NOT NULL DEFAULT 0,
    changed_count BIGINT NOT NULL DEFAULT 0,
    unchanged_count BIGINT NOT NULL DEFAULT 0,
    removed_count BIGINT NOT NULL DEFAULT 0,
    deleted_client_count BIGINT NOT NULL DEFAULT 0,
    -- what loading it would remove, when it was checked: of removed_count the open episodes, the episodes replaced, the clients whom
    -- refusals would delete where they hold it
    removed_open_count BIGINT NOT NULL DEFAULT 0,
    replaced_count BIGINT NOT NULL DEFAULT 0,
    refused_client_count BIGINT NOT NULL DEFAULT 0
);
GO
CREATE INDEX submission_agency ON submission (agency, state);
CREATE INDEX submission_state ON submission (state);
CREATE INDEX submission_window ON submission (window_to);
GO
-- Who is checking a submission. A row of its own, so that its lease is renewed without waiting for the load.
CREATE TABLE claim (
    submission_id BIGINT NOT NULL PRIMARY KEY REFERENCES submission (id),
    agency NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    node NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- until when it is the node's own, UTC
    lease_until DATETIME2 NOT NULL
);
GO
-- One at a time for each agency.
CREATE UNIQUE INDEX claim_agency ON claim (agency) WHERE agency IS NOT NULL;
GO

-- Files as sent, encrypted, in parts: of submissions that are not yet checked, or failed. One without a submission was not received whole.
CREATE TABLE received_file (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    -- when its last part was received, UTC
    written DATETIME2 NOT NULL
);
GO

CREATE TABLE received_part (
    file_id BIGINT NOT NULL REFERENCES received_file (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    content VARBINARY(MAX) NOT NULL,
    PRIMARY KEY (file_id, part)
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
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    at DATETIME2 NOT NULL,
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

-- What feedback shows of a file's content, as JSON: how often fields are filled, and whom rejected records keep out of figures.
CREATE TABLE submission_content (
    submission_id BIGINT NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    completeness NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    effects NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

-- The TOPs that are due or done, as of the last day of the window.
CREATE TABLE submission_top (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    occasion NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    due_by DATE NOT NULL,
    done DATE NULL,
    standing NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    days_overdue BIGINT NOT NULL,
    PRIMARY KEY (submission_id, number)
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
    confirmed BIT NOT NULL DEFAULT 0,
    -- how many more lines there are than are listed
    further_lines BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, number)
);
GO

-- All issues of a submission, counted: of one rule, issue lists the first 10,000. An empty column_name: none.
CREATE TABLE issue_count (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    "rule" NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    severity NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    column_name NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    issues BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    PRIMARY KEY (submission_id, "rule", severity, column_name)
);
GO

-- Distinct entities that the rules name, as the data-quality measures count them. An empty rule: any.
CREATE TABLE issue_entities (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    "rule" NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    severity NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    entities BIGINT NOT NULL,
    -- of their hashes under the publication key: what the published count is drawn from
    key_sum BIGINT NOT NULL,
    PRIMARY KEY (submission_id, "rule", severity)
);
GO

-- The lines, rules and columns of issues that are not listed.
CREATE TABLE unlisted_issue (
    submission_id BIGINT NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    content VARBINARY(MAX) NOT NULL
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
    at DATETIME2 NOT NULL,
    who NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (agency, "rule", clientid, episodid, childid, column_name, row_hash)
);
GO

-- Clients who refuse consent, by a keyed hash: the id itself is not kept. Without a submission where somebody entered the refusal by hand, or
-- where it was replayed from the journal.
CREATE TABLE refusal (
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    submission_id BIGINT NULL REFERENCES submission (id),
    PRIMARY KEY (agency, client_hash)
);
GO

-- Every refusal and its taking back, in their order. The form is the id without leading zeros, case, blanks and punctuation; the hash of an id
-- that has none is empty. Written: it is in the journal beside the keys.
CREATE TABLE refusal_event (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    form_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    day DATE NOT NULL,
    refused BIT NOT NULL,
    written BIT NOT NULL
);
GO

CREATE TABLE submission_refusal (
    submission_id BIGINT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    client_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    form_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (submission_id, client_hash)
);
GO

-- What was deleted because a client refuses.
CREATE TABLE purge (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    submission_id BIGINT NULL REFERENCES submission (id),
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

-- The person behind clients of several agencies (persons.md), by the keyed hash of its attributors: the attributors themselves are the
-- clients'. The id is for life: also while no agency has the person as a client. A person who refuses consent is deleted with its last client.
CREATE TABLE person (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE
);
GO

CREATE TABLE client (
    id BIGINT NOT NULL PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    person BIGINT NOT NULL REFERENCES person (id),
    agncy NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sinitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    dob DATE NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ethnic NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    consent NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (agncy, clientid)
);
GO

CREATE INDEX client_person ON client (person);
GO

CREATE TABLE episode (
    id BIGINT NOT NULL PRIMARY KEY,
    client BIGINT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    row_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    refld DATE NOT NULL,
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
    triaged DATE NOT NULL,
    cplandt DATE NULL,
    injstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    childwth BIGINT NULL,
    pregnant NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    alcddays BIGINT NULL,
    alcunits BIGINT NULL,
    hepctstd DATE NULL,
    hepcstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepctd NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbvac NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hlcassdt DATE NULL,
    topcc NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    disd DATE NULL,
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
    refmoddt DATE NULL,
    faomoddt DATE NULL,
    modst DATE NULL,
    modend DATE NULL,
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
    topdate DATE NOT NULL,
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
    is_empty BIT NOT NULL,
    UNIQUE (episode, topid)
);
GO

CREATE TABLE sub_intervention (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    submid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    submoddt DATE NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (episode, submid)
);
GO

CREATE TABLE time_in_treatment (
    id BIGINT NOT NULL PRIMARY KEY,
    episode BIGINT NOT NULL REFERENCES episode (id) ON DELETE CASCADE,
    titid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    titdate DATE NOT NULL,
    titreat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    UNIQUE (episode, titid)
);
GO

-- What was current of the persons in changed_person when figures were kept: the same columns.
CREATE TABLE earlier_client (
    id BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    person BIGINT NOT NULL,
    agncy NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sinitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    dob DATE NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ethnic NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    consent NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO

CREATE TABLE earlier_episode (
    id BIGINT NOT NULL,
    client BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    row_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episodid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    refld DATE NOT NULL,
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
    triaged DATE NOT NULL,
    cplandt DATE NULL,
    injstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    childwth BIGINT NULL,
    pregnant NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    alcddays BIGINT NULL,
    alcunits BIGINT NULL,
    hepctstd DATE NULL,
    hepcstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepctd NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbvac NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hepbstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    hlcassdt DATE NULL,
    topcc NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    disd DATE NULL,
    disrsn NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    empstat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO

CREATE TABLE earlier_modality (
    id BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    modid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    modal NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    refmoddt DATE NULL,
    faomoddt DATE NULL,
    modst DATE NULL,
    modend DATE NULL,
    modexit NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO

CREATE TABLE earlier_top_interview (
    id BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    topid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    topdate DATE NOT NULL,
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
    not_disclosed NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    is_empty BIT NOT NULL
);
GO

CREATE TABLE earlier_sub_intervention (
    id BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    submid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    submoddt DATE NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO

CREATE TABLE earlier_time_in_treatment (
    id BIGINT NOT NULL,
    episode BIGINT NOT NULL,
    titid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    titdate DATE NOT NULL,
    titreat NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO

-- Deadlines of single agencies; month is yyyy-mm.
CREATE TABLE extension (
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES agency (code),
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NOT NULL,
    closes DATE NOT NULL,
    reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (agency, month)
);
GO

-- What was sent, so that nobody gets it twice. A deadline that is moved is reminded of again.
CREATE TABLE notification (
    kind NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (kind IN (N'reminder', N'late')),
    -- an agency, or of a late list a region
    recipient NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NOT NULL,
    deadline DATE NOT NULL,
    -- of a reminder: how many working days before the deadline it is for; of a late list 0
    days_before BIGINT NOT NULL,
    -- null while it is being sent
    sent_at DATETIME2 NULL,
    PRIMARY KEY (kind, recipient, month, deadline, days_before)
);
GO

-- The next id that no client, episode or child has: a load takes as many at once as its file has rows, before it begins.
CREATE TABLE id_block (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    next BIGINT NOT NULL
);
GO
INSERT INTO id_block (id, next) VALUES (1, 1);
GO

-- The version of the current data: every load, rejection and withdrawal adds one in its own transaction.
CREATE TABLE data_version (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);
GO
INSERT INTO data_version (id, version) VALUES (1, 0);
GO

-- Figures as they were last calculated, so that they need not be calculated again. All are of the same data, and made by one program from one
-- state of reference data and parameters. Without a row here nothing is kept.
CREATE TABLE kept_figures (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- another number whenever they change
    generation BIGINT NOT NULL,
    made_from NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- what clients and episodes say, as sums of hashes
    records NVARCHAR(96) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

CREATE TABLE kept_cut (
    cut DATE NOT NULL,
    basis NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- 1: agencies' figures too
    of_agencies BIT NOT NULL,
    -- 1: breakdowns with categories too
    whole BIT NOT NULL,
    PRIMARY KEY (cut, basis)
);
GO

-- The figures of an area, compressed; what the reconciliation counts beside them, as JSON.
CREATE TABLE kept_area (
    cut DATE NOT NULL,
    basis NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    plain VARBINARY(MAX) NOT NULL,
    by_category VARBINARY(MAX) NULL,
    counts NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (cut, basis, area_level, area_code),
    FOREIGN KEY (cut, basis) REFERENCES kept_cut (cut, basis) ON DELETE CASCADE
);
GO

-- Persons of whom something has changed since figures were kept.
CREATE TABLE changed_person (
    person BIGINT NOT NULL PRIMARY KEY,
    -- 1: their rows are being copied
    is_new BIT NOT NULL
);
GO

-- What a load puts here goes from here into the tables of held data, set by set, and is deleted before the load's transaction ends: to all
-- others these tables are empty.

CREATE TABLE client_load (
    id BIGINT NOT NULL,
    submission_id BIGINT NOT NULL,
    agncy NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    clientid NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sinitial NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    dob DATE NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ethnic NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NULL,
    consent NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    other NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    person_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (submission_id, id)
);
GO

-- Persons of clients who refuse, of whom some have no client afterwards.
CREATE TABLE person_load (
    submission_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    PRIMARY KEY (submission_id, id)
);
GO

-- Persons of a file that is about to be loaded.
CREATE TABLE person_hash_load (
    submission_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (submission_id, number)
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

-- Targets, baselines, clusters and hand-entered local indicators. Numbers are text: they are decimals, and must stay what was entered.

CREATE TABLE target (
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (area_level IN (N'england', N'region', N'partnership')),
    area_code NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    measure NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    population NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    period NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the calendar year in which the financial year begins
    first_year BIGINT NOT NULL,
    figure NVARCHAR(5) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (figure IN (N'n', N'value')),
    baseline NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    goal NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    better NVARCHAR(4) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (better IN (N'more', N'less')),
    -- twelve numbers, April first, with blanks between
    profile NVARCHAR(240) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (area_level, area_code, measure, population, period, first_year)
);

CREATE TABLE baseline (
    indicator NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (area_level IN (N'england', N'region', N'partnership')),
    area_code NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    amount NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (indicator, area_level, area_code)
);

-- Partnerships of like need, compared with each other.
CREATE TABLE cluster (
    partnership NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name NVARCHAR(80) COLLATE Latin1_General_100_BIN2 NOT NULL
);

CREATE TABLE local_indicator (
    partnership NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    indicator NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- last day of the month that the value is for
    period_end DATE NOT NULL,
    amount NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    unit NVARCHAR(80) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    entered DATE NOT NULL,
    PRIMARY KEY (partnership, indicator, period_end)
);
GO

-- Estimated users of opiates or crack, of a financial year by its first calendar year.
CREATE TABLE prevalence (
    partnership NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    first_year INT NOT NULL,
    estimate NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    lower_bound NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    upper_bound NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (partnership, first_year)
);
GO

-- The figures of a cut as they were frozen. A snapshot holds figures and what reports need beside them, nothing of any person; it is never
-- changed, and a cut that is frozen again gets the next version.
CREATE TABLE snapshot (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    cut DATE NOT NULL,
    version BIGINT NOT NULL,
    frozen_at DATETIME2 NOT NULL,
    frozen_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    run_id NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    data_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    program_version NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    basis NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- of the unpacked report part: what is read must be what was frozen
    sha256 NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    UNIQUE (cut, version)
);
GO

-- What reports are made from again ("report"), and the headline figures that later months compare themselves with: compressed, in parts.
CREATE TABLE snapshot_part (
    snapshot_id BIGINT NOT NULL REFERENCES snapshot (id),
    kind NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (kind IN (N'report', N'headlines')),
    part BIGINT NOT NULL,
    content VARBINARY(MAX) NOT NULL,
    PRIMARY KEY (snapshot_id, kind, part)
);
GO

-- What the figures of a row are of: period and area, and what is counted of whom. A month has millions of figures, so each of these is named
-- once.
CREATE TABLE figure_area (
    id BIGINT NOT NULL PRIMARY KEY,
    period NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    UNIQUE (period, area_level, area_code)
);
GO

CREATE TABLE figure_kind (
    id BIGINT NOT NULL PRIMARY KEY,
    population NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    measure NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    breakdown NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    category NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    UNIQUE (population, measure, breakdown, category)
);
GO

-- Every figure of a snapshot, as the export has them, and the n and d that are published for it.
CREATE TABLE measure_value (
    snapshot_id BIGINT NOT NULL REFERENCES snapshot (id),
    area BIGINT NOT NULL REFERENCES figure_area (id),
    kind BIGINT NOT NULL REFERENCES figure_kind (id),
    n BIGINT NULL,
    d BIGINT NULL,
    value FLOAT NULL,
    public_n BIGINT NULL,
    public_d BIGINT NULL,
    PRIMARY KEY (snapshot_id, area, kind) WITH (DATA_COMPRESSION = PAGE)
);
GO

-- What analysts' own tools read: no initials, dates of birth, postcodes or client references. The program fills these tables in one go
-- ("analysis refresh"); between two refreshes they are as of the last, less what was deleted because a client refuses.

-- One row: which cut, when, and from which data.
CREATE TABLE analyst_refresh (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    cut DATE NOT NULL,
    refreshed_at DATETIME2 NOT NULL,
    refreshed_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    data_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    basis NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

-- Every figure at that cut, and the n and d that would be published for it; none after a client refused, until the next refresh.
CREATE TABLE current_value (
    area BIGINT NOT NULL REFERENCES figure_area (id),
    kind BIGINT NOT NULL REFERENCES figure_kind (id),
    n BIGINT NULL,
    d BIGINT NULL,
    value FLOAT NULL,
    public_n BIGINT NULL,
    public_d BIGINT NULL,
    PRIMARY KEY (area, kind) WITH (DATA_COMPRESSION = PAGE)
);
GO

-- Partnerships with their regions, as the code lists have them.
CREATE TABLE analyst_area (
    code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    region NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    region_name NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

-- Which person a client is, by the first sixteen digits of the person's keyed hash.
CREATE TABLE analyst_person (
    client BIGINT NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    person_hash NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

CREATE INDEX analyst_person_hash ON analyst_person (person_hash);
GO

CREATE TABLE journey (
    id BIGINT NOT NULL PRIMARY KEY,
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    person_hash NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    journey_start DATE NOT NULL,
    treatment_start DATE NOT NULL,
    -- null while open
    journey_end DATE NULL,
    exit_group NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NULL,
    substance_group NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sex NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    age_at_start BIGINT NOT NULL,
    age BIGINT NOT NULL,
    -- names with commas between, before the first and after the last
    populations NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    episode_count BIGINT NOT NULL,
    days_in_treatment BIGINT NOT NULL,
    is_effective BIT NOT NULL
);
GO

CREATE INDEX journey_area ON journey (area_level, area_code);
GO

-- The clients whose episodes a journey is made of, by the first sixteen digits of the keyed hash by which refusals name a client: a journey goes
-- when any of them refuses, also where the client has since got another row. For that alone; analysts have no use for it.
CREATE TABLE journey_client (
    client_hash NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    journey BIGINT NOT NULL,
    PRIMARY KEY (client_hash, journey)
);
GO

-- A row for each held episode. Of the client there are the person's hash (null until the next refresh where the client is new), sex, ethnicity
-- and the age at triage in completed years; partnership is that of residence, or the agency's own where none is given.
CREATE VIEW analyst_episode AS
SELECT
    e.id AS episode,
    p.person_hash,
    c.agncy AS agency,
    a.name AS agency_name,
    a.service,
    CASE WHEN e.dat = 'Z00B' THEN NULL ELSE COALESCE(given.code, own.code) END AS partnership,
    CASE WHEN e.dat = 'Z00B' THEN NULL ELSE COALESCE(given.name, own.name) END AS partnership_name,
    CASE WHEN e.dat = 'Z00B' THEN NULL ELSE COALESCE(given.region, own.region) END AS region,
    CASE WHEN e.dat = 'Z00B' OR given.code IS NOT NULL OR own.code IS NULL THEN 0 ELSE 1 END AS residence_imputed,
    CASE WHEN e.dat = 'Z00B' THEN 1 ELSE 0 END AS outside_england,
    c.sex,
    c.ethnic,
    YEAR(e.triaged) - YEAR(c.dob)
        - CASE WHEN MONTH(e.triaged) * 100 + DAY(e.triaged) < MONTH(c.dob) * 100 + DAY(c.dob) THEN 1 ELSE 0 END AS age_at_triage,
    e.refld, e.triaged, e.cplandt, e.hlcassdt, e.disd, e.disrsn,
    e.prevtr, e.accmneed, e.prntstat, e.childwth, e.pregnant, e.empstat, e.pct, e.la,
    e.drug1, e.drug1age, e.route, e.drug2, e.drug3, e.rfls, e.injstat, e.alcddays, e.alcunits,
    e.hepctstd, e.hepcstat, e.hepctd, e.hepbvac, e.hepbstat, e.topcc
FROM episode e
JOIN client c ON c.id = e.client
LEFT JOIN agency a ON a.code = c.agncy
LEFT JOIN analyst_person p ON p.client = c.id
LEFT JOIN analyst_area given ON given.code = e.dat
LEFT JOIN analyst_area own ON own.code = a.partnership;
GO

-- A row for each journey through treatment at the cut last refreshed, at each level of area: a person counts once in each area. Age and
-- populations are those of the month that ends at the cut; in_* are 1 where the journey belongs to the population.
CREATE VIEW analyst_journey AS
SELECT
    r.cut,
    j.id AS journey,
    j.area_level, j.area_code, j.person_hash,
    j.journey_start, j.treatment_start, j.journey_end, j.exit_group,
    j.days_in_treatment, CASE WHEN j.is_effective = 1 THEN 1 ELSE 0 END AS is_effective, j.episode_count,
    j.substance_group, j.sex, j.age_at_start, j.age, j.populations,
    CASE WHEN j.populations LIKE '%,all,%' THEN 1 ELSE 0 END AS in_all,
    CASE WHEN j.populations LIKE '%,adult-drug,%' THEN 1 ELSE 0 END AS in_adult_drug,
    CASE WHEN j.populations LIKE '%,pdu,%' THEN 1 ELSE 0 END AS in_pdu,
    CASE WHEN j.populations LIKE '%,opiate,%' THEN 1 ELSE 0 END AS in_opiate,
    CASE WHEN j.populations LIKE '%,non-opiate,%' THEN 1 ELSE 0 END AS in_non_opiate,
    CASE WHEN j.populations LIKE '%,adult-alcohol,%' THEN 1 ELSE 0 END AS in_adult_alcohol,
    CASE WHEN j.populations LIKE '%,criminal-justice,%' THEN 1 ELSE 0 END AS in_criminal_justice,
    CASE WHEN j.populations LIKE '%,young-people,%' THEN 1 ELSE 0 END AS in_young_people,
    CASE WHEN j.populations LIKE '%,prison,%' THEN 1 ELSE 0 END AS in_prison
FROM journey j
CROSS JOIN analyst_refresh r;
GO

-- A row for each figure of each snapshot. is_first marks the snapshot that first froze its cut, is_latest the one that froze it last.
CREATE VIEW analyst_measure_value AS
SELECT
    m.snapshot_id,
    s.cut, s.version, s.basis, s.frozen_at, s.note, s.program_version, s.run_id,
    CASE WHEN s.version = 1 THEN 1 ELSE 0 END AS is_first,
    CASE WHEN s.version = (SELECT MAX(l.version) FROM snapshot l WHERE l.cut = s.cut) THEN 1 ELSE 0 END AS is_latest,
    a.period, a.area_level, a.area_code, k.population, k.measure, k.breakdown, k.category, m.n, m.d, m.value,
    m.public_n, m.public_d
FROM measure_value m
JOIN snapshot s ON s.id = m.snapshot_id
JOIN figure_area a ON a.id = m.area
JOIN figure_kind k ON k.id = m.kind;
GO

-- A row for each figure at the cut last refreshed, from the data received until then: provisional, and to be replaced by a snapshot's. None after a
-- client refused, until the next refresh.
CREATE VIEW analyst_current_value AS
SELECT
    r.cut, r.basis, r.refreshed_at, r.data_hash,
    a.period, a.area_level, a.area_code, k.population, k.measure, k.breakdown, k.category, m.n, m.d, m.value,
    m.public_n, m.public_d
FROM current_value m
JOIN figure_area a ON a.id = m.area
JOIN figure_kind k ON k.id = m.kind
CROSS JOIN analyst_refresh r;
GO

-- What the service did by itself, and what was done by hand in its place.
CREATE TABLE job_run (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    job NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- of a job that is done once for a month: yyyy-mm
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NULL,
    node NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- a user's name; null: the schedule
    started_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NULL,
    started DATETIME2 NOT NULL,
    ended DATETIME2 NULL,
    outcome NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (outcome IN (N'running', N'done', N'nothing', N'failed')),
    -- what was done how often, as JSON
    counts NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    message NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- while it runs, as with submissions
    lease_until DATETIME2 NULL
);
GO
CREATE INDEX job_run_job ON job_run (job, id);
GO
-- No two of a job at once.
CREATE UNIQUE INDEX job_run_running ON job_run (job) WHERE outcome = N'running';
GO
