//! What every request passes: request id, root span, headers and the form of errors.

mod body;
mod finish;
mod local_names;
mod pace;
mod rate_limit;
mod request_id;
mod root_span;
mod transport;

pub(crate) use body::BodyBounds;
pub(crate) use finish::{Finish, PageForPeople, finish};
pub(crate) use pace::Pace;
pub(crate) use rate_limit::RateLimit;
pub(crate) use request_id::RequestId;
pub(crate) use root_span::RequestSpan;
pub(crate) use transport::ExplainedStream;
