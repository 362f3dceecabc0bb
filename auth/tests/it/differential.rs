//! Thousands of tokens, genuine and changed at every place of their structure, judged twice: by the
//! verifier, and by another JOSE implementation together with the rules of token-validation, written
//! down once more over plain JSON. The verdicts may only differ where the rules want it.

mod caller;
mod corpus;
mod jose;
mod reading;
mod rules;
mod values;

use std::collections::BTreeMap;

use std::sync::Arc;

use entrance_auth::{Rejection, VerifiedToken, VerifyError};

use self::caller::Caller;
use self::corpus::Case;
use self::jose::Opinion;
use self::reading::Reading;
use self::rules::Setting;
use crate::world::World;

/// The reasons for which a token is refused that other libraries accept: each must occur.
const STRICTER: [Rejection; 27] = [
    Rejection::DuplicateMember,
    Rejection::Malformed,
    Rejection::ExtensionNotSupported,
    Rejection::KeyIdInvalid,
    Rejection::TypeNotAllowed,
    Rejection::Nested,
    Rejection::ForMicrosoftGraph,
    Rejection::ClaimNameAmbiguous,
    Rejection::VersionNotAccepted,
    Rejection::TenantInvalid,
    Rejection::SigningKeyIssuerMismatch,
    Rejection::SigningKeyCloudMismatch,
    Rejection::TimeInvalid,
    Rejection::Expired,
    Rejection::NotYetValid,
    Rejection::IssuedInFuture,
    Rejection::AudienceMismatch,
    Rejection::IssuerMismatch,
    Rejection::SubjectInvalid,
    Rejection::ClientIdInvalid,
    Rejection::ObjectIdInvalid,
    Rejection::AccountTypeNotAccepted,
    Rejection::ProofOfPossessionRequired,
    Rejection::ActorTokenRefused,
    Rejection::IdToken,
    Rejection::CallerKindInvalid,
    Rejection::TooLarge,
];

/// The reasons that every implementation of JOSE shares.
const SHARED: [Rejection; 5] = [
    Rejection::Encrypted,
    Rejection::JsonSerialization,
    Rejection::AlgorithmNotAllowed,
    Rejection::SigningKeyUnknown,
    Rejection::SignatureInvalid,
];

/// How often which verdicts fell.
#[derive(Default)]
struct Tally {
    accepted: usize,
    stricter: BTreeMap<&'static str, usize>,
    shared: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Judges one verdict by the second opinion.
    fn compare(
        &mut self,
        case: &Case,
        setting: &Setting,
        verdict: &Result<Arc<VerifiedToken>, VerifyError>,
    ) {
        let what = &case.what;
        let opinion = Opinion::of(&case.token, setting);
        match verdict {
            Ok(token) => {
                assert!(
                    opinion.signature_fits,
                    "{what}: accepted with a bad signature"
                );
                assert!(
                    opinion.accepts || opinion.accepts_without_unused_members,
                    "{what}: accepted, but no JWS"
                );
                assert!(
                    case.token.len() <= setting.max_token_bytes,
                    "{what}: too long"
                );
                let reading = Reading::of(&case.token).expect(what);
                let broken: Vec<_> = rules::broken(&reading, setting).collect();
                assert_eq!(broken, [], "{what}: accepted");
                assert_eq!(
                    Caller::verified(token),
                    Caller::read(&reading, setting),
                    "{what}"
                );
                self.accepted += 1;
            }
            Err(VerifyError::Rejected(reason)) => {
                let justified = rules::justify(*reason, &case.token, &opinion, setting);
                assert!(justified, "{what}: {reason:?} without a cause");
                let of = if opinion.accepts {
                    &mut self.stricter
                } else {
                    &mut self.shared
                };
                *of.entry(reason.code()).or_default() += 1;
            }
            Err(VerifyError::Unavailable { .. }) => panic!("{what}: there are keys"),
        }
    }
}

#[tokio::test]
async fn verdicts_differ_from_another_implementations_only_where_the_rules_want_it() {
    let mut world = World::start().await;
    let cases = corpus::cases(&world);
    let mut tally = Tally::default();
    for tenant in ["organizations", "common"] {
        // Some of the tokens before name unknown keys, which were looked for.
        world.log.drain();
        let verifier = world.ready_for_both(tenant).await;
        let setting = Setting::of(&world, tenant);
        for case in &cases {
            let verdict = verifier.verify(&case.token).await;
            tally.compare(case, &setting, &verdict);
        }
    }
    println!(
        "{} tokens, each by two authorities: {} accepted; stricter than JOSE: {:?}; refused by both: {:?}",
        cases.len(),
        tally.accepted,
        tally.stricter,
        tally.shared
    );
    assert!(cases.len() > 3_000, "{} tokens", cases.len());
    assert!(tally.accepted > 500, "{} accepted", tally.accepted);
    for reason in STRICTER {
        assert!(tally.stricter.contains_key(reason.code()), "{reason:?}");
    }
    for reason in SHARED {
        assert!(tally.shared.contains_key(reason.code()), "{reason:?}");
        assert!(!tally.stricter.contains_key(reason.code()), "{reason:?}");
    }
}
