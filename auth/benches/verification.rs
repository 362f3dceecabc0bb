//! What one token costs: finding it in the header, its signature alone, all of its verification,
//! and recognizing it when it comes again.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what cannot be set up cannot be measured"
)]
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use criterion::{Criterion, criterion_group, criterion_main};
use entrance_auth::{
    Authority, CacheLimits, Clock as _, Instance, SystemClock, TokenVersions, Verifier,
    VerifierSettings, bearer_token,
};
use entrance_stand_in::{Directory, Draft, KeyName, Options, StandIn};
use futures_util::FutureExt as _;
use tokio::runtime::Runtime;

const DEVELOPMENT: &str = include_str!("../../config/development.toml");
/// The length of a usual token, in bytes.
const USUAL_LENGTH: usize = 1_700;
const MAX_TOKEN_BYTES: usize = 16_384;

/// An issuer, and the runtime that it and the verifiers live in.
struct World {
    runtime: Runtime,
    stand_in: StandIn,
    clock: Arc<SystemClock>,
}

impl World {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let clock = Arc::new(SystemClock::new());
        let now = Arc::clone(&clock);
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let options = Options::new(directory, Arc::new(move || now.unix_seconds()));
        let stand_in = runtime.block_on(StandIn::start(options)).unwrap();
        runtime.block_on(stand_in.all_keys_ready()).unwrap();
        Self {
            runtime,
            stand_in,
            clock,
        }
    }

    /// A user's token of the usual length.
    fn token(&self) -> String {
        let draft = self
            .stand_in
            .user_token("ben@contoso.example", "user_impersonation")
            .unwrap();
        let padded = |length: usize| {
            let mut draft: Draft = draft.clone();
            draft
                .claims
                .insert("aio".to_owned(), "x".repeat(length).into());
            self.stand_in.sign(&draft).unwrap()
        };
        // Three bytes of a claim are four of a token.
        let missing = USUAL_LENGTH.saturating_sub(padded(0).len());
        padded(missing * 3 / 4)
    }

    /// A verifier that has loaded its keys.
    fn verifier(&self, cache: Option<CacheLimits>) -> Verifier {
        let instance = Instance::parse(&self.stand_in.instance()).unwrap();
        let settings = VerifierSettings {
            authority: Authority::new(instance, "organizations".parse().unwrap()),
            client_id: self.stand_in.directory().api().client_id.parse().unwrap(),
            app_id_uris: Vec::new(),
            token_versions: TokenVersions::default(),
            leeway: Duration::from_mins(1),
            check_cloud_instance: true,
            signing_key_app_id: false,
            max_token_bytes: MAX_TOKEN_BYTES,
            cache,
        };
        let _inside = self.runtime.enter();
        let verifier = Verifier::start(settings, Arc::clone(&self.clock) as _, || 0.5).unwrap();
        self.runtime.block_on(verifier.ready());
        verifier
    }

    /// The key that signs, as the verifier keeps it.
    fn key(&self) -> ParsedPublicKey {
        let entry = self.stand_in.public_jwk(&KeyName::Organization(0)).unwrap();
        let number = |name: &str| {
            URL_SAFE_NO_PAD
                .decode(entry[name].as_str().unwrap())
                .unwrap()
        };
        let (n, e) = (number("n"), number("e"));
        PublicKeyComponents { n: &n, e: &e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .unwrap()
    }
}

fn verification(criterion: &mut Criterion) {
    let world = World::new();
    let token = world.token();

    let header = format!("Bearer {token}");
    criterion.bench_function("header", |bencher| {
        bencher.iter(|| bearer_token(black_box(header.as_bytes()), MAX_TOKEN_BYTES).unwrap());
    });

    let key = world.key();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    criterion.bench_function("signature", |bencher| {
        bencher.iter(|| {
            key.verify_sig(black_box(input.as_bytes()), &signature)
                .unwrap();
        });
    });

    for (name, cache) in [
        ("verify", None),
        ("cache_hit", Some(CacheLimits::default())),
    ] {
        let verifier = world.verifier(cache);
        // A token with a known key waits for nothing.
        let verify = || verifier.verify(black_box(&token)).now_or_never().unwrap();
        verify().unwrap();
        criterion.bench_function(name, |bencher| bencher.iter(|| verify().unwrap()));
    }
}

criterion_group!(benches, verification);
criterion_main!(benches);
