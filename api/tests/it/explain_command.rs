//! `entrance token explain` as a program: where the token comes from, and what it ends with.

use entrance_stand_in::{Endpoint, Fault};
use serde_json::{Value, json};

use crate::issuer::{Issuer, nowhere};
use crate::process::{CLIENT_ID, Ended, Launch};

const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";

fn explain(arguments: &[&str]) -> Launch {
    Launch::of(&[&["token", "explain"], arguments].concat())
}

/// For the stand-in's API, with all of its tenants admitted.
fn configured(instance: &str, arguments: &[&str]) -> Launch {
    explain(arguments)
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("ENTRANCE__ENTRA__INSTANCE", instance)
        .variable("ENTRANCE__TENANTS__ADMISSION", "any")
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).expect(&ended.stdout)
}

#[test]
fn good_token_from_standard_input_ends_with_0() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    for (arguments, input) in [
        (vec!["-"], format!("{token}\n")),
        (vec![], format!("  Authorization: Bearer {token}\r\n")),
        (vec!["-"], format!("bearer {token}")),
    ] {
        let ended = configured(&issuer.instance(), &arguments)
            .input(&input)
            .run();
        assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
        assert!(
            ended.stdout.starts_with("The caller passes"),
            "{}",
            ended.stdout
        );
        assert_eq!(ended.stderr, "");
    }
}

#[test]
fn token_as_an_argument_is_explained_with_a_warning() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let ended = configured(&issuer.instance(), &[&token]).run();
    assert_eq!(ended.code, Some(0));
    assert!(
        ended.stderr.contains("a token is a secret"),
        "{}",
        ended.stderr
    );
    let (_, signature) = token.rsplit_once('.').unwrap();
    assert!(!ended.stdout.contains(signature) && !ended.stderr.contains(signature));
}

#[test]
fn refused_token_ends_with_1_and_machines_get_json() {
    let issuer = Issuer::start();
    let mut draft = issuer.member();
    draft.claims.insert("exp".to_owned(), json!(1_700_000_000));
    let token = issuer.sign(&draft);
    let ended = configured(&issuer.instance(), &["--json"])
        .input(&token)
        .run();
    assert_eq!(ended.code, Some(1));
    let told = json_of(&ended);
    assert_eq!(told["verdict"], "refused");
    assert_eq!(told["status"], 401);
    assert_eq!(told["code"], "token_expired");
    assert_eq!(told["expires_at"], "2023-11-14T22:13:20Z");
    assert_eq!(told["claims"]["exp"], 1_700_000_000);
    assert_eq!(told["header"]["alg"], "RS256");
}

#[test]
fn times_are_those_of_the_place() {
    let issuer = Issuer::start();
    let mut draft = issuer.member();
    draft.claims.insert("exp".to_owned(), json!(1_700_000_000));
    let token = issuer.sign(&draft);
    let launch = configured(&issuer.instance(), &[]).variable("TZ", "IST-5:30");
    let page = launch.input(&token).run().stdout;
    assert!(page.contains("2023-11-15 03:43:20 +05:30, "), "{page}");
}

#[test]
fn token_without_a_configuration_is_judged_as_far_as_that_goes() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let ended = explain(&["--json"]).input(&token).run();
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let told = json_of(&ended);
    assert_eq!(told["verdict"], "unknown");
    assert!(
        told["not_judged"][0]
            .as_str()
            .unwrap()
            .contains("APP_CLIENT_ID")
    );
    let state = |code: &str| {
        let rules = told["rules"].as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["codes"][0] == code);
        rule.unwrap()["state"].clone()
    };
    assert_eq!(state("algorithm_not_allowed"), "held");
    assert_eq!(state("signature_invalid"), "not_reached");
    let ended = explain(&[]).input("e30.e30.").run();
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stdout.contains("algorithm_not_allowed"),
        "{}",
        ended.stdout
    );
}

#[test]
fn suspicions_are_told_where_nothing_can_be_judged() {
    let issuer = Issuer::start();
    let of = |claim: &str, value: Value| {
        let mut draft = issuer.member();
        draft.claims.insert(claim.to_owned(), value);
        issuer.sign(&draft)
    };
    for (token, words) in [
        (
            of("aud", json!("https://graph.microsoft.com")),
            "Microsoft Graph",
        ),
        (
            of("aud", json!("https://management.azure.com/")),
            "Azure's own management",
        ),
        (of("ver", json!("1.0")), "version 1.0"),
        (of("exp", json!(1_700_000_000)), "days ago"),
    ] {
        let ended = explain(&[]).input(&token).run();
        assert_eq!(ended.code, Some(2), "{words}");
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
}

#[test]
fn keys_that_cannot_be_loaded_are_told_with_the_reason() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let ended = configured(&nowhere(), &[]).input(&token).run();
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stdout.contains("could not be loaded"),
        "{}",
        ended.stdout
    );
    issuer.set_fault(Endpoint::KeysV2, Some(Fault::EmptyKeySet));
    let ended = configured(&issuer.instance(), &[]).input(&token).run();
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stdout.contains("no usable signing key"),
        "{}",
        ended.stdout
    );
}

#[test]
fn directory_that_is_not_there_leaves_the_admission_open_and_is_not_made() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.member());
    let directory = |launch: Launch| {
        launch
            .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
            .variable("ENTRANCE__DATABASE__URL", "sqlite://tenants.db")
            .input(&token)
    };
    let ended = directory(configured(&issuer.instance(), &["--json"])).run();
    assert_eq!(ended.code, Some(2), "{}", ended.stdout);
    let told = json_of(&ended);
    assert_eq!(told["verified"], true);
    assert!(
        told["not_judged"][0]
            .as_str()
            .unwrap()
            .contains("directory")
    );
    // The operator's tenant is admitted whatever the directory says.
    let launch = configured(&issuer.instance(), &[]);
    let launch = launch.variable("ENTRANCE__TENANTS__OPERATOR", CONTOSO);
    assert_eq!(directory(launch).run().code, Some(0));
}

#[test]
fn mistakes_of_the_caller_end_with_64() {
    let no_token = explain(&[]).run();
    assert_eq!(no_token.code, Some(64));
    assert!(no_token.stderr.contains("no token"), "{}", no_token.stderr);
    let launch = configured(&nowhere(), &["--policy", "reports"]);
    let no_policy = launch.input("e30.e30.").run();
    assert_eq!(no_policy.code, Some(64));
    assert!(
        no_policy.stderr.contains("no policy reports"),
        "{}",
        no_policy.stderr
    );
    let wrong = explain(&[])
        .variable("ENTRANCE__SERVER__PORT", "x")
        .input("e30.e30.")
        .run();
    assert_eq!(wrong.code, Some(64));
    assert!(wrong.stderr.contains("server.port"), "{}", wrong.stderr);
}
