//! Tokens, genuine and changed at every place of their structure.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::{Draft, KeyName};
use serde_json::{Map, Value, json};

use super::values;
use crate::world::{BEN_OF_CONTOSO, PAT_PRIVATE, SIGNER, World};

/// Header members that are not in a genuine token.
const FURTHER_HEADER: [&str; 12] = [
    "crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t#S256", "cty", "enc", "zip", "nonce", "custom",
];
/// Claims that are not in every genuine token.
const FURTHER_CLAIMS: [&str; 21] = [
    "nonce",
    "c_hash",
    "at_hash",
    "cnf",
    "act",
    "actx",
    "actortoken",
    "idtyp",
    "acct",
    "idp",
    "groups",
    "hasgroups",
    "_claim_names",
    "acrs",
    "xms_cc",
    "name",
    "roles",
    "scp",
    "appid",
    "jti",
    "custom",
];

/// One token, and how it came about.
pub(super) struct Case {
    pub(super) what: String,
    pub(super) token: String,
}

/// All of them.
pub(super) fn cases(world: &World) -> Vec<Case> {
    let stand_in = &world.stand_in;
    let scope = "user_impersonation";
    let daemon = "Nightly report";
    let bases = [
        ("user", stand_in.user_token(BEN_OF_CONTOSO, scope), SIGNER),
        (
            "user 1.0",
            stand_in.user_token_v1(BEN_OF_CONTOSO, scope),
            SIGNER,
        ),
        (
            "daemon",
            stand_in.application_token(daemon, "Fabrikam"),
            SIGNER,
        ),
        (
            "daemon 1.0",
            stand_in.application_token_v1(daemon, "Fabrikam"),
            SIGNER,
        ),
        (
            "person",
            stand_in.user_token(PAT_PRIVATE, scope),
            KeyName::PersonalAccounts,
        ),
    ];
    let mut cases = Vec::new();
    for (name, draft, key) in bases {
        let base = Base {
            world,
            name,
            draft: draft.unwrap(),
            key,
        };
        base.add_members(&mut cases);
        base.add_pairs(&mut cases);
        base.add_keys(&mut cases);
        base.add_texts(&mut cases);
        if name == "user" {
            base.add_segments(&mut cases);
        }
    }
    cases
}

/// A genuine token before it is signed.
struct Base<'a> {
    world: &'a World,
    name: &'static str,
    draft: Draft,
    key: KeyName,
}

impl Base<'_> {
    fn case(&self, what: &str, token: String) -> Case {
        Case {
            what: format!("{}: {what}", self.name),
            token,
        }
    }

    fn signed(&self, header: &str, claims: &str, key: &KeyName) -> String {
        self.world.stand_in.sign_parts(header, claims, key).unwrap()
    }

    fn header(&self) -> String {
        json(&self.draft.header)
    }

    fn claims(&self) -> String {
        json(&self.draft.claims)
    }

    /// Every member removed, replaced, renamed, doubled; others added. Signed as it then stands.
    fn add_members(&self, cases: &mut Vec<Case>) {
        for (what, header) in changed(&self.draft.header, &FURTHER_HEADER) {
            let token = self.signed(&header, &self.claims(), &self.key);
            cases.push(self.case(&format!("header, {what}"), token));
        }
        for (what, claims) in changed(&self.draft.claims, &FURTHER_CLAIMS) {
            let token = self.signed(&self.header(), &claims, &self.key);
            cases.push(self.case(&format!("claims, {what}"), token));
        }
    }

    /// Claims that speak about the same thing.
    fn add_pairs(&self, cases: &mut Vec<Case>) {
        let group = "20000000-0000-4000-8000-00000000000a";
        let tenant = self.draft.claims["tid"].as_str().unwrap();
        let providers = values::telling("idp", &self.draft.claims);
        // `idp` only speaks where `acct` says nothing.
        let homes = providers.iter().map(|idp| json!({ "acct": 2, "idp": idp }));
        let pairs = [
            json!({ "hasgroups": true, "groups": [group] }),
            json!({ "_claim_names": { "groups": "src1" }, "groups": [group] }),
            json!({ "_claim_names": { "other": "src1" }, "groups": [group] }),
            json!({ "acct": 0, "idp": "live.com" }),
            json!({ "acct": 1, "idp": format!("https://sts.windows.net/{tenant}/") }),
            json!({ "idtyp": "app", "scp": "/", "roles": ["Api.Access"] }),
            json!({ "idtyp": "user", "scp": "" }),
            // Without a usable `idtyp`, roles or a subject of its own make an application.
            json!({ "idtyp": 0, "scp": "", "roles": ["Api.Access"], "sub": "somebody" }),
            json!({ "idtyp": 0, "scp": "", "roles": 0, "sub": group, "oid": group }),
            json!({ "idtyp": 0, "scp": "", "roles": 0, "sub": "somebody" }),
            json!({ "scp": "/", "roles": [], "nonce": "n" }),
            json!({ "scp": "", "roles": "Api.Access", "sub": "somebody" }),
            json!({ "scp": "a/b", "roles": ["Api.Access"] }),
            json!({ "scp": "one  two / a/b", "roles": ["Api.Access"] }),
        ];
        for pair in homes.chain(pairs) {
            let mut claims = self.draft.claims.clone();
            claims.extend(pair.as_object().unwrap().clone());
            let token = self.signed(&self.header(), &json(&claims), &self.key);
            cases.push(self.case(&format!("with {pair}"), token));
        }
    }

    /// Named and signed by every pair of keys.
    fn add_keys(&self, cases: &mut Vec<Case>) {
        let keys = [
            SIGNER,
            KeyName::Organization(1),
            KeyName::OtherCloud,
            KeyName::PersonalAccounts,
            self.world.stand_in.generate("unpublished").unwrap(),
        ];
        for named in &keys {
            let mut header = self.draft.header.clone();
            header.insert("kid".into(), self.world.stand_in.kid(named).unwrap().into());
            for signer in &keys {
                let token = self.signed(&json(&header), &self.claims(), signer);
                cases.push(self.case(&format!("names {named:?}, signed by {signer:?}"), token));
            }
        }
    }

    /// Both JSON texts in other forms.
    fn add_texts(&self, cases: &mut Vec<Case>) {
        for (what, form) in FORMS {
            let token = self.signed(&form(&self.header()), &self.claims(), &self.key);
            cases.push(self.case(&format!("header {what}"), token));
            let token = self.signed(&self.header(), &form(&self.claims()), &self.key);
            cases.push(self.case(&format!("claims {what}"), token));
        }
    }

    /// The finished token cut, spliced and spelled in other ways.
    fn add_segments(&self, cases: &mut Vec<Case>) {
        let token = self.signed(&self.header(), &self.claims(), &self.key);
        for place in (0..token.len()).step_by(7) {
            let (before, after) = token.split_at(place);
            for (what, text) in [
                ("cut off", before.to_owned()),
                ("one less", format!("{before}{}", &after[1..])),
                ("one more", format!("{before}A{after}")),
                ("a dot more", format!("{before}.{after}")),
                ("a blank more", format!("{before} {after}")),
                (
                    "one changed",
                    format!("{before}{}{}", other_than(after), &after[1..]),
                ),
            ] {
                cases.push(self.case(&format!("{what} at {place}"), text));
            }
        }
        let parts: Vec<_> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            panic!("three segments")
        };
        for text in [
            format!("{claims}.{header}.{signature}"),
            format!("{header}.{claims}."),
            format!("{header}.{claims}.{signature}."),
            format!("{header}.{claims}.{signature}="),
            format!("{header}.{claims}.{signature}.{claims}.{signature}"),
            format!("{header}..{signature}"),
            format!(".{claims}.{signature}"),
            format!("{{\"payload\":\"{claims}\"}}"),
            format!("{token}{}", "A".repeat(16_384)),
            String::new(),
            "..".to_owned(),
        ] {
            cases.push(self.case("spliced", text));
        }
        for algorithm in ["none", "HS256", "RS512", "PS256", "ES256", "rs256"] {
            let mut header = self.draft.header.clone();
            header.insert("alg".into(), algorithm.into());
            let header = URL_SAFE_NO_PAD.encode(json(&header));
            cases.push(self.case(algorithm, format!("{header}.{claims}.{signature}")));
        }
    }
}

type Form = (&'static str, fn(&str) -> String);

const FORMS: [Form; 13] = [
    ("as it is", str::to_owned),
    ("with blanks", |text| format!(" {text}\n")),
    ("in two", |text| format!("{text}{text}")),
    ("with a tail", |text| format!("{text} x")),
    ("behind a mark", |text| format!("\u{feff}{text}")),
    ("in an array", |text| format!("[{text}]")),
    ("with a comma", |text| text.replace('}', ",}")),
    ("empty", |_| String::new()),
    ("without members", |_| "{}".to_owned()),
    ("too large", |text| {
        with_raw_member(text, &format!("\"padding\":\"{}\"", "x".repeat(12_288)))
    }),
    ("nested to the limit", |text| nested(text, 31)),
    ("nested too deeply", |text| nested(text, 32)),
    ("nested far too deeply", |text| nested(text, 200)),
];

/// An object with a further member of nested arrays.
fn nested(text: &str, arrays: usize) -> String {
    let inner = format!("{}{}", "[".repeat(arrays), "]".repeat(arrays));
    with_raw_member(text, &format!("\"deep\":{inner}"))
}

fn with_raw_member(text: &str, member: &str) -> String {
    format!("{},{member}}}", text.strip_suffix('}').unwrap())
}

/// An object changed in one member each time.
fn changed(members: &Map<String, Value>, further: &[&str]) -> Vec<(String, String)> {
    let mut forms = Vec::new();
    let mut add = |what: String, members: &Map<String, Value>| forms.push((what, json(members)));
    for (name, value) in members {
        let with = |value: Value| {
            let mut members = members.clone();
            members.insert(name.clone(), value);
            members
        };
        let mut without = members.clone();
        without.remove(name).unwrap();
        add(format!("without {name}"), &without);
        for other in values::of_every_type()
            .into_iter()
            .chain(values::close_to(value))
        {
            add(format!("{name} is {other}"), &with(other.clone()));
        }
        let mut twin = members.clone();
        twin.insert(name.to_ascii_uppercase(), value.clone());
        add(format!("{name} also in capitals"), &twin);
        without.insert(name.to_ascii_uppercase(), value.clone());
        add(format!("{name} in capitals"), &without);
    }
    for name in further.iter().filter(|name| !members.contains_key(**name)) {
        let telling = values::telling(name, members);
        for value in values::of_every_type().into_iter().chain(telling) {
            let mut members = members.clone();
            members.insert((*name).to_owned(), value.clone());
            add(format!("{name} added as {value}"), &members);
        }
    }
    let text = json(members);
    for (name, value) in members {
        let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
        let twice = with_raw_member(&text, &format!("\"{name}\":{value}"));
        forms.push((format!("{name} twice"), twice));
        let twice = with_raw_member(&text, &format!("\"{escaped}\":{value}"));
        forms.push((format!("{name} twice, once escaped"), twice));
        let once = text.replacen(&format!("\"{name}\":"), &format!("\"{escaped}\":"), 1);
        forms.push((format!("{name} escaped"), once));
    }
    let inner = with_raw_member(&text, "\"object\":{\"a\":1,\"b\":[{\"a\":1,\"a\":2}]}");
    forms.push(("a name twice deep inside".to_owned(), inner));
    forms
}

fn json(members: &Map<String, Value>) -> String {
    json!(members).to_string()
}

/// Another letter than the first.
fn other_than(text: &str) -> &'static str {
    if text.starts_with('Q') { "g" } else { "Q" }
}
