//! What is logged; it can be replaced while the service runs.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber, callsite};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::{Context, Filter, Layer};

use crate::audit_log;

/// The filter in force. Reading it takes no lock, because each span of a request asks it.
#[derive(Clone)]
pub(crate) struct LogFilter {
    in_force: Arc<ArcSwap<EnvFilter>>,
    audit: bool,
}

impl LogFilter {
    /// With `audit` the audit stream passes whatever the directives say, and never without.
    pub(super) fn new(directives: &str, audit: bool) -> Result<Self, ParseError> {
        let filter = parse(directives, audit)?;
        let in_force = Arc::new(ArcSwap::from_pointee(filter));
        Ok(Self { in_force, audit })
    }

    /// Parses other directives; nothing changes before the result is called.
    ///
    /// # Errors
    /// If they are not understood.
    pub(crate) fn replacement(
        &self,
        directives: &str,
    ) -> Result<impl FnOnce() + use<>, ParseError> {
        let filter = Arc::new(parse(directives, self.audit)?);
        let in_force = Arc::clone(&self.in_force);
        Ok(move || {
            in_force.store(filter);
            // Which lines may be left out without asking was decided by the old ones.
            callsite::rebuild_interest_cache();
        })
    }
}

fn parse(directives: &str, audit: bool) -> Result<EnvFilter, ParseError> {
    let level = if audit { "info" } else { "off" };
    // The last of two directives about the same counts.
    EnvFilter::try_new(format!("{directives},{}={level}", audit_log::TARGET))
}

impl<S: Subscriber> Layer<S> for LogFilter {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        Layer::<S>::register_callsite(&**self.in_force.load(), metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        Layer::<S>::enabled(&**self.in_force.load(), metadata, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Layer::<S>::max_level_hint(&**self.in_force.load())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_new_span(&**self.in_force.load(), attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        Layer::<S>::on_record(&**self.in_force.load(), id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_enter(&**self.in_force.load(), id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        Layer::<S>::on_exit(&**self.in_force.load(), id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        Layer::<S>::on_close(&**self.in_force.load(), id, context);
    }
}

/// Where spans go to a collector as well: the filter of the lines alone.
impl<S: Subscriber> Filter<S> for LogFilter {
    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        Filter::<S>::callsite_enabled(&**self.in_force.load(), metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        Filter::<S>::enabled(&**self.in_force.load(), metadata, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Filter::<S>::max_level_hint(&**self.in_force.load())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_new_span(&**self.in_force.load(), attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        Filter::<S>::on_record(&**self.in_force.load(), id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_enter(&**self.in_force.load(), id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        Filter::<S>::on_exit(&**self.in_force.load(), id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        Filter::<S>::on_close(&**self.in_force.load(), id, context);
    }
}
