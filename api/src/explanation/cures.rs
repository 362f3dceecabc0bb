//! What to do about each refusal, where the token shows nothing more particular.

/// The usual cure for a code.
#[expect(clippy::too_many_lines, reason = "one line for each code")]
pub(super) fn usual(code: &str) -> &'static str {
    match code {
        "invalid_request" => "Give one token and nothing else.",
        "token_too_large" => {
            "Usually too many groups: let the registration emit only groups assigned to the \
             application. Otherwise raise server.max_token_bytes."
        }
        "token_malformed" => {
            "Give the access token as it came, whole, without quotes, spaces or line breaks."
        }
        "token_encrypted" => "Turn off token encryption in the API's registration.",
        "token_json_serialized" => "Give the compact form: three segments joined by dots.",
        "header_extension_not_supported"
        | "algorithm_not_allowed"
        | "key_id_invalid"
        | "tenant_id_invalid"
        | "token_time_invalid"
        | "subject_invalid"
        | "client_id_invalid" => "Use a token that Entra issued.",
        "token_member_duplicated" => "Entra issues no such token: find out who made it.",
        "token_type_not_allowed" => "Ask for a bearer token, not for one that is bound to a key.",
        "token_nested" => "Give the inner token, if it is an access token.",
        "token_for_microsoft_graph" => {
            "The token is Microsoft Graph's: ask for a scope of this API instead of one of Graph."
        }
        "claim_name_ambiguous" => {
            "Rename the custom claim in the claims mapping of the registration."
        }
        "token_version_not_accepted" => {
            "Set requestedAccessTokenVersion to 2 in the manifest of the API's registration."
        }
        "signing_key_unknown" => {
            "If the token is of another cloud or another issuer, correct entra.instance. If the \
             API has custom signing keys, set entra.signing_key_app_id. Right after a rotation, \
             try again in five minutes."
        }
        "signing_key_ambiguous" => "Wait until the provider has mended its key set.",
        "signing_key_issuer_mismatch" => {
            "Treat it as an attack until proven otherwise: a token of one tenant under the name of \
             another."
        }
        "signing_key_cloud_mismatch" => {
            "Let the client sign in at the cloud that entra.instance names."
        }
        "signature_invalid" => {
            "The token was changed after it was signed, or cut short: give it as it came."
        }
        "token_expired" => {
            "Let the client ask for a fresh token. If it is fresh, set the clock of this machine."
        }
        "token_not_yet_valid" | "token_issued_in_future" => "Set the clock of this machine.",
        "audience_mismatch" => "Ask for a token of this API; compare entra.client_id.",
        "issuer_mismatch" => {
            "Compare entra.instance and entra.tenant with where the client signs in."
        }
        "object_id_invalid" => {
            "For an application: create its service principal in the tenant, and ask again."
        }
        "account_type_not_accepted" => "Sign in with another account, or change entra.tenant.",
        "proof_of_possession_required" => "Ask for a bearer token, not for one bound to a key.",
        "actor_token_refused" => {
            "Use the on-behalf-of flow, which yields an ordinary access token."
        }
        "id_token_refused" => {
            "This is an ID token, made for the client: send the access token of the same answer."
        }
        "caller_kind_invalid" => {
            "Ask for a scope of this API. An application asks for /.default and needs an app role."
        }
        "tenant_not_admitted" => "Let the tenant in: tenants.listed, or the directory.",
        "tenant_suspended" => "An operator has suspended the tenant: ask why.",
        "operator_not_configured" => {
            "Set tenants.operator to the tenant id of the organization that runs the service."
        }
        "tenant_not_allowed" => "Add the tenant to the policy's tenants, or call from another.",
        "client_not_allowed" => "Add the client id to the policy's clients.",
        "guest_not_allowed" => {
            "The user is a guest in this tenant: sign in to the home tenant, or set the policy's \
             guests to \"allow\"."
        }
        "user_not_allowed" => "The policy has no scopes, so it is for applications: call as one.",
        "application_not_allowed" => {
            "The policy has no app_roles, so it is for users: call on behalf of one."
        }
        "scope_missing" => "Ask for the scopes of the policy, and consent to them.",
        "app_role_missing" => {
            "Assign an app role to the application in its tenant, with admin consent, and ask for \
             a fresh token."
        }
        "user_role_missing" => {
            "Assign one of the policy's user_roles to the user, in the user's tenant, and get a \
             fresh token."
        }
        "group_missing" => {
            "Add the caller to a group of the policy; let the registration emit the claim groups."
        }
        "groups_overage" => {
            "The caller is in too many groups for a token: let the registration emit only groups \
             assigned to the application, or use roles."
        }
        "auth_context_missing" => {
            "The sign-in was too weak: the client hands the claims of the challenge to its sign-in \
             library."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::RULES;
    use super::*;

    #[test]
    fn every_refusal_has_a_cure() {
        for code in RULES.iter().flat_map(|rule| rule.codes) {
            assert!(usual(code).len() > 10, "{code}");
        }
    }
}
