//! One fault at a time: which key is named, where it was set, and what would be right.

use super::Configuration;

/// A line of a section, the key that is blamed, and words of the message and of the cure.
type Fault = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const FAULTS: [Fault; 47] = [
    ("server", "host = \"api.contoso.com\"", "server.host", "neither localhost", "0.0.0.0"),
    ("server", "port = 65536", "server.port", "out of range", "from 0 to 65535"),
    ("server", "port = -1", "server.port", "out of range", "from 0 to 65535"),
    ("server", "port = \"8000\"", "server.port", "wrong type", "without quotes"),
    ("server", "port = 8000.0", "server.port", "wrong type", "a whole number"),
    ("server", "public_url = \"api.contoso.com\"", "server.public_url", "address", "https://"),
    ("server", "public_url = \"ftp://localhost\"", "server.public_url", "address", "https://"),
    ("server", "public_url = \"https://a.example/?q\"", "server.public_url", "query", "https://"),
    ("server", "public_url = \"https://a.example/#f\"", "server.public_url", "fragment", "https://"),
    ("server", "public_url = \"https://u:p@a.example\"", "server.public_url", "user name", "https://"),
    ("server", "public_url = \"https://a.example/{port}\"", "server.public_url", "address", "{port}"),
    ("server", "workers = 513", "server.workers", "out of range", "from 0 to 512"),
    ("server", "max_token_bytes = 1023", "server.max_token_bytes", "range", "1024 to 65536"),
    ("server.limits", "max_connections = 0", "server.limits.max_connections", "range", "from 1 to"),
    ("server.limits", "max_body_bytes = 1023", "server.limits.max_body_bytes", "range", "from 1024"),
    ("server.limits", "head_seconds = 301", "server.limits.head_seconds", "range", "1 to 300"),
    ("server.limits", "body_seconds = 0", "server.limits.body_seconds", "range", "1 to 3600"),
    ("server.limits", "keep_alive_seconds = 0", "server.limits.keep_alive_seconds", "range", "1 to"),
    ("rate_limit", "refusals_per_minute = 0", "rate_limit.refusals_per_minute", "range", "from 1 to"),
    ("server", "drain_seconds = 3601", "server.drain_seconds", "range", "from 0 to 3600"),
    ("entra", "instance = \"http://contoso.com\"", "entra.instance", "loopback only", "https://"),
    ("entra", "instance = \"https://a.example/b\"", "entra.instance", "without path", "https://"),
    ("entra", "tenant = \"contoso\"", "entra.tenant", "no tenant", "organizations, common"),
    ("entra", "openapi_client_id = \"x\"", "entra.openapi_client_id", "not a GUID", "documentation"),
    ("entra", "app_id_uri = \"contoso\"", "entra.app_id_uri", "App ID URI", "absolute URI"),
    ("entra", "app_id_uri = \"api://contoso/\"", "entra.app_id_uri", "App ID URI", "without a slash"),
    ("entra", "app_id_uri = 'api://a\"b'", "entra.app_id_uri", "App ID URI", "absolute URI"),
    ("entra", "app_id_uri = \"api://{tenant}\"", "entra.app_id_uri", "App ID URI", "absolute URI"),
    ("entra", "token_versions = []", "entra.token_versions", "empty", "\"1.0\" or both"),
    ("entra", "token_versions = [\"3.0\"]", "entra.token_versions", "unknown", "\"1.0\" or both"),
    ("entra", "token_versions = [2.0]", "entra.token_versions", "wrong type", "list of texts"),
    ("entra", "leeway_seconds = 301", "entra.leeway_seconds", "range", "from 0 to 300"),
    ("tenants", "admission = \"everybody\"", "tenants.admission", "admitting", "\"any\""),
    ("tenants", "operator = \"Contoso\"", "tenants.operator", "not a GUID", "tenant id"),
    ("cors", "origins = [\"*\"]", "cors.origins", "entry 1", "wildcards"),
    ("cors", "origins = [\"https://*.a.example\"]", "cors.origins", "entry 1", "wildcards"),
    ("cors", "origins = [\"https://a.example/\"]", "cors.origins", "entry 1", "trailing slash"),
    ("cors", "origins = [\"https://a.example:443\"]", "cors.origins", "entry 1", "own port"),
    ("cache", "max_bytes = -1", "cache.max_bytes", "out of range", "0 for no cache"),
    ("cache", "max_bytes = 1048575", "cache.max_bytes", "out of range", "from 1048576"),
    ("cache", "max_bytes = 1099511627777", "cache.max_bytes", "range", "to 1099511627776"),
    ("cache", "max_entries = 0", "cache.max_entries", "out of range", "from 1 to"),
    ("docs", "enabled = \"yes\"", "docs.enabled", "wrong type", "true or false"),
    ("logging", "format = \"xml\"", "logging.format", "no such format", "\"json\""),
    ("logging", "filter = \"entrance=loud\"", "logging.filter", "directives", "info"),
    ("logging", "filter = \"\"", "logging.filter", "directives", "info"),
    ("policies.default", "guests = \"maybe\"", "policies.default.guests", "guests", "\"allow\""),
];

#[test]
fn each_single_fault_is_told_with_key_source_and_cure() {
    for (section, line, key, message, cure) in FAULTS {
        let text = format!("[{section}]\n{line}\n");
        let problem = Configuration::sound().file("fault.toml", &text).problem();
        assert_eq!(problem.key, key, "{line}");
        assert_eq!(problem.source, "fault.toml, line 2", "{line}");
        assert!(
            problem.message.contains(message),
            "{line}: {}",
            problem.message
        );
        assert!(problem.cure.contains(cure), "{line}: {}", problem.cure);
    }
}

#[test]
fn wrong_entry_of_a_list_is_told_by_its_position() {
    let lists = [
        ("tenants", "listed", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
        ("policies.default", "scopes", "Orders.Read"),
        ("policies.default", "app_roles", "Api.Access"),
        ("policies.default", "user_roles", "Tenants.Manage"),
        (
            "policies.default",
            "clients",
            "00001111-aaaa-2222-bbbb-3333cccc4444",
        ),
        (
            "policies.default",
            "tenants",
            "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        ),
        ("policies.default", "auth_contexts", "c1"),
        (
            "policies.default",
            "groups",
            "bbbbcccc-1111-dddd-2222-eeee3333ffff",
        ),
    ];
    for (section, key, valid) in lists {
        let text = format!("[{section}]\n{key} = [\"{valid}\", \"not valid\", \"{valid}\"]\n");
        let problem = Configuration::sound().file("fault.toml", &text).problem();
        assert_eq!(problem.key, format!("{section}.{key}"));
        assert_eq!(problem.source, "fault.toml, line 2");
        assert_eq!(problem.message, "entry 2 is not valid");
    }
}

#[test]
fn fault_in_a_variable_names_the_variable() {
    let problem = Configuration::sound()
        .variable("ENTRANCE__SERVER__PORT", "eighty")
        .problem();
    assert_eq!(problem.key, "server.port");
    assert_eq!(problem.source, "variable ENTRANCE__SERVER__PORT");
    assert_eq!(problem.cure, "write a whole number");
}

#[test]
fn fault_behind_a_short_name_names_the_short_name() {
    let problem = Configuration::sound()
        .variable("TENANT_ID", "contoso")
        .problem();
    assert_eq!(problem.key, "entra.tenant");
    assert_eq!(problem.source, "variable TENANT_ID");
}

#[test]
fn missing_client_id_is_told_with_every_way_to_set_it() {
    let problem = Configuration::empty().problem();
    assert_eq!(problem.key, "entra.client_id");
    assert_eq!(problem.source, "default");
    for word in [
        "APP_CLIENT_ID",
        "ENTRANCE__ENTRA__CLIENT_ID",
        "entra.client_id",
        "entrance dev",
    ] {
        assert!(problem.cure.contains(word), "{word}: {}", problem.cure);
    }
}

#[test]
fn six_faults_are_all_told_at_once() {
    let problems = Configuration::empty()
        .file(
            "six.toml",
            "[server]\nprot = 1\nhost = \"nowhere\"\n[entra]\nleeway_seconds = 900\n",
        )
        .dot_env("TENANT_ID=contoso")
        .variable("ENTRANCE__DOCS__ENABLED", "perhaps")
        .variable("APP_CLIENT_ID", "secret~value")
        .problems();
    let mut keys: Vec<_> = problems
        .iter()
        .map(|problem| problem.key.as_str())
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "docs.enabled",
            "entra.client_id",
            "entra.leeway_seconds",
            "entra.tenant",
            "server.host",
            "server.prot",
        ]
    );
}

#[test]
fn error_text_tells_every_fault_but_no_configured_value() {
    let error = Configuration::empty()
        .variable("APP_CLIENT_ID", "secret~value")
        .variable("ENTRANCE__SERVER__PORT", "secret~port")
        .load()
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "the configuration has 2 problems\n\n  \
         server.port (variable ENTRANCE__SERVER__PORT): the value has the wrong type\n    \
         write a whole number\n\n  \
         entra.client_id (variable APP_CLIENT_ID): this is not a GUID in its form with hyphens\n    \
         copy the Application (client) ID of the API's registration"
    );
}
