//! What a member of a token is replaced by.

use serde_json::{Map, Value, json};

/// Values of every JSON type, most of them wrong wherever they stand.
pub(super) fn of_every_type() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(-0.0),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("/"),
        json!("app"),
        json!("user"),
        json!("JWT"),
        json!("x".repeat(300)),
        json!("\u{0}"),
        json!("é"),
        json!([]),
        json!(["a"]),
        json!([1]),
        json!({}),
        json!({ "groups": "src1" }),
    ]
}

/// Values that are close to what stands there.
pub(super) fn close_to(value: &Value) -> Vec<Value> {
    let mut close = vec![
        json!([value]),
        json!([value, value]),
        json!([value, 1]),
        json!({ "value": value }),
    ];
    match value {
        Value::String(text) => close.extend(close_texts(text).map(Value::from)),
        Value::Number(number) => close.extend(close_numbers(number.as_u64().unwrap())),
        Value::Array(items) => close.extend(items.iter().cloned()),
        _ => {}
    }
    close
}

fn close_texts(text: &str) -> impl Iterator<Item = String> {
    let mut longest_but_one = text.to_owned();
    longest_but_one.pop();
    [
        text.to_ascii_uppercase(),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}/"),
        format!("{text}\u{0}"),
        format!("{text} more"),
        format!("{text}{text}"),
        text.replace("://", ":///"),
        text.replace('-', ""),
        text.replace(|letter: char| letter.is_ascii_digit(), "0"),
        format!("{{{text}}}"),
        longest_but_one,
    ]
    .into_iter()
}

fn close_numbers(number: u64) -> impl Iterator<Item = Value> {
    let around = move |offset: u64| [number.saturating_sub(offset), number + offset];
    [
        json!(number.to_string()),
        json!(format!("{number}.5").parse::<f64>().unwrap()),
        json!(number * 1_000),
        json!(253_402_300_799_u64),
        json!(253_402_300_800_u64),
    ]
    .into_iter()
    .chain(
        [59, 60, 61, 4_500, 4_559, 4_560, 4_561]
            .into_iter()
            .flat_map(around)
            .map(Value::from),
    )
}

/// Values that mean something in a claim of this name.
pub(super) fn telling(name: &str, claims: &Map<String, Value>) -> Vec<Value> {
    let other = "20000000-0000-4000-8000-00000000000a";
    let tenant = claims.get("tid").and_then(Value::as_str).unwrap_or(other);
    let issuer = claims
        .get("iss")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match name {
        "acct" => vec![json!(2), json!("0"), json!("1"), json!(0.0), json!(1.0)],
        "idp" => vec![
            json!("live.com"),
            json!("LIVE.COM"),
            json!(format!("https://sts.windows.net/{tenant}/")),
            json!(format!("https://sts.windows.net/{tenant}")),
            json!(format!("https://sts.windows.net/{other}/")),
            json!(issuer),
            json!(issuer.replace(tenant, other)),
            json!(tenant),
        ],
        "groups" => vec![json!([other]), json!([other, "x", other.to_uppercase()])],
        "acrs" => vec![
            json!(["c1", "c99"]),
            json!(["c0", "c7", "c01", "c100", "p1"]),
        ],
        "xms_cc" => vec![
            json!(["cp1"]),
            json!(["a", "cp1"]),
            json!(["CP1"]),
            json!("cp1"),
        ],
        "roles" => vec![
            json!(["Api.Access", "two words", "", "\u{7}"]),
            json!(["A", "B"]),
        ],
        "_claim_names" => vec![json!({ "other": "src1" })],
        "idtyp" => vec![json!("device"), json!("App")],
        _ => Vec::new(),
    }
}
