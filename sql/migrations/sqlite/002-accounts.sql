-- Who may use the portal and the API, and what was done. Moments are UTC. Nothing here tells a secret: passwords, links, sessions, recovery
-- codes and API tokens are hashes, and authenticator keys are encrypted.

CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY,
    -- null: the account was removed, and its address with it
    email TEXT,
    -- in capitals
    normal_email TEXT,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended', 'removed')),
    password_hash TEXT,
    -- changes with password and second factor
    security_stamp TEXT NOT NULL,
    -- changes with every change of this row; an update names the one that it read
    concurrency_stamp TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT,
    authenticator_key TEXT,
    -- 1: the key was proved with a code
    has_authenticator INTEGER NOT NULL DEFAULT 0,
    -- the last 30-second step whose code was used
    used_step INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL,
    created_by TEXT NOT NULL,
    signed_in TEXT,
    -- the sign-in before the last one
    signed_in_before TEXT
) STRICT;
CREATE UNIQUE INDEX account_normal_email ON account (normal_email) WHERE normal_email IS NOT NULL;

CREATE TABLE account_grant (
    id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('provider', 'partnership', 'regional', 'national', 'administrator')),
    -- rights with a space between them
    rights TEXT NOT NULL
) STRICT;
CREATE INDEX account_grant_account ON account_grant (account_id);

CREATE TABLE account_grant_area (
    grant_id INTEGER NOT NULL REFERENCES account_grant (id) ON DELETE CASCADE,
    level TEXT NOT NULL CHECK (level IN ('agency', 'partnership', 'region')),
    code TEXT NOT NULL,
    PRIMARY KEY (grant_id, level, code)
) STRICT;
CREATE INDEX account_grant_area_code ON account_grant_area (level, code);

CREATE TABLE account_recovery_code (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, code_hash)
) STRICT;

CREATE TABLE account_passkey (
    -- of the credential's id
    id_hash TEXT NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- the credential's id, public key and counter, as JSON
    credential TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
CREATE INDEX account_passkey_account ON account_passkey (account_id);

-- Links of e-mails, each of which works once.
CREATE TABLE account_link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'password')),
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    used TEXT
) STRICT;
CREATE INDEX account_link_account ON account_link (account_id);

CREATE TABLE account_session (
    id_hash TEXT NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    -- setup: opened by an invitation; reset: by a link for a new password; code: the password was right; full: signed in
    stage TEXT NOT NULL CHECK (stage IN ('setup', 'reset', 'code', 'full')),
    started TEXT NOT NULL,
    -- the last time that somebody did something in it
    seen TEXT NOT NULL,
    ends TEXT NOT NULL,
    -- when the password was last given in it; null: never
    proved TEXT,
    browser TEXT NOT NULL,
    -- the challenge of a passkey that is being used, encrypted
    challenge TEXT
) STRICT;
CREATE INDEX account_session_account ON account_session (account_id);

-- What somebody had typed in a form when the session ended, encrypted.
CREATE TABLE account_draft (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_until TEXT NOT NULL,
    PRIMARY KEY (account_id, path)
) STRICT;

CREATE TABLE api_token (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    rights TEXT NOT NULL,
    created TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires TEXT NOT NULL,
    last_used TEXT,
    ended TEXT,
    -- when its administrators were told that it ends soon
    told TEXT
) STRICT;
CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash);

CREATE TABLE api_token_agency (
    token_id INTEGER NOT NULL REFERENCES api_token (id) ON DELETE CASCADE,
    agency TEXT NOT NULL,
    PRIMARY KEY (token_id, agency)
) STRICT;

-- What was done, by whom, on what. Rows are only added; each holds the hash of itself and the one before.
CREATE TABLE audit_event (
    number INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    -- account-7, token-3, an operator's name, or visitor
    who TEXT NOT NULL,
    event TEXT NOT NULL,
    -- such as account-7, submission-12, agency-N0852; never a value of the data
    object TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    -- why, in words of the program's own or a reason that was given
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- How far the chain was checked.
CREATE TABLE audit_check (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- the hash at that number, so that rows cut off at the end are noticed
    hash TEXT NOT NULL,
    -- the first row that does not fit; null: none
    broken INTEGER
) STRICT;
