//! Tokens that are refused, one for each reason that a signed token can have, and what of a token
//! must not be seen.

use entrance_stand_in::Draft;
use serde_json::{Value, json};

use crate::issuer::Issuer;

/// A token, and how it is refused.
pub(super) struct Case {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) token: String,
}

/// What must not be seen anywhere, with the kind of each.
#[derive(Default)]
pub(super) struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    /// Signs a draft and keeps everything of it.
    pub(super) fn keep(&mut self, issuer: &Issuer, draft: &Draft) -> String {
        for claim in [
            "name",
            "oid",
            "sub",
            "preferred_username",
            "uti",
            "aio",
            "rh",
        ] {
            if let Some(value) = draft.claims.get(claim).and_then(Value::as_str)
                && !value.is_empty()
            {
                self.0.push((claim, value.to_owned()));
            }
        }
        let token = issuer.sign(draft);
        self.keep_token(&token);
        token
    }

    fn keep_token(&mut self, token: &str) {
        let kinds = [
            "a header segment",
            "a payload segment",
            "a signature segment",
        ];
        for (kind, segment) in kinds.into_iter().zip(token.split('.')) {
            self.0.push((kind, segment.to_owned()));
        }
    }

    /// The kind of the first secret in a line.
    pub(super) fn first_in(&self, line: &str) -> Option<&'static str> {
        let seen = self
            .0
            .iter()
            .find(|(_, secret)| line.contains(secret.as_str()));
        seen.map(|(kind, _)| *kind)
    }
}

/// A member's token with one claim changed, and the code of its refusal.
fn changed_claims() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("token_expired", "exp", json!(1_000_000_000)),
        ("token_not_yet_valid", "nbf", json!(4_000_000_000_u64)),
        ("token_issued_in_future", "iat", json!(4_000_000_000_u64)),
        ("token_time_invalid", "exp", json!("tomorrow")),
        (
            "audience_mismatch",
            "aud",
            json!("00000003-0000-0000-c000-000000000000"),
        ),
        (
            "signing_key_issuer_mismatch",
            "iss",
            json!("https://elsewhere.example/v2.0"),
        ),
        ("token_version_not_accepted", "ver", json!("3.0")),
        ("tenant_id_invalid", "tid", json!("contoso")),
        ("subject_invalid", "sub", json!("")),
        ("client_id_invalid", "azp", json!("a-client")),
        ("object_id_invalid", "oid", json!("an-object")),
        ("proof_of_possession_required", "cnf", json!({ "kid": "a" })),
        ("actor_token_refused", "act", json!({ "sub": "b" })),
        ("caller_kind_invalid", "idtyp", json!("device")),
        ("claim_name_ambiguous", "Aud", json!("c")),
    ]
}

/// A member's token with one member of the header changed, and the code of its refusal.
fn changed_headers() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("algorithm_not_allowed", "alg", json!("none")),
        ("token_type_not_allowed", "typ", json!("pop")),
        ("header_extension_not_supported", "crit", json!(["exp"])),
        ("token_for_microsoft_graph", "nonce", json!("d")),
        ("token_nested", "cty", json!("JWT")),
        ("key_id_invalid", "kid", json!(7)),
        ("signing_key_unknown", "kid", json!("not-published")),
    ]
}

/// Tokens that are refused, all but the last few for a fault of their own.
pub(super) fn refused(issuer: &Issuer, secrets: &mut Secrets) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |code, status, draft: &Draft| {
        let token = secrets.keep(issuer, draft);
        cases.push(Case {
            code,
            status,
            token,
        });
    };
    for (code, name, value) in changed_claims() {
        let mut draft = issuer.member();
        draft.claims.insert(name.into(), value);
        add(code, 401, &draft);
    }
    for (code, name, value) in changed_headers() {
        let mut draft = issuer.member();
        draft.header.insert(name.into(), value);
        add(code, 401, &draft);
    }
    let mut id_token = issuer.member();
    id_token.claims.remove("scp");
    id_token.claims.insert("nonce".into(), json!("e"));
    add("id_token_refused", 401, &id_token);
    let scope = "user_impersonation";
    let personal = issuer.user("pat@personal.example", scope);
    add("account_type_not_accepted", 401, &personal);
    let stranger = issuer.user("nora@northwindtraders.example", scope);
    add("tenant_not_admitted", 403, &stranger);
    add(
        "guest_not_allowed",
        403,
        &issuer.user("gia@fabrikam.example", scope),
    );
    add(
        "scope_missing",
        403,
        &issuer.user("ben@contoso.example", "other"),
    );
    add("app_role_missing", 403, &issuer.daemon("Curious script"));

    let (one, other) = (issuer.member(), issuer.daemon("Nightly report"));
    let (one, other) = (secrets.keep(issuer, &one), secrets.keep(issuer, &other));
    let (input, _) = one.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    for (code, token) in [
        ("signature_invalid", format!("{input}.{signature}")),
        ("token_encrypted", format!("{one}.e.f")),
        (
            "token_json_serialized",
            format!("{{\"payload\":\"{one}\"}}"),
        ),
        ("token_malformed", input.to_owned()),
    ] {
        cases.push(Case {
            code,
            status: 401,
            token,
        });
    }
    cases
}
