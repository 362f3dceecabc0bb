//! The connection, with an explanation where the HTTP parser gives none.
//!
//! A request that cannot be parsed never reaches the application: the parser itself answers with an
//! empty 400, 408 or 431 and closes. This stream recognizes such an answer by what it lacks, the
//! request id that every answer of the application has, and writes a problem document instead.

use std::fmt::Write as _;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_rt::net::{ActixStream, Ready};
use actix_web::http::StatusCode;
use actix_web::web::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::RequestId;
use super::finish::DEFAULT_HEADERS;
use super::pace::{Pace, Progress, TooSlow, Watch};
use super::request_id::X_REQUEST_ID;
use crate::application::OpenConnection;
use crate::problem::{PROBLEM_JSON, ProblemDocument, generic};

/// The start of an answer to a faulty request.
const CLIENT_ERROR: &[u8] = b"HTTP/1.1 4";
/// The longest head that the parser's own answers have.
const MAX_BARE_HEAD: usize = 256;

/// A stream whose bare answers are explained.
pub(crate) struct ExplainedStream<S> {
    inner: S,
    explanation: Bytes,
    watch: Watch,
    _open: OpenConnection,
}

impl<S> ExplainedStream<S> {
    pub(crate) fn new(inner: S, pace: Pace, open: OpenConnection) -> Self {
        Self {
            inner,
            explanation: Bytes::new(),
            watch: Watch::new(pace),
            _open: open,
        }
    }

    /// Where the connection stands, for its requests.
    pub(crate) fn progress(&self) -> Rc<Progress> {
        self.watch.progress()
    }
}

/// Where the parser's own answer begins, if `output` ends with one.
fn bare_answer(output: &[u8]) -> Option<(usize, StatusCode)> {
    if !output.ends_with(b"\r\n\r\n") {
        return None;
    }
    let window = output.len().saturating_sub(MAX_BARE_HEAD);
    let tail = output.get(window..)?;
    let start = tail
        .windows(CLIENT_ERROR.len())
        .rposition(|bytes| bytes == CLIENT_ERROR)?;
    let head = std::str::from_utf8(tail.get(start..)?)
        .ok()?
        .to_ascii_lowercase();
    if head.contains(X_REQUEST_ID.as_str()) || !head.contains("content-length: 0\r\n") {
        return None;
    }
    let status = head.split(' ').nth(1)?.parse::<u16>().ok()?;
    Some((window + start, StatusCode::from_u16(status).ok()?))
}

fn explanation(status: StatusCode) -> Bytes {
    let id = RequestId::random();
    let (code, detail) = generic(status);
    tracing::info!(
        status = status.as_u16(),
        code,
        request_id = id.as_str(),
        "request refused"
    );
    let body = ProblemDocument::new(status, code, detail, id.as_str()).to_json();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut answer = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {}\r\n\
         {X_REQUEST_ID}: {}\r\nconnection: close\r\n",
        status.as_u16(),
        body.len(),
        id.as_str(),
    );
    for (name, value) in &DEFAULT_HEADERS {
        // Writing to a string cannot fail.
        let _ = write!(answer, "{name}: {value}\r\n");
    }
    Bytes::from(answer + "\r\n" + &body)
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ExplainedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        output: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let Some((start, status)) = bare_answer(output) else {
            let written = Pin::new(&mut this.inner).poll_write(context, output);
            if matches!(written, Poll::Ready(Ok(_))) {
                this.watch.sent();
            }
            // Has the task woken when the next request is due, or when nobody takes this one's answer.
            let too_slow = this.watch.poll_too_slow(context).is_ready();
            if too_slow && written.is_pending() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            return written;
        };
        if start > 0 {
            // What stands before it is an ordinary answer; the rest is offered again.
            let before = output.get(..start).unwrap_or_default();
            return Pin::new(&mut this.inner).poll_write(context, before);
        }
        if this.explanation.is_empty() {
            this.explanation = explanation(status);
        }
        while !this.explanation.is_empty() {
            let written = ready!(Pin::new(&mut this.inner).poll_write(context, &this.explanation))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            this.explanation.advance(written);
        }
        Poll::Ready(Ok(output.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for ExplainedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(context, buffer);
        if read.is_pending() {
            let fault = ready!(this.watch.poll_too_slow(context));
            if fault == TooSlow::Head {
                let answer = explanation(StatusCode::REQUEST_TIMEOUT);
                // Whoever does not take it at once has been waited for long enough.
                let _ = Pin::new(&mut this.inner).poll_write(context, &answer);
                let _ = Pin::new(&mut this.inner).poll_flush(context);
            }
            // The end of what is received has the connection closed.
            return Poll::Ready(Ok(()));
        }
        if buffer.filled().len() > before {
            this.watch.received();
        }
        read
    }
}

impl<S: ActixStream> ActixStream for ExplainedStream<S> {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.inner.poll_read_ready(context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        self.inner.poll_write_ready(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parsers_answer_is_recognized_also_behind_another() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(
            bare_answer(bare),
            Some((0, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE))
        );
        let first = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-request-id: a\r\n\r\n{}";
        let both = [first.as_slice(), bare].concat();
        assert_eq!(
            bare_answer(&both),
            Some((first.len(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE))
        );
    }

    #[test]
    fn the_applications_answers_are_left_alone() {
        for answer in [
            "HTTP/1.1 204 No Content\r\nx-request-id: a\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nx-request-id: a\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 90\r\nX-Request-Id: a\r\n\r\n",
            "{\"body\":1}",
        ] {
            assert_eq!(bare_answer(answer.as_bytes()), None, "{answer}");
        }
    }
}
