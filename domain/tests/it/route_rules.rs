//! Which rule decides about a request.

use entrance_domain::{
    Demands, HostName, Method, OriginalRequest, PathPrefix, Policy, PolicyName, Protection,
    RawPath, RouteDenial, RouteRule, RouteRules,
};

use crate::sample::{default_demands, role, scope};

pub(crate) fn policy(name: &str, demands: Demands) -> Protection {
    Protection::Policy {
        name: PolicyName::new(name).unwrap(),
        policy: Policy::new(demands),
    }
}

pub(crate) fn default() -> Protection {
    policy("default", default_demands())
}

/// Lets fewer pass than `default`.
pub(crate) fn strict() -> Protection {
    let demands = Demands {
        user_roles: vec![role("Tenants.Manage")],
        app_roles: Vec::new(),
        ..default_demands()
    };
    policy("strict", demands)
}

/// Lets others pass than `default`.
pub(crate) fn other() -> Protection {
    let demands = Demands {
        scopes: vec![scope("Reports.Read")],
        ..Demands::default()
    };
    policy("other", demands)
}

pub(crate) fn rule(path: &str, protection: Protection) -> RouteRule {
    RouteRule {
        hosts: Vec::new(),
        methods: Vec::new(),
        path: Some(PathPrefix::new(path).unwrap()),
        protection,
    }
}

pub(crate) fn rules(rules: Vec<RouteRule>) -> RouteRules {
    RouteRules::new(rules, default())
}

pub(crate) fn get(path: &[u8]) -> OriginalRequest<'_> {
    OriginalRequest {
        host: None,
        method: "GET",
        path: RawPath::of_target(path),
    }
}

/// The name of what protects a path, or the code of why it is denied.
fn protects(rules: &RouteRules, path: &str) -> String {
    match rules.protection(&get(path.as_bytes())) {
        Ok(Protection::Public) => "public".to_owned(),
        Ok(Protection::Policy { name, .. }) => name.to_string(),
        Err(denial) => denial.code().to_owned(),
    }
}

#[test]
fn rules_are_empty_only_where_there_is_none() {
    assert!(rules(Vec::new()).is_empty());
    assert!(!rules(vec![rule("/", default())]).is_empty());
}

#[test]
fn the_first_rule_that_fits_decides() {
    let rules = rules(vec![
        rule("/admin/health", Protection::Public),
        rule("/admin", strict()),
        rule("/", default()),
    ]);
    assert_eq!(protects(&rules, "/admin/health"), "public");
    assert_eq!(protects(&rules, "/admin/users"), "strict");
    assert_eq!(protects(&rules, "/administration"), "default");
    assert_eq!(protects(&rules, "/anything?q=/admin"), "default");
}

#[test]
fn a_request_without_a_rule_is_denied() {
    let some = rules(vec![rule("/public", Protection::Public)]);
    for path in ["/", "/admin", "/publication", "/x/../public"] {
        assert_eq!(protects(&some, path), "no_rule", "{path}");
    }
    assert_eq!(protects(&rules(Vec::new()), "/"), "no_rule");
}

#[test]
fn an_ambiguous_path_never_meets_a_public_rule_or_one_weaker_than_default() {
    for weak in [Protection::Public, other()] {
        let rules = rules(vec![rule("/", weak)]);
        for path in [
            "//admin",
            "/public/../admin",
            "/admin;x",
            "/%2e%2e/",
            "/a%2fb",
            "/a#b",
        ] {
            assert_eq!(protects(&rules, path), "path_ambiguous", "{path}");
        }
    }
}

#[test]
fn an_ambiguous_path_is_judged_where_no_stricter_rule_could_be_meant() {
    let open = rules(vec![
        rule("/public", Protection::Public),
        rule("/", default()),
    ]);
    assert_eq!(protects(&open, "//admin"), "default");
    assert_eq!(protects(&open, "/public/../admin"), "path_ambiguous");
    let graded = rules(vec![rule("/admin", strict()), rule("/", default())]);
    assert_eq!(protects(&graded, "//admin"), "path_ambiguous");
    assert_eq!(protects(&graded, "/admin/../admin"), "strict");
}

#[test]
fn a_path_that_differs_from_a_stricter_rule_in_case_only_is_ambiguous() {
    let rules = rules(vec![
        rule("/admin/help", Protection::Public),
        rule("/admin", strict()),
        rule("/", default()),
    ]);
    for path in ["/ADMIN", "/Admin/users", "/admin/HELP", "/Admin/Help"] {
        let expected = if path.starts_with("/admin") {
            "strict"
        } else {
            "path_ambiguous"
        };
        assert_eq!(protects(&rules, path), expected, "{path}");
    }
    assert_eq!(protects(&rules, "/Administration"), "default");
}

#[test]
fn hosts_and_methods_part_requests() {
    let host = HostName::new("admin.contoso.com").unwrap();
    let other_host = HostName::new("www.contoso.com").unwrap();
    let rules = rules(vec![
        RouteRule {
            hosts: vec![host.clone()],
            ..rule("/", strict())
        },
        RouteRule {
            methods: vec![Method::new("GET").unwrap()],
            ..rule("/", Protection::Public)
        },
        rule("/", default()),
    ]);
    let ask = |host: Option<&HostName>, method: &str| {
        let request = OriginalRequest {
            host,
            method,
            path: RawPath::of_target(b"/"),
        };
        rules.protection(&request).cloned()
    };
    assert_eq!(ask(Some(&host), "GET"), Ok(strict()));
    assert_eq!(ask(Some(&other_host), "GET"), Ok(Protection::Public));
    assert_eq!(ask(Some(&other_host), "HEAD"), Ok(Protection::Public));
    assert_eq!(ask(Some(&other_host), "get"), Ok(default()));
    assert_eq!(ask(Some(&other_host), "OPTIONS"), Ok(default()));
    assert_eq!(ask(None, "GET"), Err(RouteDenial::HostMissing));
}

#[test]
fn every_denial_has_its_own_code() {
    let denials = [
        RouteDenial::NoRule,
        RouteDenial::PathAmbiguous,
        RouteDenial::HostMissing,
    ];
    let codes: Vec<_> = denials.iter().map(|denial| denial.code()).collect();
    assert_eq!(codes, RouteDenial::CODES);
}
