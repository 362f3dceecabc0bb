//! A provider whose every answer the test gives by hand, and so decides when.

use std::net::Ipv4Addr;

use tokio::net::{TcpListener, TcpStream};

/// A listener that knows of HTTP only what one request and one answer take.
pub(crate) struct RawProvider {
    listener: TcpListener,
}

/// A request that waits for its answer.
pub(crate) struct Request {
    stream: TcpStream,
    /// The request line and all headers.
    pub(crate) head: String,
}

impl RawProvider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        Self {
            listener: listener.unwrap(),
        }
    }

    /// The base address that stands for Entra's.
    pub(crate) fn instance(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }

    /// The next request.
    pub(crate) async fn request(&self) -> Request {
        let (stream, _) = self.listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            stream.readable().await.unwrap();
            let mut buffer = [0; 1024];
            match stream.try_read(&mut buffer) {
                Ok(0) => panic!("the request ends early"),
                Ok(length) => head.extend_from_slice(&buffer[..length]),
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
            }
        }
        Request {
            stream,
            head: String::from_utf8(head).unwrap(),
        }
    }

    /// Whether nobody has connected since the last request.
    pub(crate) fn nobody_came(self) -> bool {
        let listener = self.listener.into_std().unwrap();
        let accepted = listener.accept();
        accepted.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    }
}

impl Request {
    /// Path and query.
    pub(crate) fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// Answers with a document and closes the connection.
    pub(crate) async fn answer(self, document: &serde_json::Value) {
        let body = document.to_string();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        );
        let mut rest = answer.as_bytes();
        while !rest.is_empty() {
            self.stream.writable().await.unwrap();
            match self.stream.try_write(rest) {
                Ok(length) => rest = &rest[length..],
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
            }
        }
    }
}
