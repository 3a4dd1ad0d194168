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
CROSS JOIN analyst_refresh r
