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
