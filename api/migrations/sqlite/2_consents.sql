-- The way of one browser through consent, for some minutes. Secrets are kept as their SHA-256 only.
CREATE TABLE consents (
    state_hash BLOB NOT NULL PRIMARY KEY CHECK (length(state_hash) = 32),
    -- Of the cookie, which binds the answer to the browser that asked.
    browser_hash BLOB NOT NULL UNIQUE CHECK (length(browser_hash) = 32),
    -- Of the invitation's link.
    token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
    -- 1 once the authority has answered: the state is good for one answer.
    answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
