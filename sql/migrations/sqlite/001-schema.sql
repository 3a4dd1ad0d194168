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

-- What belongs to the database as a whole.
CREATE TABLE installation (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- the keys that it is used with are recognised by it
    key_fingerprint TEXT NOT NULL,
    -- the last refusal after which the file was rewritten, so that no trace of its client is left in it
    rewritten_after INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE submission (
    id INTEGER NOT NULL PRIMARY KEY,
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
    -- the number of episodes or clients that may be removed, where it was confirmed beforehand
    confirmed_removal INTEGER,
    state TEXT NOT NULL
        CHECK (state IN ('received', 'checking', 'rejected', 'held', 'accepted', 'superseded', 'withdrawn', 'failed')),
    -- the bytes as sent, until they are redacted or deleted
    received_file INTEGER,
    -- 1: its file lies in the inbox until it is put away
    in_inbox INTEGER NOT NULL DEFAULT 0,
    -- how often processing it was tried
    tries INTEGER NOT NULL DEFAULT 0,
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
    removed_count INTEGER NOT NULL DEFAULT 0,
    deleted_client_count INTEGER NOT NULL DEFAULT 0,
    -- what loading it would remove, when it was checked: of removed_count the open episodes, the episodes replaced, the clients whom
    -- refusals would delete where they hold it
    removed_open_count INTEGER NOT NULL DEFAULT 0,
    replaced_count INTEGER NOT NULL DEFAULT 0,
    refused_client_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX submission_agency ON submission (agency, state);
CREATE INDEX submission_state ON submission (state);
CREATE INDEX submission_window ON submission (window_to);
-- Who is checking a submission. A row of its own, so that its lease is renewed without waiting for the load.
CREATE TABLE claim (
    submission_id INTEGER NOT NULL PRIMARY KEY REFERENCES submission (id),
    agency TEXT,
    node TEXT NOT NULL,
    -- until when it is the node's own, UTC
    lease_until TEXT NOT NULL
) STRICT;
-- One at a time for each agency.
CREATE UNIQUE INDEX claim_agency ON claim (agency) WHERE agency IS NOT NULL;

-- Files as sent, encrypted, in parts: of submissions that are not yet checked, or failed. One without a submission was not received whole.
CREATE TABLE received_file (
    id INTEGER NOT NULL PRIMARY KEY,
    -- when its last part was received, UTC
    written TEXT NOT NULL
) STRICT;

CREATE TABLE received_part (
    file_id INTEGER NOT NULL REFERENCES received_file (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (file_id, part)
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
    id INTEGER NOT NULL PRIMARY KEY,
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

-- What feedback shows of a file's content, as JSON: how often fields are filled, and whom rejected records keep out of figures.
CREATE TABLE submission_content (
    submission_id INTEGER NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    completeness TEXT NOT NULL,
    effects TEXT NOT NULL
) STRICT;

-- The TOPs that are due or done, as of the last day of the window.
CREATE TABLE submission_top (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    clientid TEXT NOT NULL,
    episodid TEXT NOT NULL,
    occasion TEXT NOT NULL,
    due_by TEXT NOT NULL,
    done TEXT,
    standing TEXT NOT NULL,
    days_overdue INTEGER NOT NULL,
    PRIMARY KEY (submission_id, number)
) STRICT;

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
    -- how many more lines there are than are listed
    further_lines INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, number)
) STRICT, WITHOUT ROWID;

-- All issues of a submission, counted: of one rule, issue lists the first 10,000. An empty column_name: none.
CREATE TABLE issue_count (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    column_name TEXT NOT NULL,
    issues INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (submission_id, rule, severity, column_name)
) STRICT, WITHOUT ROWID;

-- Distinct entities that the rules name, as the data-quality measures count them. An empty rule: any.
CREATE TABLE issue_entities (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    entities INTEGER NOT NULL,
    -- of their hashes under the publication key: what the published count is drawn from
    key_sum INTEGER NOT NULL,
    PRIMARY KEY (submission_id, rule, severity)
) STRICT, WITHOUT ROWID;

-- The lines, rules and columns of issues that are not listed.
CREATE TABLE unlisted_issue (
    submission_id INTEGER NOT NULL PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    content BLOB NOT NULL
) STRICT;

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

-- Clients who refuse consent, by a keyed hash: the id itself is not kept. Without a submission where somebody entered the refusal by hand, or
-- where it was replayed from the journal.
CREATE TABLE refusal (
    agency TEXT NOT NULL,
    client_hash TEXT NOT NULL,
    submission_id INTEGER REFERENCES submission (id),
    PRIMARY KEY (agency, client_hash)
) STRICT, WITHOUT ROWID;

-- Every refusal and its taking back, in their order. The form is the id without leading zeros, case, blanks and punctuation; the hash of an id
-- that has none is empty. Written: it is in the journal beside the keys.
CREATE TABLE refusal_event (
    id INTEGER NOT NULL PRIMARY KEY,
    agency TEXT NOT NULL,
    client_hash TEXT NOT NULL,
    form_hash TEXT NOT NULL,
    day TEXT NOT NULL,
    refused INTEGER NOT NULL,
    written INTEGER NOT NULL
) STRICT;

CREATE TABLE submission_refusal (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    client_hash TEXT NOT NULL,
    form_hash TEXT NOT NULL,
    PRIMARY KEY (submission_id, client_hash)
) STRICT, WITHOUT ROWID;

-- What was deleted because a client refuses.
CREATE TABLE purge (
    id INTEGER NOT NULL PRIMARY KEY,
    submission_id INTEGER REFERENCES submission (id),
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

-- The person behind clients of several agencies (persons.md), by the keyed hash of its attributors: the attributors themselves are the
-- clients'. The id is for life: also while no agency has the person as a client. A person who refuses consent is deleted with its last client.
CREATE TABLE person (
    id INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    person INTEGER NOT NULL REFERENCES person (id),
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

CREATE INDEX client_person ON client (person);

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

-- What was current of the persons in changed_person when figures were kept: the same columns.
CREATE TABLE earlier_client (
    id INTEGER NOT NULL,
    submission_id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    agncy TEXT NOT NULL,
    clientid TEXT NOT NULL,
    finitial TEXT NOT NULL,
    sinitial TEXT NOT NULL,
    dob TEXT NOT NULL,
    sex TEXT NOT NULL,
    ethnic TEXT,
    consent TEXT NOT NULL,
    other TEXT
) STRICT;

CREATE TABLE earlier_episode (
    id INTEGER NOT NULL,
    client INTEGER NOT NULL,
    submission_id INTEGER NOT NULL,
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
    other TEXT
) STRICT;

CREATE TABLE earlier_modality (
    id INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    modid TEXT NOT NULL,
    modal TEXT NOT NULL,
    refmoddt TEXT,
    faomoddt TEXT,
    modst TEXT,
    modend TEXT,
    modexit TEXT,
    other TEXT
) STRICT;

CREATE TABLE earlier_top_interview (
    id INTEGER NOT NULL,
    episode INTEGER NOT NULL,
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
    not_disclosed TEXT,
    is_empty INTEGER NOT NULL
) STRICT;

CREATE TABLE earlier_sub_intervention (
    id INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    submid TEXT NOT NULL,
    submoddt TEXT NOT NULL,
    other TEXT
) STRICT;

CREATE TABLE earlier_time_in_treatment (
    id INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    titid TEXT NOT NULL,
    titdate TEXT NOT NULL,
    titreat TEXT,
    other TEXT
) STRICT;

-- Deadlines of single agencies; month is yyyy-mm.
CREATE TABLE extension (
    agency TEXT NOT NULL REFERENCES agency (code),
    month TEXT NOT NULL,
    closes TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (agency, month)
) STRICT, WITHOUT ROWID;

-- What was sent, so that nobody gets it twice. A deadline that is moved is reminded of again.
CREATE TABLE notification (
    kind TEXT NOT NULL CHECK (kind IN ('reminder', 'late')),
    -- an agency, or of a late list a region
    recipient TEXT NOT NULL,
    month TEXT NOT NULL,
    deadline TEXT NOT NULL,
    -- of a reminder: how many working days before the deadline it is for; of a late list 0
    days_before INTEGER NOT NULL,
    -- null while it is being sent
    sent_at TEXT,
    PRIMARY KEY (kind, recipient, month, deadline, days_before)
) STRICT, WITHOUT ROWID;

-- The next id that no client, episode or child has: a load takes as many at once as its file has rows, before it begins.
CREATE TABLE id_block (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    next INTEGER NOT NULL
) STRICT;
INSERT INTO id_block (id, next) VALUES (1, 1);

-- The version of the current data: every load, rejection and withdrawal adds one in its own transaction.
CREATE TABLE data_version (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO data_version (id, version) VALUES (1, 0);

-- Figures as they were last calculated, so that they need not be calculated again. All are of the same data, and made by one program from one
-- state of reference data and parameters. Without a row here nothing is kept.
CREATE TABLE kept_figures (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    -- another number whenever they change
    generation INTEGER NOT NULL,
    made_from TEXT NOT NULL,
    -- what clients and episodes say, as sums of hashes
    records TEXT NOT NULL
) STRICT;

CREATE TABLE kept_cut (
    cut TEXT NOT NULL,
    basis TEXT NOT NULL,
    -- 1: agencies' figures too
    of_agencies INTEGER NOT NULL,
    -- 1: breakdowns with categories too
    whole INTEGER NOT NULL,
    PRIMARY KEY (cut, basis)
) STRICT, WITHOUT ROWID;

-- The figures of an area, compressed; what the reconciliation counts beside them, as JSON.
CREATE TABLE kept_area (
    cut TEXT NOT NULL,
    basis TEXT NOT NULL,
    area_level TEXT NOT NULL,
    area_code TEXT NOT NULL,
    plain BLOB NOT NULL,
    by_category BLOB,
    counts TEXT,
    PRIMARY KEY (cut, basis, area_level, area_code),
    FOREIGN KEY (cut, basis) REFERENCES kept_cut (cut, basis) ON DELETE CASCADE
) STRICT;

-- Persons of whom something has changed since figures were kept.
CREATE TABLE changed_person (
    person INTEGER NOT NULL PRIMARY KEY,
    -- 1: their rows are being copied
    is_new INTEGER NOT NULL
) STRICT;

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
    person_hash TEXT NOT NULL,
    PRIMARY KEY (submission_id, id)
) STRICT, WITHOUT ROWID;

-- Persons of clients who refuse, of whom some have no client afterwards.
CREATE TABLE person_load (
    submission_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (submission_id, id)
) STRICT;

-- Persons of a file that is about to be loaded.
CREATE TABLE person_hash_load (
    submission_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (submission_id, number)
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

-- Targets, baselines, clusters and hand-entered local indicators. Numbers are text: they are decimals, and must stay what was entered.

CREATE TABLE target (
    area_level TEXT NOT NULL CHECK (area_level IN ('england', 'region', 'partnership')),
    area_code TEXT NOT NULL,
    measure TEXT NOT NULL,
    population TEXT NOT NULL,
    period TEXT NOT NULL,
    -- the calendar year in which the financial year begins
    first_year INTEGER NOT NULL,
    figure TEXT NOT NULL CHECK (figure IN ('n', 'value')),
    baseline TEXT NOT NULL,
    goal TEXT NOT NULL,
    better TEXT NOT NULL CHECK (better IN ('more', 'less')),
    -- twelve numbers, April first, with blanks between
    profile TEXT,
    PRIMARY KEY (area_level, area_code, measure, population, period, first_year)
) STRICT, WITHOUT ROWID;

CREATE TABLE baseline (
    indicator TEXT NOT NULL,
    area_level TEXT NOT NULL CHECK (area_level IN ('england', 'region', 'partnership')),
    area_code TEXT NOT NULL,
    amount TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (indicator, area_level, area_code)
) STRICT, WITHOUT ROWID;

-- Partnerships of like need, compared with each other.
CREATE TABLE cluster (
    partnership TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_indicator (
    partnership TEXT NOT NULL,
    indicator TEXT NOT NULL,
    -- last day of the month that the value is for
    period_end TEXT NOT NULL,
    amount TEXT NOT NULL,
    unit TEXT NOT NULL,
    source TEXT NOT NULL,
    entered TEXT NOT NULL,
    PRIMARY KEY (partnership, indicator, period_end)
) STRICT, WITHOUT ROWID;

-- Estimated users of opiates or crack, of a financial year by its first calendar year.
CREATE TABLE prevalence (
    partnership TEXT NOT NULL,
    first_year INTEGER NOT NULL,
    estimate TEXT NOT NULL,
    lower_bound TEXT NOT NULL,
    upper_bound TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (partnership, first_year)
) STRICT, WITHOUT ROWID;

-- The figures of a cut as they were frozen. A snapshot holds figures and what reports need beside them, nothing of any person; it is never
-- changed, and a cut that is frozen again gets the next version.
CREATE TABLE snapshot (
    id INTEGER NOT NULL PRIMARY KEY,
    cut TEXT NOT NULL,
    version INTEGER NOT NULL,
    frozen_at TEXT NOT NULL,
    frozen_by TEXT NOT NULL,
    note TEXT,
    run_id TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    program_version TEXT NOT NULL,
    basis TEXT NOT NULL,
    -- of the unpacked report part: what is read must be what was frozen
    sha256 TEXT NOT NULL,
    UNIQUE (cut, version)
) STRICT;

-- What reports are made from again ("report"), and the headline figures that later months compare themselves with: compressed, in parts.
CREATE TABLE snapshot_part (
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    kind TEXT NOT NULL CHECK (kind IN ('report', 'headlines')),
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (snapshot_id, kind, part)
) STRICT;

-- What the figures of a row are of: period and area, and what is counted of whom. A month has millions of figures, so each of these is named
-- once.
CREATE TABLE figure_area (
    id INTEGER NOT NULL PRIMARY KEY,
    period TEXT NOT NULL,
    area_level TEXT NOT NULL,
    area_code TEXT NOT NULL,
    UNIQUE (period, area_level, area_code)
) STRICT;

CREATE TABLE figure_kind (
    id INTEGER NOT NULL PRIMARY KEY,
    population TEXT NOT NULL,
    measure TEXT NOT NULL,
    breakdown TEXT NOT NULL,
    category TEXT NOT NULL,
    UNIQUE (population, measure, breakdown, category)
) STRICT;

-- Every figure of a snapshot, as the export has them, and the n and d that are published for it.
CREATE TABLE measure_value (
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    area INTEGER NOT NULL REFERENCES figure_area (id),
    kind INTEGER NOT NULL REFERENCES figure_kind (id),
    n INTEGER,
    d INTEGER,
    value REAL,
    public_n INTEGER,
    public_d INTEGER,
    PRIMARY KEY (snapshot_id, area, kind)
) STRICT, WITHOUT ROWID;

-- What analysts' own tools read: no initials, dates of birth, postcodes or client references. The program fills these tables in one go
-- ("analysis refresh"); between two refreshes they are as of the last, less what was deleted because a client refuses.

-- One row: which cut, when, and from which data.
CREATE TABLE analyst_refresh (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cut TEXT NOT NULL,
    refreshed_at TEXT NOT NULL,
    refreshed_by TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    basis TEXT NOT NULL
) STRICT;

-- Every figure at that cut, and the n and d that would be published for it; none after a client refused, until the next refresh.
CREATE TABLE current_value (
    area INTEGER NOT NULL REFERENCES figure_area (id),
    kind INTEGER NOT NULL REFERENCES figure_kind (id),
    n INTEGER,
    d INTEGER,
    value REAL,
    public_n INTEGER,
    public_d INTEGER,
    PRIMARY KEY (area, kind)
) STRICT, WITHOUT ROWID;

-- Partnerships with their regions, as the code lists have them.
CREATE TABLE analyst_area (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    region_name TEXT NOT NULL
) STRICT;

-- Which person a client is, by the first sixteen digits of the person's keyed hash.
CREATE TABLE analyst_person (
    client INTEGER NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    person_hash TEXT NOT NULL
) STRICT;
CREATE INDEX analyst_person_hash ON analyst_person (person_hash);

CREATE TABLE journey (
    id INTEGER PRIMARY KEY,
    area_level TEXT NOT NULL,
    area_code TEXT NOT NULL,
    person_hash TEXT NOT NULL,
    journey_start TEXT NOT NULL,
    treatment_start TEXT NOT NULL,
    -- null while open
    journey_end TEXT,
    exit_group TEXT,
    substance_group TEXT NOT NULL,
    sex TEXT NOT NULL,
    age_at_start INTEGER NOT NULL,
    age INTEGER NOT NULL,
    -- names with commas between, before the first and after the last
    populations TEXT NOT NULL,
    episode_count INTEGER NOT NULL,
    days_in_treatment INTEGER NOT NULL,
    is_effective INTEGER NOT NULL
) STRICT;
CREATE INDEX journey_area ON journey (area_level, area_code);

-- The clients whose episodes a journey is made of, by the first sixteen digits of the keyed hash by which refusals name a client: a journey goes
-- when any of them refuses, also where the client has since got another row. For that alone; analysts have no use for it.
CREATE TABLE journey_client (
    client_hash TEXT NOT NULL,
    journey INTEGER NOT NULL,
    PRIMARY KEY (client_hash, journey)
) STRICT, WITHOUT ROWID;

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
    CAST(SUBSTRING(e.triaged, 1, 4) AS INT) - CAST(SUBSTRING(c.dob, 1, 4) AS INT)
        - CASE WHEN SUBSTRING(e.triaged, 6, 5) < SUBSTRING(c.dob, 6, 5) THEN 1 ELSE 0 END AS age_at_triage,
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
