-- The figures of a cut as they were frozen. A snapshot holds figures and what reports need beside them, nothing of any person; it is never
-- changed, and a cut that is frozen again gets the next version.
CREATE TABLE snapshot (
    id BIGINT NOT NULL PRIMARY KEY,
    cut NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    version BIGINT NOT NULL,
    frozen_at NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
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

-- Every figure of a snapshot, as the export has them.
CREATE TABLE measure_value (
    snapshot_id BIGINT NOT NULL REFERENCES snapshot (id),
    period NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    area_code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    population NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    measure NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    breakdown NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    category NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    n BIGINT NULL,
    d BIGINT NULL,
    value FLOAT NULL,
    PRIMARY KEY (snapshot_id, period, area_level, area_code, population, measure, breakdown, category)
);
GO
