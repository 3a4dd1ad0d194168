-- Who may use the portal and the API, and what was done. Moments are UTC. Nothing here tells a secret: passwords, links, sessions, recovery
-- codes and API tokens are hashes, and authenticator keys are encrypted.

CREATE TABLE account (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    -- null: the account was removed, and its address with it
    email NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    -- in capitals
    normal_email NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    state NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (state IN (N'invited', N'active', N'suspended', N'removed')),
    password_hash NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NULL,
    -- changes with password and second factor
    security_stamp NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- changes with every change of this row; an update names the one that it read
    concurrency_stamp NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    locked_until DATETIME2 NULL,
    authenticator_key NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    -- 1: the key was proved with a code
    has_authenticator BIT NOT NULL DEFAULT 0,
    -- the last 30-second step whose code was used
    used_step BIGINT NOT NULL DEFAULT 0,
    created DATETIME2 NOT NULL,
    created_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    signed_in DATETIME2 NULL,
    -- the sign-in before the last one
    signed_in_before DATETIME2 NULL
);
GO
CREATE UNIQUE INDEX account_normal_email ON account (normal_email) WHERE normal_email IS NOT NULL;
GO

CREATE TABLE account_grant (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (role IN (N'provider', N'partnership', N'regional', N'national', N'administrator')),
    -- rights with a space between them
    rights NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO
CREATE INDEX account_grant_account ON account_grant (account_id);
GO

CREATE TABLE account_grant_area (
    grant_id BIGINT NOT NULL REFERENCES account_grant (id) ON DELETE CASCADE,
    level NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (level IN (N'agency', N'partnership', N'region')),
    code NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (grant_id, level, code)
);
GO
CREATE INDEX account_grant_area_code ON account_grant_area (level, code);
GO

CREATE TABLE account_recovery_code (
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);
GO

CREATE TABLE account_passkey (
    -- of the credential's id
    id_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the credential's id, public key and counter, as JSON
    credential NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created DATETIME2 NOT NULL
);
GO
CREATE INDEX account_passkey_account ON account_passkey (account_id);
GO

-- Links of e-mails, each of which works once.
CREATE TABLE account_link (
    token_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (purpose IN (N'invitation', N'password')),
    created DATETIME2 NOT NULL,
    expires DATETIME2 NOT NULL,
    used DATETIME2 NULL
);
GO
CREATE INDEX account_link_account ON account_link (account_id);
GO

CREATE TABLE account_session (
    id_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- setup: opened by an invitation; reset: by a link for a new password; code: the password was right; full: signed in
    stage NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (stage IN (N'setup', N'reset', N'code', N'full')),
    started DATETIME2 NOT NULL,
    -- the last time that somebody did something in it
    seen DATETIME2 NOT NULL,
    ends DATETIME2 NOT NULL,
    -- when the password was last given in it; null: never
    proved DATETIME2 NULL,
    browser NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the challenge of a passkey that is being used, encrypted
    challenge NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL
);
GO
CREATE INDEX account_session_account ON account_session (account_id);
GO

-- What somebody had typed in a form when the session ended, encrypted.
CREATE TABLE account_draft (
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    path NVARCHAR(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    content NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    kept_until DATETIME2 NOT NULL,
    PRIMARY KEY (account_id, path)
);
GO

CREATE TABLE api_token (
    id BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY,
    name NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    token_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    rights NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created DATETIME2 NOT NULL,
    created_by NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    expires DATETIME2 NOT NULL,
    last_used DATETIME2 NULL,
    ended DATETIME2 NULL,
    -- when its administrators were told that it ends soon
    told DATETIME2 NULL
);
GO
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);
GO

CREATE TABLE api_token_agency (
    token_id BIGINT NOT NULL REFERENCES api_token (id) ON DELETE CASCADE,
    agency NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (token_id, agency)
);
GO

-- What was done, by whom, on what. Rows are only added; each holds the hash of itself and the one before.
CREATE TABLE audit_event (
    number BIGINT NOT NULL PRIMARY KEY,
    at DATETIME2 NOT NULL,
    -- account-7, token-3, an operator's name, or visitor
    who NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    event NVARCHAR(60) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- such as account-7, submission-12, agency-N0852; never a value of the data
    object NVARCHAR(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    outcome NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL CHECK (outcome IN (N'done', N'refused', N'failed')),
    -- why, in words of the program's own or a reason that was given
    detail NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL
);
GO

-- How far the chain was checked.
CREATE TABLE audit_check (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    at DATETIME2 NOT NULL,
    number BIGINT NOT NULL,
    -- the hash at that number, so that rows cut off at the end are noticed
    hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- the first row that does not fit; null: none
    broken BIGINT NULL
);
GO
