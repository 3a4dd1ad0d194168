-- The figures of a cut as they were frozen. A snapshot holds figures and what reports need beside them, nothing of any person; it is never
-- changed, and a cut that is frozen again gets the next version.
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
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

-- Every figure of a snapshot, as the export has them.
CREATE TABLE measure_value (
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    period TEXT NOT NULL,
    area_level TEXT NOT NULL,
    area_code TEXT NOT NULL,
    population TEXT NOT NULL,
    measure TEXT NOT NULL,
    breakdown TEXT NOT NULL,
    category TEXT NOT NULL,
    n INTEGER,
    d INTEGER,
    value REAL,
    PRIMARY KEY (snapshot_id, period, area_level, area_code, population, measure, breakdown, category)
) STRICT, WITHOUT ROWID;
