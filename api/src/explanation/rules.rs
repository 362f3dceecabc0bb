//! The rules in the order in which they are applied, in words.
//!
//! INVARIANT: positions follow `Verifier::verify`, `Admission::admit` and `Policy::evaluate`. The tests
//! of tokens that break several rules at once compare them with what really happens.

use entrance_domain::PrincipalKind;

/// One rule of token-validation.
pub(super) struct Rule {
    /// The codes of its refusals.
    pub(super) codes: &'static [&'static str],
    /// Its section in the specification of this project.
    pub(super) section: &'static str,
    /// What holds where it holds.
    pub(super) text: &'static str,
    /// Where it is first looked at, and where that is finished. They differ where header, claims and
    /// signature are read one after the other.
    pub(super) first: u8,
    pub(super) last: u8,
    /// The one kind of caller that it concerns.
    pub(super) only: Option<PrincipalKind>,
}

impl Rule {
    /// Whether a refusal with this code is this rule's.
    pub(super) fn refuses_with(&self, code: &str) -> bool {
        self.codes.contains(&code)
    }
}

/// The first position that needs keys.
pub(super) const KEYS: u8 = 15;
/// The position of the tenant's admission; everything before it is about the token itself.
pub(super) const ADMISSION: u8 = 36;

/// Every rule, by the position where it is finished.
pub(super) const RULES: &[Rule] = &[
    at(
        1,
        "2.4",
        &["token_too_large"],
        "is not longer than this service accepts",
    ),
    at(
        2,
        "3.7",
        &["token_json_serialized"],
        "is in the compact form, not in the JSON serialization",
    ),
    at(
        3,
        "2.4",
        &["invalid_request"],
        "stands alone, without a second credential",
    ),
    at(4, "3.7", &["token_encrypted"], "is signed, not encrypted"),
    at(
        5,
        "3.2",
        &["algorithm_not_allowed"],
        "is signed with RS256 (alg)",
    ),
    at(
        6,
        "3.3",
        &["header_extension_not_supported"],
        "demands no extension (crit, b64)",
    ),
    at(
        7,
        "3.6",
        &["token_type_not_allowed"],
        "is of the type of access tokens (typ)",
    ),
    at(8, "3.7", &["token_nested"], "contains no other token (cty)"),
    at(
        9,
        "3.7",
        &["token_for_microsoft_graph"],
        "was not made for Microsoft Graph (nonce)",
    ),
    at(
        10,
        "3.5",
        &["key_id_invalid"],
        "names its signing key (kid)",
    ),
    from(
        4,
        11,
        "3.1",
        &["token_member_duplicated"],
        "names nothing twice",
    ),
    at(
        12,
        "5.1",
        &["claim_name_ambiguous"],
        "has no claim that imitates another's name",
    ),
    from(
        3,
        13,
        "3.1",
        &["token_malformed"],
        "is well-formed in all three segments",
    ),
    at(
        14,
        "5.6",
        &["token_version_not_accepted"],
        "is of an accepted version (ver)",
    ),
    at(15, "5.5", &["tenant_id_invalid"], "names a tenant (tid)"),
    at(
        17,
        "4.1",
        &["signing_key_unknown"],
        "is signed with a published key",
    ),
    at(
        18,
        "4.1",
        &["signing_key_ambiguous"],
        "is signed with a key that is published once",
    ),
    at(
        19,
        "4.2",
        &["signing_key_issuer_mismatch"],
        "is signed with a key of its issuer",
    ),
    at(
        20,
        "4.3",
        &["signing_key_cloud_mismatch"],
        "is signed with a key of this cloud",
    ),
    at(
        21,
        "4.4",
        &["signature_invalid"],
        "has a signature that fits",
    ),
    at(
        22,
        "5.2",
        &["token_time_invalid"],
        "says when it was issued and when it ends (iat, nbf, exp)",
    ),
    at(23, "5.2", &["token_expired"], "has not expired (exp)"),
    at(
        24,
        "5.2",
        &["token_not_yet_valid"],
        "is valid already (nbf)",
    ),
    at(
        25,
        "5.2",
        &["token_issued_in_future"],
        "was not issued in the future (iat)",
    ),
    at(
        26,
        "5.3",
        &["audience_mismatch"],
        "is meant for this API (aud)",
    ),
    from(
        16,
        27,
        "5.4",
        &["issuer_mismatch"],
        "was issued by the configured authority (iss)",
    ),
    at(28, "5.7", &["subject_invalid"], "has a subject (sub)"),
    at(
        29,
        "5.7",
        &["client_id_invalid"],
        "names the client (azp or appid)",
    ),
    at(
        30,
        "5.7",
        &["object_id_invalid"],
        "names the caller's object (oid)",
    ),
    at(
        31,
        "5.8",
        &["account_type_not_accepted"],
        "is of an accepted kind of account",
    ),
    at(
        32,
        "5.9",
        &["proof_of_possession_required"],
        "is not bound to a key (cnf)",
    ),
    at(
        33,
        "5.9",
        &["actor_token_refused"],
        "acts for nobody through an actor (act)",
    ),
    at(34, "6.2", &["id_token_refused"], "is no ID token"),
    at(
        35,
        "6.1",
        &["caller_kind_invalid"],
        "is clearly a user's or an application's (scp, roles, idtyp)",
    ),
    at(
        36,
        "7.1",
        &["tenant_not_admitted", "tenant_suspended"],
        "comes from an admitted tenant",
    ),
    at(
        37,
        "7.1",
        &["operator_not_configured"],
        "finds an operator, where the policy is for operators",
    ),
    at(
        38,
        "7.1",
        &["tenant_not_allowed"],
        "comes from a tenant of the policy",
    ),
    at(
        39,
        "7.1",
        &["client_not_allowed"],
        "comes through a client of the policy",
    ),
    users(
        40,
        "6.6",
        &["guest_not_allowed"],
        "is not a guest's, or the policy allows guests",
    ),
    users(
        41,
        "6.5",
        &["user_not_allowed"],
        "calls what users may call",
    ),
    users(
        42,
        "6.4",
        &["scope_missing"],
        "holds the scopes of the policy (scp)",
    ),
    users(
        43,
        "6.5",
        &["user_role_missing"],
        "holds a role that the policy demands of users (roles)",
    ),
    applications(
        41,
        "6.5",
        &["application_not_allowed"],
        "calls what applications may call",
    ),
    applications(
        42,
        "6.3",
        &["app_role_missing"],
        "holds an app role of the policy (roles)",
    ),
    at(
        44,
        "6.8",
        &["group_missing", "groups_overage"],
        "is of a group of the policy (groups)",
    ),
    at(
        45,
        "8",
        &["auth_context_missing"],
        "satisfied the authentication contexts of the policy (acrs)",
    ),
];

const fn at(
    position: u8,
    section: &'static str,
    codes: &'static [&'static str],
    text: &'static str,
) -> Rule {
    from(position, position, section, codes, text)
}

const fn from(
    first: u8,
    last: u8,
    section: &'static str,
    codes: &'static [&'static str],
    text: &'static str,
) -> Rule {
    Rule {
        codes,
        section,
        text,
        first,
        last,
        only: None,
    }
}

const fn users(
    position: u8,
    section: &'static str,
    codes: &'static [&'static str],
    text: &'static str,
) -> Rule {
    Rule {
        only: Some(PrincipalKind::User),
        ..at(position, section, codes, text)
    }
}

const fn applications(
    position: u8,
    section: &'static str,
    codes: &'static [&'static str],
    text: &'static str,
) -> Rule {
    Rule {
        only: Some(PrincipalKind::Application),
        ..at(position, section, codes, text)
    }
}

#[cfg(test)]
mod tests {
    use entrance_auth::Rejection;
    use entrance_domain::Denial;

    use super::*;

    #[test]
    fn every_refusal_of_a_token_or_a_caller_belongs_to_exactly_one_rule() {
        let rejections = Rejection::ALL.iter().map(|reason| reason.code());
        for code in rejections.chain(Denial::CODES.iter().copied()) {
            let rules = RULES.iter().filter(|rule| rule.refuses_with(code));
            assert_eq!(rules.count(), 1, "{code}");
        }
    }

    #[test]
    fn rules_stand_in_the_order_in_which_they_are_finished() {
        for only in [PrincipalKind::User, PrincipalKind::Application] {
            let concerned = |rule: &&Rule| rule.only.is_none_or(|kind| kind == only);
            let positions: Vec<_> = RULES
                .iter()
                .filter(concerned)
                .map(|rule| rule.last)
                .collect();
            assert!(positions.is_sorted(), "{positions:?}");
            assert!(RULES.iter().all(|rule| rule.first <= rule.last));
        }
    }
}
