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
LEFT JOIN analyst_area own ON own.code = a.partnership
