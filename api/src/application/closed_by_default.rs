//! Under `/api`, a handler that names no policy answers nobody.

use std::sync::Arc;

use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{Data, get, scope};
use actix_web::{App, Error, HttpResponse};
use actix_web_httpauth::middleware::HttpAuthentication;
use entrance_auth::{Clock as _, ManualClock};
use entrance_stand_in::{Directory, Options, StandIn};

use super::Surroundings;
use super::assembly::verifier;
use super::document::describe;
use crate::authorized::{Authorized, DefaultPolicy};
use crate::credentials::TokenLimit;
use crate::extension::Extension;
use crate::gate::{Gate, demand_policy, guard};
use crate::rules::{Rules, RulesInForce};
use crate::settings::{DEVELOPMENT, DevelopmentOverrides, Settings};

/// What no caller may see.
const SECRET: &str = "a secret of the handler";

/// A gate that knows the keys of a stand-in, and a token that it lets pass.
async fn gate_and_token() -> (Gate, Rules, String) {
    let clock = Arc::new(ManualClock::at(1_800_000_000));
    let time = Arc::clone(&clock);
    let directory = Directory::from_toml(DEVELOPMENT).unwrap();
    let options = Options::new(directory, Arc::new(move || time.unix_seconds()));
    let stand_in = StandIn::start(options).await.unwrap();
    let loaded = Settings::development(&DevelopmentOverrides {
        instance: Some(stand_in.instance()),
        ..DevelopmentOverrides::default()
    });
    let settings = loaded.unwrap().settings;
    let surroundings = Surroundings {
        clock,
        jitter: || 0.5,
    };
    let gate = Gate {
        verifier: verifier(&settings, &surroundings).unwrap(),
        directory: None,
    };
    gate.verifier.ready().await;
    let document = describe(&settings, &Extension::new()).unwrap();
    let rules = Rules::new(&settings, document.documents);
    let draft = stand_in.user_token("ben@contoso.example", "user_impersonation");
    (gate, rules, stand_in.sign(&draft.unwrap()).unwrap())
}

async fn service(
    gate: Gate,
    rules: Rules,
) -> impl Service<
    actix_http::Request,
    Response = ServiceResponse<impl actix_web::body::MessageBody>,
    Error = Error,
> {
    let answer = || async { HttpResponse::Ok().body(SECRET) };
    let redirect = || async {
        HttpResponse::Found()
            .insert_header(("location", SECRET))
            .finish()
    };
    let judged = |_: Authorized<DefaultPolicy>| async { HttpResponse::Ok().body(SECRET) };
    let limit = TokenLimit(16_384);
    let app = App::new()
        .app_data(Data::new(gate))
        .app_data(Data::new(RulesInForce::new(rules)))
        .app_data(Data::new(limit))
        .route("/outside", get().to(judged))
        .service(
            scope("/api")
                .wrap(from_fn(demand_policy))
                .wrap(HttpAuthentication::with_fn(guard))
                .route("/answer", get().to(answer))
                .route("/redirect", get().to(redirect))
                .route("/judged", get().to(judged)),
        );
    init_service(app).await
}

#[actix_web::test]
async fn a_handler_that_names_no_policy_answers_nobody() {
    let (gate, rules, token) = gate_and_token().await;
    let service = service(gate, rules).await;
    for (path, with_token, without) in [
        ("/api/judged", StatusCode::OK, StatusCode::UNAUTHORIZED),
        (
            "/api/answer",
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::UNAUTHORIZED,
        ),
        (
            "/api/redirect",
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::UNAUTHORIZED,
        ),
        // Outside the guard there is no caller whom a policy could judge.
        (
            "/outside",
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
    ] {
        let request = || TestRequest::default().method(Method::GET).uri(path);
        let bearer = ("authorization", format!("Bearer {token}"));
        for (request, status) in [
            (request().insert_header(bearer), with_token),
            (request(), without),
        ] {
            let answer = call_service(&service, request.to_request()).await;
            assert_eq!(answer.status(), status, "{path}");
            let told =
                answer.headers().contains_key("location") || read_body(answer).await == SECRET;
            assert_eq!(told, status == StatusCode::OK, "{path}");
        }
    }
}
