//! A provider whose every answer the test gives by hand, and so decides when.

use std::net::Ipv4Addr;

use entrance_auth::{Authority, Instance, VerifierSettings};
use entrance_stand_in::Draft;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::patience::soon;
use crate::world::{CONTOSO, World, set};

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

    /// Settings of a verifier that asks here.
    pub(crate) fn settings(&self, world: &World) -> VerifierSettings {
        let instance = Instance::parse(&self.instance()).unwrap();
        VerifierSettings {
            authority: Authority::new(instance, "organizations".parse().unwrap()),
            ..world.settings("organizations", &["2.0"])
        }
    }

    /// The metadata that places the keys here.
    pub(crate) fn metadata(&self) -> Value {
        let instance = self.instance();
        json!({
            "issuer": format!("{instance}/{{tenantid}}/v2.0"),
            "jwks_uri": format!("{instance}/keys?as=told"),
            "authorization_endpoint": format!("{instance}/authorize"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        })
    }

    /// Takes a request for metadata, to be answered later.
    pub(crate) async fn request_for_metadata(&self) -> Request {
        let request = self.request().await;
        assert_eq!(
            request.target(),
            "/organizations/v2.0/.well-known/openid-configuration"
        );
        request
    }

    /// Answers a request for metadata, and takes the one for keys that follows.
    pub(crate) async fn request_for_keys_behind_metadata(&self) -> Request {
        let request = self.request_for_metadata().await;
        request.answer(&self.metadata()).await;
        self.request_for_keys().await
    }

    /// Takes a request for keys, to be answered later.
    pub(crate) async fn request_for_keys(&self) -> Request {
        let request = self.request().await;
        assert_eq!(request.target(), "/keys?as=told");
        request
    }

    /// A change that makes this provider the issuer of a draft.
    pub(crate) fn issues(&self) -> impl FnOnce(&mut Draft) + use<> {
        let issuer = format!("{}/{CONTOSO}/v2.0", self.instance());
        |draft| set(&mut draft.claims, "iss", issuer)
    }

    /// The next request.
    pub(crate) async fn request(&self) -> Request {
        let (stream, _) = soon(self.listener.accept()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            soon(stream.readable()).await.unwrap();
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

    /// Answers with a key set.
    pub(crate) async fn answer_keys(self, entries: &[Value]) {
        self.answer(&json!({ "keys": entries })).await;
    }

    /// Answers with a document and closes the connection.
    pub(crate) async fn answer(self, document: &Value) {
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
