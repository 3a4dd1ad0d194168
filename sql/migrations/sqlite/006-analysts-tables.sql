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
    j.days_in_treatment, j.is_effective, j.episode_count,
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
    m.period, m.area_level, m.area_code, m.population, m.measure, m.breakdown, m.category, m.n, m.d, m.value
FROM measure_value m
JOIN snapshot s ON s.id = m.snapshot_id;
