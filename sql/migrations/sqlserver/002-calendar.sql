-- Deadlines of single agencies; month is yyyy-mm.
CREATE TABLE extension (
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES agency (code),
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NOT NULL,
    closes NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    reason NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (agency, month)
);
GO

-- What was sent, so that nobody gets it twice. A deadline that is moved is reminded of again.
CREATE TABLE notification (
    kind NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (kind IN (N'reminder', N'late')),
    -- an agency, or of a late list a region
    recipient NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    month NVARCHAR(7) COLLATE Latin1_General_100_BIN2 NOT NULL,
    deadline NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- of a reminder: how many working days before the deadline it is for; of a late list 0
    days_before BIGINT NOT NULL,
    -- null while it is being sent
    sent_at NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (kind, recipient, month, deadline, days_before)
);
GO
