//! Waiting for other tasks: never on a clock, and never for ever.

use std::future::Future;
use std::time::Duration;

/// How long a test waits, on the machine's own clock, for what must happen.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for what must come to an end.
pub(crate) async fn soon<T>(ending: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, ending)
        .await
        .expect("it never came to an end")
}

/// Lets other tasks run until something has come true.
pub(crate) async fn until(mut come_true: impl FnMut() -> bool) {
    soon(async {
        while !come_true() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Gives other tasks, and the issuer, ample opportunity to do what they should not.
pub(crate) async fn settle() {
    for _ in 0..2_000 {
        tokio::task::yield_now().await;
    }
}
