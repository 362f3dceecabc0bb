//! Verified tokens in memory, so that a token costs one signature and not one for each request.

mod counter;

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU64;
use std::sync::Arc;

use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Lifecycle, Weighter};
use zeroize::Zeroizing;

use crate::claims::Times;
use crate::key_ring::Generation;
use crate::verified_token::{VerifiedToken, block};
use counter::Counter;

/// What an entry takes beside its token and its caller: slot, place in the table and counters.
const SLOT: usize = 192;
/// A usual entry, in bytes. Only the room for the cache's own tables is reckoned with it.
const USUAL_ENTRY: u64 = 2_560;

/// How much the cache of verified tokens may hold. Both limits apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheLimits {
    /// Memory for tokens and their callers, in bytes.
    pub max_bytes: NonZeroU64,
    /// Number of tokens.
    pub max_entries: NonZeroU64,
}

/// 64 MiB, and 100 000 tokens.
impl Default for CacheLimits {
    fn default() -> Self {
        Self {
            max_bytes: NonZeroU64::MIN.saturating_add((64 << 20) - 1),
            max_entries: NonZeroU64::MIN.saturating_add(100_000 - 1),
        }
    }
}

/// What the cache of verified tokens has done since the start, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheStatistics {
    /// Tokens that were recognized and not verified again.
    pub hits: u64,
    /// Tokens that had to be verified, whatever came of it.
    pub misses: u64,
    /// Tokens that had to make room for others.
    pub evictions: u64,
    /// Tokens that are held.
    pub entries: u64,
    /// Memory of these tokens, in bytes, as it counts against the limit: each takes at least the
    /// share of the bytes that belongs to one of the most entries.
    pub bytes: u64,
}

/// The cache. The whole text of a token decides: a look-up compares every byte of it.
///
/// Only verified tokens get in. What is found counts as long as the keys and issuers that it was
/// verified with are in force, unchanged, and its times hold.
pub(crate) struct TokenCache {
    tokens: Cache<TokenText, Recognized, ByFootprint, DefaultHashBuilder, CountedEviction>,
    hits: Counter,
    misses: Counter,
    evictions: Arc<Counter>,
}

impl TokenCache {
    pub(crate) fn new(limits: CacheLimits) -> Self {
        let max_bytes = limits.max_bytes.get();
        let max_entries = limits.max_entries.get();
        let expected = max_entries.min(max_bytes.div_ceil(USUAL_ENTRY));
        let evictions = Arc::new(Counter::default());
        let weighter = ByFootprint {
            least: max_bytes.div_ceil(max_entries),
        };
        Self {
            tokens: Cache::with(
                usize::try_from(expected).unwrap_or(usize::MAX),
                max_bytes,
                weighter,
                DefaultHashBuilder::default(),
                CountedEviction(Arc::clone(&evictions)),
            ),
            hits: Counter::default(),
            misses: Counter::default(),
            evictions,
        }
    }

    /// The verified token behind a text, if it may still be believed at `now`, in Unix seconds.
    ///
    /// `generation` is the one of the keys in force, `None` while no keys can be used.
    pub(crate) fn find(
        &self,
        text: &str,
        generation: Option<Generation>,
        now: u64,
        leeway: u64,
    ) -> Option<Arc<VerifiedToken>> {
        let found = self.tokens.get(text);
        if let Some(known) = found {
            if generation == Some(known.generation) && known.times.check(now, leeway).is_ok() {
                self.hits.count();
                return Some(known.verified);
            }
            self.tokens.remove(text);
        }
        self.misses.count();
        None
    }

    /// Keeps a token that was verified with the keys of `generation`.
    pub(crate) fn insert(
        &self,
        text: &str,
        verified: &Arc<VerifiedToken>,
        times: Times,
        generation: Generation,
    ) {
        let bytes = SLOT + block(text.len()) + verified.footprint();
        let recognized = Recognized {
            verified: Arc::clone(verified),
            times,
            generation,
            bytes: bytes as u64,
        };
        self.tokens.insert(TokenText::new(text), recognized);
    }

    pub(crate) fn statistics(&self) -> CacheStatistics {
        CacheStatistics {
            hits: self.hits.total(),
            misses: self.misses.total(),
            evictions: self.evictions.total(),
            entries: self.tokens.len() as u64,
            bytes: self.tokens.weight(),
        }
    }
}

/// A token's text, overwritten when it leaves the cache.
///
/// Has no `Debug`: a token never belongs into a log.
#[derive(PartialEq, Eq)]
struct TokenText(Zeroizing<Box<str>>);

impl TokenText {
    fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl Hash for TokenText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let text: &str = self.borrow();
        text.hash(state);
    }
}

impl Borrow<str> for TokenText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What is known about a token.
#[derive(Clone)]
struct Recognized {
    verified: Arc<VerifiedToken>,
    times: Times,
    generation: Generation,
    /// What the entry takes.
    bytes: u64,
}

/// Weighs an entry by its memory.
#[derive(Clone)]
struct ByFootprint {
    /// Bounds the number of entries: so many of this weight fill the cache.
    least: u64,
}

impl Weighter<TokenText, Recognized> for ByFootprint {
    fn weight(&self, _: &TokenText, known: &Recognized) -> u64 {
        self.least.max(known.bytes)
    }
}

/// Counts evictions, and leaves what was evicted to be dropped when no lock is held any more.
#[derive(Clone)]
struct CountedEviction(Arc<Counter>);

impl Lifecycle<TokenText, Recognized> for CountedEviction {
    type RequestState = Vec<(TokenText, Recognized)>;

    fn on_evict(&self, evicted: &mut Self::RequestState, text: TokenText, known: Recognized) {
        self.0.count();
        evicted.push((text, known));
    }
}
