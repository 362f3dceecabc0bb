//! The error answers of the operations, with the codes that can occur.

use actix_web::http::StatusCode;
use entrance_auth::Rejection;
use entrance_domain::Denial;
use serde_json::{Map, Value, json};

use crate::problem::PROBLEM_JSON;

/// A kind of error answer that operations refer to.
struct Answer {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    /// Headers beyond those of every answer: name and what it holds.
    headers: &'static [(&'static str, &'static str)],
}

const CHALLENGE: (&str, &str) = (
    "WWW-Authenticate",
    "The challenge: which credential would help (RFC 6750).",
);
const RETRY: (&str, &str) = ("Retry-After", "Seconds until it is worth trying again.");
const REQUEST_ID: (&str, &str) = (
    "X-Request-Id",
    "The id by which the log knows this request.",
);

const MALFORMED: Answer = Answer {
    status: "400",
    name: "Malformed",
    description: "The request is not well-formed.",
    headers: &[CHALLENGE],
};
const UNAUTHENTICATED: Answer = Answer {
    status: "401",
    name: "Unauthenticated",
    description: "No access token, or one that is refused.",
    headers: &[CHALLENGE],
};
const FORBIDDEN: Answer = Answer {
    status: "403",
    name: "Forbidden",
    description: "The token is genuine, but its tenant or the policy does not allow this.",
    headers: &[CHALLENGE],
};
const TOO_LARGE: Answer = Answer {
    status: "413",
    name: "TooLarge",
    description: "The body is longer than this address takes.",
    headers: &[],
};
const UNSUPPORTED: Answer = Answer {
    status: "415",
    name: "Unsupported",
    description: "The body is of another media type than this address takes.",
    headers: &[],
};
const UNAVAILABLE: Answer = Answer {
    status: "503",
    name: "Unavailable",
    description: "The service cannot judge requests at the moment.",
    headers: &[RETRY],
};

const UNKNOWN: Answer = Answer {
    status: "404",
    name: "Unknown",
    description: "There is no such tenant, or no directory.",
    headers: &[],
};
const CONFLICT: Answer = Answer {
    status: "409",
    name: "Conflict",
    description: "The rules of a tenant's life do not allow it.",
    headers: &[],
};
const OUTDATED: Answer = Answer {
    status: "412",
    name: "Outdated",
    description: "The tenant was changed since the client saw it.",
    headers: &[],
};
const UNUSABLE: Answer = Answer {
    status: "422",
    name: "Unusable",
    description: "A field or a parameter cannot be used.",
    headers: &[],
};

/// What the operations of the directory can answer beside the others.
fn of_directory(operation: &str) -> &'static [Answer] {
    match operation {
        "listTenants" | "listAuditEvents" => &[UNKNOWN, UNUSABLE],
        "getTenant" => &[UNKNOWN],
        "inviteTenant" => &[UNKNOWN, CONFLICT, UNUSABLE],
        "editTenant" | "suspendTenant" => &[UNKNOWN, CONFLICT, OUTDATED, UNUSABLE],
        "approveTenant" | "reactivateTenant" | "removeTenant" => &[UNKNOWN, CONFLICT, OUTDATED],
        _ => &[],
    }
}

/// Adds the error answers that an operation can give, unless it describes them itself.
pub(super) fn add_error_responses(operation: &mut Map<String, Value>, protected: bool) {
    let name = operation.get("operationId").and_then(Value::as_str);
    let more = of_directory(name.unwrap_or_default());
    let answers: &[Answer] = match name {
        _ if protected => &[MALFORMED, UNAUTHENTICATED, FORBIDDEN, UNAVAILABLE],
        Some("getReadyz") => &[MALFORMED, UNAVAILABLE],
        Some("getSidecarValidation") => &[MALFORMED, UNAUTHENTICATED, FORBIDDEN, UNAVAILABLE],
        Some("validateToken") => &[
            MALFORMED,
            UNAUTHENTICATED,
            FORBIDDEN,
            TOO_LARGE,
            UNSUPPORTED,
            UNAVAILABLE,
        ],
        _ => &[MALFORMED],
    };
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(responses) = responses.as_object_mut() {
        describe_own(responses);
        for answer in answers.iter().chain(more) {
            let reference = json!({ "$ref": format!("#/components/responses/{}", answer.name) });
            responses.entry(answer.status).or_insert(reference);
        }
    }
}

/// Errors that a handler describes itself become problem documents like all others.
fn describe_own(responses: &mut Map<String, Value>) {
    let is_error = |status: &str| status.starts_with(['4', '5']);
    let errors = responses.iter_mut().filter(|(status, _)| is_error(status));
    for response in errors.filter_map(|(_, response)| response.as_object_mut()) {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let content = json!({ PROBLEM_JSON: { "schema": schema } });
        response.entry("content").or_insert(content);
    }
}

/// Adds the answers and the schema of problem documents to the components.
pub(super) fn shared_responses(components: &mut Value) {
    let answers = [
        (
            MALFORMED,
            vec!["invalid_request", "request_malformed", "if_match_malformed"],
        ),
        (UNAUTHENTICATED, codes_of_unauthenticated()),
        (FORBIDDEN, codes_of_forbidden()),
        (UNKNOWN, vec!["tenant_unknown", "directory_not_enabled"]),
        (
            CONFLICT,
            vec!["tenant_state_conflict", "operator_tenant_protected"],
        ),
        (OUTDATED, vec!["version_mismatch"]),
        (TOO_LARGE, vec!["body_too_large"]),
        (UNSUPPORTED, vec!["media_type_not_supported"]),
        (
            UNUSABLE,
            vec![
                "field_invalid",
                "domain_unknown",
                "tenant_not_an_organization",
            ],
        ),
        (
            UNAVAILABLE,
            vec![
                "keys_unavailable",
                "draining",
                "directory_unavailable",
                "authority_unavailable",
            ],
        ),
    ];
    let mut responses = Map::new();
    let mut schemas = Map::new();
    schemas.insert("Problem".to_owned(), problem());
    for (answer, codes) in answers {
        let schema = format!("{}Problem", answer.name);
        responses.insert(answer.name.to_owned(), response(&answer, &schema, &codes));
        schemas.insert(schema, narrowed(answer.status, &codes));
    }
    if let Some(components) = components.as_object_mut() {
        components.insert("responses".to_owned(), Value::Object(responses));
        let known = components.entry("schemas").or_insert_with(|| json!({}));
        if let Some(known) = known.as_object_mut() {
            known.extend(schemas);
        }
    }
}

fn codes_of_forbidden() -> Vec<&'static str> {
    let denials = Denial::CODES.iter().copied();
    denials.chain(["operator_not_configured"]).collect()
}

fn codes_of_unauthenticated() -> Vec<&'static str> {
    std::iter::once("credentials_missing")
        .chain(Rejection::ALL.iter().map(|reason| reason.code()))
        // With a client that understands claims challenges.
        .chain(["auth_context_missing"])
        .collect()
}

fn response(answer: &Answer, schema: &str, codes: &[&str]) -> Value {
    let headers: Map<_, _> = answer
        .headers
        .iter()
        .chain([&REQUEST_ID])
        .map(|(name, description)| {
            let schema = if *name == RETRY.0 {
                "integer"
            } else {
                "string"
            };
            let header = json!({ "description": description, "schema": { "type": schema } });
            ((*name).to_owned(), header)
        })
        .collect();
    let code = codes.first().copied().unwrap_or_default();
    json!({
        "description": answer.description,
        "headers": headers,
        "content": { PROBLEM_JSON: {
            "schema": { "$ref": format!("#/components/schemas/{schema}") },
            "example": {
                "type": format!("urn:entrance:error:{code}"),
                "title": phrase(answer.status),
                "status": answer.status.parse::<u16>().unwrap_or_default(),
                "detail": answer.description,
                "code": code,
                "request_id": "7d9f4b6e-0a43-4d5c-9c3b-2f6d1f0b8a11",
            },
        } },
    })
}

fn phrase(status: &str) -> &'static str {
    let status = status.parse::<StatusCode>().ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error")
}

fn narrowed(status: &str, codes: &[&str]) -> Value {
    json!({
        "description": format!("A problem with status {status}."),
        "allOf": [
            { "$ref": "#/components/schemas/Problem" },
            { "type": "object", "properties": { "code": { "type": "string", "enum": codes } } },
        ],
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "An error as a document (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code", "request_id"],
        "properties": {
            "type": { "type": "string", "description": "`urn:entrance:error:` and the code." },
            "title": { "type": "string", "description": "The phrase of the HTTP status." },
            "status": { "type": "integer", "description": "The HTTP status." },
            "detail": { "type": "string", "description": "One sentence for people." },
            "code": { "type": "string", "description": "The stable name of the reason." },
            "request_id": { "type": "string", "description": "The id that the log has, too." },
            "help": {
                "type": "string",
                "format": "uri",
                "description": "A page that says how to go on, where there is one: for a tenant that \
                                is not admitted, where it can apply.",
            },
        },
    })
}
