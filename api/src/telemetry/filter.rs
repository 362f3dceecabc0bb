//! What is logged; it can be replaced while the service runs.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber, callsite};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::{Context, Layer};

/// The filter in force. Reading it takes no lock, because each span of a request asks it.
#[derive(Clone)]
pub(crate) struct LogFilter(Arc<ArcSwap<EnvFilter>>);

impl LogFilter {
    pub(super) fn new(directives: &str) -> Result<Self, ParseError> {
        let filter = EnvFilter::try_new(directives)?;
        Ok(Self(Arc::new(ArcSwap::from_pointee(filter))))
    }

    /// Parses other directives; nothing changes before the result is called.
    ///
    /// # Errors
    /// If they are not understood.
    pub(crate) fn replacement(
        &self,
        directives: &str,
    ) -> Result<impl FnOnce() + use<>, ParseError> {
        let filter = Arc::new(EnvFilter::try_new(directives)?);
        let in_force = Arc::clone(&self.0);
        Ok(move || {
            in_force.store(filter);
            // Which lines may be left out without asking was decided by the old ones.
            callsite::rebuild_interest_cache();
        })
    }
}

impl<S: Subscriber> Layer<S> for LogFilter {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        Layer::<S>::register_callsite(&**self.0.load(), metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        Layer::<S>::enabled(&**self.0.load(), metadata, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Layer::<S>::max_level_hint(&**self.0.load())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_new_span(&**self.0.load(), attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        Layer::<S>::on_record(&**self.0.load(), id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_enter(&**self.0.load(), id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_exit(&**self.0.load(), id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        Layer::<S>::on_close(&**self.0.load(), id, context);
    }
}
