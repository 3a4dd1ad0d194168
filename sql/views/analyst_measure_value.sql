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
JOIN figure_kind k ON k.id = m.kind
