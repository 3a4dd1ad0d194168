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
    period_end NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    amount NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    unit NVARCHAR(80) COLLATE Latin1_General_100_BIN2 NOT NULL,
    source NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    entered NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (partnership, indicator, period_end)
);
