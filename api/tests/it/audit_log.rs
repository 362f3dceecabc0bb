//! The audit stream: who called what, with which outcome, and nothing else of anybody.

use serde_json::Value;

use crate::issuer::Issuer;
use crate::process::{Ended, Launch};
use crate::wire::Request;

const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
const NORTHWIND: &str = "10000000-0000-4000-8000-000000000003";

fn launch(issuer: &Issuer) -> Launch {
    Launch::serve(&issuer.instance())
        .variable("ENTRANCE__LOGGING__FORMAT", "json")
        .variable("ENTRANCE__LOGGING__AUDIT", "true")
}

/// The lines of the stream.
fn stream(ended: &Ended) -> Vec<Value> {
    let lines = ended.stderr.lines();
    let lines = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["target"] == "entrance::audit")
        .collect()
}

/// The one line about a request.
fn line_of<'a>(lines: &'a [Value], id: &str) -> &'a Value {
    let mut found = lines.iter().filter(|line| line["request_id"] == id);
    let line = found.next().unwrap_or_else(|| panic!("no line of {id}"));
    assert!(found.next().is_none(), "two lines of {id}");
    line
}

fn fields<'a>(line: &'a Value, names: &[&str]) -> Vec<&'a str> {
    let text = |name: &&str| line[*name].as_str().unwrap_or_default();
    names.iter().map(text).collect()
}

#[test]
fn each_protected_request_says_who_called_what_with_which_outcome() {
    let issuer = Issuer::start();
    let service = launch(&issuer).start().ready();
    let address = service.address();
    let me = |id: &str| Request::get("/api/v1/me?secret=1").header("x-request-id", id);
    let member = issuer.member();
    let daemon = issuer.daemon("Nightly report");
    let stranger = issuer.user("nora@northwindtraders.example", "user_impersonation");
    let without_scope = issuer.user("ben@contoso.example", "other");
    for (id, draft, status) in [
        ("member", &member, 200),
        ("daemon", &daemon, 200),
        ("stranger", &stranger, 403),
        ("scope", &without_scope, 403),
    ] {
        let answer = me(id).bearer(&issuer.sign(draft)).send(address);
        assert_eq!(answer.status, status, "{id}");
    }
    assert_eq!(me("nobody").send(address).status, 401);
    assert_eq!(me("forger").bearer("a.b.c").send(address).status, 401);
    let probe = Request::get("/livez").header("x-request-id", "probe");
    assert_eq!(probe.send(address).status, 200);
    service.signal("TERM");
    let ended = service.end();
    let lines = stream(&ended);

    let claim = |draft: &entrance_stand_in::Draft, name: &str| {
        draft.claims[name].as_str().unwrap().to_owned()
    };
    let who = [
        "kind",
        "tenant_id",
        "object_id",
        "client_id",
        "policy",
        "code",
    ];
    for (id, draft, kind, policy, code) in [
        ("member", &member, "user", "default", ""),
        ("daemon", &daemon, "application", "default", ""),
        ("stranger", &stranger, "user", "", "tenant_not_admitted"),
        ("scope", &without_scope, "user", "default", "scope_missing"),
    ] {
        let (tenant, object) = (claim(draft, "tid"), claim(draft, "oid"));
        let client = claim(draft, "azp");
        let expected = [kind, &tenant, &object, &client, policy, code];
        assert_eq!(fields(line_of(&lines, id), &who), expected, "{id}");
    }
    for (id, code) in [
        ("nobody", "credentials_missing"),
        ("forger", "token_malformed"),
    ] {
        let expected = ["", "", "", "", "", code];
        assert_eq!(fields(line_of(&lines, id), &who), expected, "{id}");
    }
    for (id, status) in [("member", 200), ("stranger", 403), ("nobody", 401)] {
        let line = line_of(&lines, id);
        assert_eq!(fields(line, &["method", "route"]), ["GET", "/api/v1/me"]);
        assert_eq!(line["status"], status);
    }
    assert_eq!(lines.len(), 6, "a probe is nobody's call");
}

#[test]
fn nothing_else_of_a_token_is_told() {
    let issuer = Issuer::start();
    let service = launch(&issuer).start().ready();
    let address = service.address();
    let member = issuer.member();
    let token = issuer.sign(&member);
    for (target, status) in [("/api/v1/me", 200), ("/api/v1/tenants", 403)] {
        let asked = Request::get(&format!("{target}?access_token={token}"));
        assert_eq!(asked.bearer(&token).send(address).status, status);
    }
    service.signal("TERM");
    let ended = service.end();
    assert_eq!(stream(&ended).len(), 2);
    for claim in ["name", "sub", "preferred_username", "uti", "aio", "rh"] {
        if let Some(value) = member.claims.get(claim).and_then(Value::as_str) {
            assert!(!ended.stderr.contains(value), "{claim}");
        }
    }
    for segment in token.split('.') {
        assert!(!ended.stderr.contains(segment));
    }
}

#[test]
fn no_filter_silences_the_stream() {
    let issuer = Issuer::start();
    let service = launch(&issuer)
        .variable("ENTRANCE__LOGGING__FILTER", "info,entrance::audit=off")
        .start()
        .ready();
    let asked = Request::get("/api/v1/me").send(service.address());
    assert_eq!(asked.status, 401);
    service.signal("TERM");
    assert_eq!(stream(&service.end()).len(), 1);
}

#[test]
fn without_the_switch_nobody_is_recorded() {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance())
        .variable("ENTRANCE__LOGGING__FORMAT", "json")
        .variable("ENTRANCE__LOGGING__FILTER", "trace")
        .start()
        .ready();
    let token = issuer.sign(&issuer.member());
    let asked = Request::get("/api/v1/me").bearer(&token);
    assert_eq!(asked.send(service.address()).status, 200);
    service.signal("TERM");
    let ended = service.end();
    assert_eq!(stream(&ended), [] as [Value; 0]);
    assert!(!ended.stderr.contains(CONTOSO));
}

#[test]
fn a_question_of_a_proxy_is_told_with_the_policy_that_it_names() {
    let issuer = Issuer::start();
    let service = launch(&issuer)
        .variable("ENTRANCE__FORWARD_AUTH__ENABLED", "true")
        .start()
        .ready();
    let address = service.address();
    let ask = |id: &str, token: &str| {
        let question = Request::get("/forward-auth?policy=default").bearer(token);
        question.header("x-request-id", id).send(address).status
    };
    let stranger = issuer.user("nora@northwindtraders.example", "user_impersonation");
    assert_eq!(ask("member", &issuer.sign(&issuer.member())), 200);
    assert_eq!(ask("stranger", &issuer.sign(&stranger)), 403);
    service.signal("TERM");
    let lines = stream(&service.end());
    let told = ["kind", "tenant_id", "route", "policy", "code"];
    let member = fields(line_of(&lines, "member"), &told);
    assert_eq!(member, ["user", CONTOSO, "/forward-auth", "default", ""]);
    let stranger = fields(line_of(&lines, "stranger"), &told);
    let expected = [
        "user",
        NORTHWIND,
        "/forward-auth",
        "",
        "tenant_not_admitted",
    ];
    assert_eq!(stranger, expected);
}

#[cfg(feature = "dev")]
#[test]
fn changes_of_the_directory_are_told() {
    let service = Launch::of(&["dev", "--port", "0", "--stand-in-port", "0"])
        .variable("ENTRANCE__LOGGING__FORMAT", "json")
        .variable("ENTRANCE__LOGGING__AUDIT", "true")
        .start();
    // It lets a customer in at its start.
    service.greeted("Ctrl-C");
    service.signal("TERM");
    let lines = stream(&service.end());
    let names = ["kind", "action", "changed_tenant_id", "before", "after"];
    let changes: Vec<_> = lines.iter().map(|line| fields(line, &names)).collect();
    let customer = "10000000-0000-4000-8000-000000000002";
    let expected = [
        ["shell", "invite", customer, "", "invited"],
        ["shell", "approve", customer, "invited", "active"],
    ];
    assert_eq!(changes, expected);
}
