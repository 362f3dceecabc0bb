//! What an answer must be, to the letter.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_auth::Rejection;
use entrance_stand_in::Draft;
use serde_json::Value;

use super::{Answer, Service};

/// The shortest text of a token that could not stand in an answer by chance.
const TELLING: usize = 8;

impl Service {
    /// The challenge with nothing but realm and metadata.
    pub(crate) fn bare_challenge(&self) -> String {
        let url = self.public_url();
        format!(
            "Bearer realm=\"{url}\", \
             resource_metadata=\"{url}/.well-known/oauth-protected-resource\""
        )
    }

    /// The challenge with an error and more parameters behind it.
    pub(crate) fn challenge(&self, error: &str, description: &str, more: &str) -> String {
        let bare = self.bare_challenge();
        format!("{bare}, error=\"{error}\", error_description=\"{description}\"{more}")
    }

    /// Sees a caller let in, and gives what the service tells about them.
    pub(crate) async fn accepts(&self, what: &str, draft: &Draft) -> Value {
        self.accepts_token(what, &self.sign(draft)).await
    }

    /// The same for a token that is signed already.
    pub(crate) async fn accepts_token(&self, what: &str, token: &str) -> Value {
        let answer = self.me(token).await;
        assert_eq!(answer.status, 200, "{what}: {}", answer.body);
        assert_eq!(answer.challenge(), None, "{what}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        assert!(!reveals(&answer.body, token.split('.')), "{what}");
        self.explains(what, token, None).await;
        answer.json()
    }

    /// Sees a token refused with 401 for the reason of this code.
    pub(crate) async fn refuses(&self, what: &str, draft: &Draft, code: &str) {
        self.refuses_token(what, &self.sign(draft), code).await;
    }

    /// The same for the text of a token.
    pub(crate) async fn refuses_token(&self, what: &str, token: &str, code: &str) {
        let answer = self.me(token).await;
        self.is_refusal(what, &answer, code);
        is_silent(what, &answer, token);
        self.explains(what, token, Some(code)).await;
    }

    /// Judges the refusal of a token.
    pub(crate) fn is_refusal(&self, what: &str, answer: &Answer, code: &str) {
        let reason = Rejection::ALL.iter().find(|reason| reason.code() == code);
        let reason = reason.expect("there is no such reason").to_string();
        let challenge = self.challenge("invalid_token", &reason, "");
        is_problem(what, answer, 401, code, Some(&challenge));
        assert_eq!(answer.member("detail"), reason, "{what}");
    }

    /// Sees an authentic caller turned away with 403, without a challenge.
    pub(crate) async fn turns_away(&self, what: &str, draft: &Draft, code: &str) {
        let token = self.sign(draft);
        let answer = self.me(&token).await;
        is_problem(what, &answer, 403, code, None);
        is_silent(what, &answer, &token);
        self.explains(what, &token, Some(code)).await;
    }

    /// Sees an authentic caller told that a permission is missing: 403 with these parameters
    /// behind the description.
    pub(crate) async fn demands(&self, what: &str, draft: &Draft, code: &str, more: &str) {
        let token = self.sign(draft);
        let answer = self.me(&token).await;
        let challenge = self.challenge("insufficient_scope", &answer.member("detail"), more);
        is_problem(what, &answer, 403, code, Some(&challenge));
        is_silent(what, &answer, &token);
        self.explains(what, &token, Some(code)).await;
    }
}

/// Judges a problem document and what goes with it.
pub(crate) fn is_problem(
    what: &str,
    answer: &Answer,
    status: u16,
    code: &str,
    challenge: Option<&str>,
) {
    let told = (answer.status, answer.member("code"));
    assert_eq!(told, (status, code.to_owned()), "{what}");
    assert_eq!(answer.challenge(), challenge, "{what}");
    challenge.inspect(|text| is_well_formed(what, text));
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    let media_type = answer.header("content-type");
    assert_eq!(media_type, Some("application/problem+json"), "{what}");
    let body = answer.json();
    assert_eq!(body["type"], format!("urn:entrance:error:{code}"), "{what}");
    assert_eq!(body["status"], status, "{what}");
    assert!(body["title"].is_string(), "{what}");
    assert!(!answer.member("detail").is_empty(), "{what}");
    let request_id = answer.member("request_id");
    assert!(!request_id.is_empty(), "{what}");
    assert_eq!(answer.header("x-request-id"), Some(&*request_id), "{what}");
}

/// Judges one challenge: scheme, space, parameters between commas, each once (RFC 9110, section
/// 11.3); values in printable ASCII without quotation mark and backslash.
fn is_well_formed(what: &str, challenge: &str) {
    let parameters = challenge.strip_prefix("Bearer ").expect(what);
    let mut names = Vec::new();
    let parameters = parameters.strip_suffix('"').expect(what);
    for parameter in parameters.split("\", ") {
        let (name, value) = parameter.split_once("=\"").expect(what);
        let fits = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        assert!(value.bytes().all(fits), "{what}: {parameter}");
        assert!(!names.contains(&name), "{what}: {name} is there twice");
        names.push(name);
    }
}

/// Judges that a problem repeats nothing of the token: neither a segment nor a value in it.
fn is_silent(what: &str, answer: &Answer, token: &str) {
    let mut values = Vec::new();
    for segment in token.split('.') {
        let decoded = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
        if let Ok(json) = serde_json::from_slice(&decoded) {
            collect(&json, &mut values);
        }
    }
    let secrets = token.split('.').chain(values.iter().map(String::as_str));
    assert!(!reveals(&answer.body, secrets), "{what}: {}", answer.body);
}

fn reveals<'a>(body: &str, mut secrets: impl Iterator<Item = &'a str>) -> bool {
    secrets.any(|secret| secret.len() >= TELLING && body.contains(secret))
}

/// All texts and numbers in a value.
fn collect(json: &Value, values: &mut Vec<String>) {
    match json {
        Value::String(text) => values.push(text.clone()),
        Value::Number(number) => values.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, values)),
        Value::Object(members) => members.values().for_each(|item| collect(item, values)),
        Value::Null | Value::Bool(_) => {}
    }
}
