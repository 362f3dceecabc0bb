//! Which paths are in normal form, and which ones a rule covers.

use entrance_domain::{HostName, Method, PathPrefix, RawPath, RouteError};

fn is_normal(path: &[u8]) -> bool {
    RawPath::of_target(path).is_normal()
}

#[test]
fn ordinary_paths_are_in_normal_form() {
    for path in [
        "/",
        "/admin",
        "/admin/",
        "/a.b/..c/d..",
        "/~user/x-y_z",
        "/a!$&'()*+,=:@b",
        "/with%20space/%22quoted%22",
        "/caf%C3%A9/%F0%9F%9A%AA",
        "/%C2%80/%DF%BF",
    ] {
        assert!(is_normal(path.as_bytes()), "{path}");
    }
}

#[test]
fn a_path_that_can_be_read_in_another_way_is_not_in_normal_form() {
    for path in [
        "",
        "*",
        "admin",
        "http://a/admin",
        "//admin",
        "/a//b",
        "/a//",
        "//",
        "/.",
        "/..",
        "/./admin",
        "/public/../admin",
        "/admin/..",
        "/admin/.",
        "/admin;x",
        "/;/admin",
        "/admin%3B",
        "/admin%3Bx",
        "/\\admin",
        "/public\\..\\admin",
        "/%5Cadmin",
        "/%5cadmin",
        "/admin%2Fusers",
        "/admin%2fusers",
        "/%2e%2e/admin",
        "/%2E",
        "/a%2Eb",
        "/%25",
        "/%252e",
        "/admin%00",
        "/admin%0A",
        "/admin%7F",
        "/%61dmin",
        "/%41",
        "/a%2Db",
        "/a%7Eb",
        "/%40",
        "/a%3Fb",
        "/a%23b",
        "/%",
        "/%2",
        "/%zz",
        "/%c3%a9",
        "/%C3",
        "/%C0%AF",
        "/%ED%A0%80",
        "/a b",
        "/a\"b",
        "/a<b",
        "/a|b",
        "/caf\u{e9}",
        "/admin#x",
        "/#/../admin",
    ] {
        assert!(!is_normal(path.as_bytes()), "{path}");
    }
    for path in [b"/admin\0".as_slice(), b"/admin\n", b"/admin\xff", b"/\t"] {
        assert!(!is_normal(path), "{path:?}");
    }
}

#[test]
fn the_query_is_no_part_of_the_path() {
    assert!(is_normal(b"/admin?x=/../%2e;#"));
    assert_eq!(RawPath::of_target(b"/a?b?c"), RawPath::of_target(b"/a"));
}

#[test]
fn a_prefix_covers_whole_segments_in_exact_case() {
    let admin = PathPrefix::new("/admin").unwrap();
    let root = PathPrefix::new("/").unwrap();
    for (path, by_admin) in [
        ("/admin", true),
        ("/admin/", true),
        ("/admin/users", true),
        ("/administration", false),
        ("/Admin", false),
        ("/", false),
        ("/a/admin", false),
    ] {
        let path = RawPath::of_target(path.as_bytes());
        assert_eq!(admin.covers(path), by_admin, "{path:?}");
        assert!(root.covers(path), "{path:?}");
    }
    let upper = RawPath::of_target(b"/ADMIN/users");
    assert!(admin.covers_ignoring_case(upper));
    assert!(!admin.covers_ignoring_case(RawPath::of_target(b"/ADMINS")));
}

#[test]
fn a_rule_takes_only_a_path_that_means_what_it_says() {
    for path in ["/", "/admin", "/admin/users", "/caf%C3%A9"] {
        assert!(PathPrefix::new(path).is_ok(), "{path}");
    }
    for path in [
        "", "admin", "/admin/", "/admin/*", "/a//b", "/a/../b", "/a;b", "/a?b", "/%61",
    ] {
        assert_eq!(PathPrefix::new(path), Err(RouteError::Path), "{path}");
    }
}

#[test]
fn hosts_are_the_same_whatever_their_case_port_and_last_dot() {
    let api = HostName::new("API.contoso.com").unwrap();
    for text in [
        "api.contoso.com",
        "api.contoso.com:8443",
        "Api.Contoso.Com.",
        "api.contoso.com.:1",
    ] {
        assert_eq!(HostName::of_request(text), Ok(api.clone()), "{text}");
    }
    let address = HostName::new("[0:0::1]").unwrap();
    assert_eq!(HostName::of_request("[::1]:80"), Ok(address));
    assert!(HostName::of_request("192.0.2.1:80").is_ok());
}

#[test]
fn a_text_that_is_no_host_is_refused() {
    for text in [
        "", ".", "a..b", "a b", "a,b", "a:80:80", "a:x", "::1", "[::1", "a/b", "u@a", "1.2.3",
        "*.a",
    ] {
        assert_eq!(HostName::of_request(text), Err(RouteError::Host), "{text}");
    }
    assert_eq!(HostName::new("a:80"), Err(RouteError::Host));
}

#[test]
fn get_answers_head_as_well() {
    let get = Method::new("GET").unwrap();
    assert!(get.answers("GET") && get.answers("HEAD"));
    assert!(!get.answers("get") && !get.answers("POST"));
    assert!(!Method::new("POST").unwrap().answers("HEAD"));
    for text in ["", "get", "GET POST", "G\u{c9}T"] {
        assert_eq!(Method::new(text), Err(RouteError::Method), "{text}");
    }
}

#[test]
fn host_has_253_characters_and_its_port_5_digits_at_most() {
    let longest = format!("{}.{}", "a".repeat(189), "b".repeat(63));
    assert_eq!(longest.len(), 253);
    assert!(HostName::new(&longest).is_ok());
    assert_eq!(HostName::new(&format!("a{longest}")), Err(RouteError::Host));
    assert_eq!(HostName::of_request("a:65535"), HostName::new("a"));
    assert_eq!(HostName::of_request("a:655350"), Err(RouteError::Host));
}
