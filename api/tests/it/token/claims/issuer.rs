//! `iss` (token-validation 5.4).

use serde_json::{Value, json};

use super::super::{by_key, changed, refused_values, remove};
use crate::service::{BEN_OF_CONTOSO, CONTOSO, FABRIKAM, FREE, Service};

const CODE: &str = "issuer_mismatch";

/// Values that are no text at all.
fn no_texts() -> Vec<Value> {
    vec![
        json!(1),
        json!(true),
        Value::Null,
        json!({}),
        json!([]),
        json!([format!("https://sts.windows.net/{CONTOSO}/")]),
    ]
}

/// Texts that nearly are the issuer of version 2.0.
fn near_v2(instance: &str) -> Vec<Value> {
    let genuine = format!("{instance}/{CONTOSO}/v2.0");
    let port = instance.rsplit(':').next().unwrap();
    [
        String::new(),
        CONTOSO.to_owned(),
        format!("{genuine}/"),
        format!("{genuine} "),
        format!(" {genuine}"),
        format!("{genuine}#"),
        format!("{genuine}?"),
        format!("{genuine}\0"),
        format!("{genuine}/v2.0"),
        genuine.replace("/v2.0", ""),
        genuine.replace("/v2.0", "/"),
        genuine.replace("/v2.0", "/V2.0"),
        genuine.replace("/v2.0", "/v1.0"),
        genuine.replace("/v2.0", "/%76%32.0"),
        genuine.replace(CONTOSO, &CONTOSO.to_ascii_uppercase()),
        genuine.replace(CONTOSO, &CONTOSO.replace('-', "")),
        genuine.replace(CONTOSO, FABRIKAM),
        genuine.replace(CONTOSO, "{tenantid}"),
        genuine.replace(CONTOSO, "common"),
        genuine.replace(CONTOSO, "organizations"),
        genuine.replace(CONTOSO, "contoso.example"),
        genuine.replace(CONTOSO, &format!("{FABRIKAM}/../{CONTOSO}")),
        genuine.replace(&format!("/{CONTOSO}"), &format!("//{CONTOSO}")),
        genuine.replace("http:", "https:"),
        genuine.replace("http:", "HTTP:"),
        genuine.replace("localhost", "LOCALHOST"),
        genuine.replace("localhost", "127.0.0.1"),
        genuine.replace("localhost", "localhost."),
        genuine.replace("http://", "http://user@"),
        genuine.replace(port, "80"),
        format!("http://login.example/{genuine}"),
        format!("https://login.microsoftonline.com/{CONTOSO}/v2.0"),
        format!("https://{CONTOSO}.ciamlogin.com/{CONTOSO}/v2.0"),
        format!("https://sts.windows.net/{CONTOSO}/"),
    ]
    .map(Value::from)
    .to_vec()
}

/// Texts that nearly are the issuer of version 1.0.
fn near_v1(instance: &str) -> Vec<Value> {
    let genuine = format!("https://sts.windows.net/{CONTOSO}/");
    [
        String::new(),
        CONTOSO.to_owned(),
        format!("https://sts.windows.net/{CONTOSO}"),
        format!("{genuine}/"),
        format!("{genuine} "),
        format!("{genuine}v2.0"),
        genuine.replace(CONTOSO, &CONTOSO.to_ascii_uppercase()),
        genuine.replace(CONTOSO, FABRIKAM),
        genuine.replace(CONTOSO, "{tenantid}"),
        genuine.replace(CONTOSO, "common"),
        genuine.replace("https:", "http:"),
        genuine.replace("sts.windows.net", "STS.windows.net"),
        genuine.replace("sts.windows.net", "sts.windows.net:443"),
        genuine.replace("sts.windows.net", "sts.windows.net.example"),
        genuine.replace("sts.windows.net", "sts.chinacloudapi.cn"),
        format!("{instance}/{CONTOSO}/"),
        format!("{instance}/{CONTOSO}/v2.0"),
    ]
    .map(Value::from)
    .to_vec()
}

#[actix_web::test]
async fn key_of_an_issuer_signs_for_exactly_that_issuer() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let near = near_v2(&service.stand_in.instance());
    let code = "signing_key_issuer_mismatch";
    refused_values(&service, &genuine, code, "iss", &near).await;
    refused_values(&service, &genuine, CODE, "iss", &no_texts()).await;
    let missing = changed(&genuine, |token| remove(token, "iss"));
    service.refuses("missing", &missing, CODE).await;
}

#[actix_web::test]
async fn issuer_is_exact_also_where_the_key_does_not_say_for_whom_it_signs() {
    let service = Service::start_for_both().await;
    let instance = service.stand_in.instance();
    for (genuine, near) in [
        (service.user(BEN_OF_CONTOSO), near_v2(&instance)),
        (service.user_v1(BEN_OF_CONTOSO), near_v1(&instance)),
    ] {
        let free = by_key(&genuine, FREE);
        refused_values(&service, &free, CODE, "iss", &near).await;
        refused_values(&service, &free, CODE, "iss", &no_texts()).await;
        let missing = changed(&free, |token| remove(token, "iss"));
        service.refuses("missing", &missing, CODE).await;
    }
}

#[actix_web::test]
async fn issuer_of_version_1_is_exact() {
    let service = Service::start_for_both().await;
    let genuine = service.user_v1(BEN_OF_CONTOSO);
    let near = near_v1(&service.stand_in.instance());
    refused_values(&service, &genuine, CODE, "iss", &near).await;
    refused_values(&service, &genuine, CODE, "iss", &no_texts()).await;
    let missing = changed(&genuine, |token| remove(token, "iss"));
    service.refuses("missing", &missing, CODE).await;
}
