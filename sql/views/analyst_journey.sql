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
CROSS JOIN analyst_refresh r
