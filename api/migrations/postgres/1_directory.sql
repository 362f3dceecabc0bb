-- The directory of tenants.

-- One row, bumped by every change in its transaction, so that revisions are in the order of commits.
CREATE TABLE revision (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    value BIGINT NOT NULL
);
INSERT INTO revision (id, value) VALUES (1, 0);

-- A removed tenant keeps its row. The revision is that of the last change.
CREATE TABLE tenants (
    id UUID NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    domain TEXT,
    state TEXT NOT NULL CHECK (state IN ('invited', 'consented', 'active', 'suspended', 'removed')),
    note TEXT,
    suspension TEXT CHECK ((suspension IS NOT NULL) = (state = 'suspended')),
    created_kind TEXT NOT NULL CHECK (created_kind IN ('user', 'application', 'shell')),
    created_tenant UUID,
    created_object UUID,
    created_at BIGINT NOT NULL,
    changed_kind TEXT NOT NULL CHECK (changed_kind IN ('user', 'application', 'shell')),
    changed_tenant UUID,
    changed_object UUID,
    changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL UNIQUE,
    -- Id, name and domain in lower case.
    search_text TEXT NOT NULL
);
CREATE INDEX tenants_by_state ON tenants (state, id);

-- One row for each change, under the revision that it made.
CREATE TABLE audit (
    revision BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    tenant_id UUID NOT NULL REFERENCES tenants (id),
    action TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'application', 'shell')),
    actor_tenant UUID,
    actor_object UUID,
    state_before TEXT,
    state_after TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX audit_by_tenant ON audit (tenant_id, revision);
CREATE INDEX audit_by_actor ON audit (actor_object, revision);

-- The open invitation of a tenant. The link's secret is kept as its SHA-256 only.
CREATE TABLE invitations (
    tenant_id UUID NOT NULL PRIMARY KEY REFERENCES tenants (id),
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    expires_at BIGINT NOT NULL
);
