//! What a service manager such as systemd hands over and is told: sockets by the variables
//! `LISTEN_FDS` and `LISTEN_PID`, news by the socket in `NOTIFY_SOCKET`. Without them, nothing happens.

use std::net::TcpListener;

use anyhow::Context as _;
use listenfd::ListenFd;
use sd_notify::NotifyState;

/// The listening sockets that were handed over (socket activation).
///
/// # Errors
/// If what was handed over is no TCP socket.
pub(crate) fn handed_over_listeners() -> anyhow::Result<Vec<TcpListener>> {
    let mut handed_over = ListenFd::from_env();
    let mut listeners = Vec::with_capacity(handed_over.len());
    for number in 0..handed_over.len() {
        let listener = handed_over.take_tcp_listener(number).with_context(|| {
            format!(
                "socket {} that was handed over is of no use: in the socket unit, ListenStream must \
                 name a TCP port",
                number + 1
            )
        })?;
        listeners.extend(listener);
    }
    Ok(listeners)
}

/// The service answers.
pub(crate) fn tell_ready() {
    tell(&[NotifyState::Ready]);
}

/// The configuration is read anew; to be followed by [`tell_ready`].
pub(crate) fn tell_reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => tracing::warn!(%error, "the service manager cannot be told"),
    }
}

/// The service was asked to end.
pub(crate) fn tell_stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(news: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(news) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}
