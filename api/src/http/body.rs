//! Bounds of a request's body: how long it may be, and how long it may take.

use std::cell::Cell;
use std::io::ErrorKind;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::Bytes;
use entrance_auth::Clock;
use futures_util::Stream;

/// The bounds of every body.
#[derive(Debug, Clone)]
pub(crate) struct BodyBounds {
    pub(crate) clock: Arc<dyn Clock>,
    /// In bytes.
    pub(crate) max_bytes: usize,
    pub(crate) time: Duration,
}

/// Which bound a body broke: the status to answer with, once one is broken.
#[derive(Debug, Clone, Default)]
pub(super) struct BrokenBound(Rc<Cell<Option<StatusCode>>>);

impl BrokenBound {
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.0.get()
    }
}

impl BodyBounds {
    /// Has the request's body end where it breaks a bound. `None` for a request without a body.
    pub(super) fn apply(&self, request: &mut ServiceRequest) -> Option<BrokenBound> {
        let payload = request.take_payload();
        if matches!(payload, Payload::None) {
            return None;
        }
        let broken = BrokenBound::default();
        let length = request.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > self.max_bytes) {
            broken.0.set(Some(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let deadline = self.clock.steady() + self.time;
        let clock = Arc::clone(&self.clock);
        let bounded = Bounded {
            payload,
            left: self.max_bytes,
            time_is_up: Box::pin(async move { clock.sleep_until(deadline).await }),
            broken: broken.clone(),
        };
        request.set_payload(Payload::Stream {
            payload: Box::pin(bounded),
        });
        Some(broken)
    }
}

struct Bounded {
    payload: Payload,
    left: usize,
    time_is_up: Pin<Box<dyn Future<Output = ()>>>,
    broken: BrokenBound,
}

impl Stream for Bounded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, PayloadError>>> {
        let this = &mut *self;
        let next = Pin::new(&mut this.payload).poll_next(context);
        match next {
            Poll::Ready(Some(Ok(bytes))) => {
                let Some(left) = this.left.checked_sub(bytes.len()) else {
                    this.broken.0.set(Some(StatusCode::PAYLOAD_TOO_LARGE));
                    return Poll::Ready(Some(Err(PayloadError::Overflow)));
                };
                this.left = left;
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Pending => this.time_is_up.as_mut().poll(context).map(|()| {
                this.broken.0.set(Some(StatusCode::REQUEST_TIMEOUT));
                Some(Err(PayloadError::Incomplete(Some(
                    ErrorKind::TimedOut.into(),
                ))))
            }),
            ended @ Poll::Ready(_) => ended,
        }
    }
}
