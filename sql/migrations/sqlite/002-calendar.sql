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
