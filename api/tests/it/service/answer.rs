//! One answer of the service, read completely.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use serde_json::Value;

/// One answer of the service, read completely.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Reads what came through a connection until it was closed.
    pub(crate) fn parse(received: &[u8]) -> Self {
        let text = std::str::from_utf8(received).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").expect("there is no head");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        let mut collected = HeaderMap::new();
        for (name, value) in headers {
            collected.append(name, value);
        }
        Self {
            status: status.unwrap().parse().unwrap(),
            headers: collected,
            body: body.to_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The text of a member of the body.
    pub(crate) fn member(&self, name: &str) -> String {
        let body = self.json();
        body[name].as_str().unwrap_or_default().to_owned()
    }

    /// The text of a header that must not be repeated.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next();
        assert!(values.next().is_none(), "{name} is there twice");
        value.map(|value| value.to_str().unwrap())
    }

    pub(crate) fn challenge(&self) -> Option<&str> {
        self.header(WWW_AUTHENTICATE.as_str())
    }
}
