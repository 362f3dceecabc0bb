//! A stand-in for Entra beside a process, by the machine's clock.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use entrance_auth::{Clock as _, SystemClock};
use entrance_stand_in::{
    Directory, Draft, Endpoint, Fault, KeyName, LocalCertificates, Options, StandIn,
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

const DEVELOPMENT: &str = include_str!("../../../config/development.toml");

/// A running stand-in. Dropping it stops it.
pub(crate) struct Issuer {
    stand_in: StandIn,
    runtime: Runtime,
}

impl Issuer {
    /// On any free port.
    pub(crate) fn start() -> Self {
        Self::start_on(0)
    }

    pub(crate) fn start_on(port: u16) -> Self {
        Self::launch(port, None)
    }

    /// Behind TLS, by an authority that no machine trusts.
    pub(crate) fn start_with(certificates: LocalCertificates) -> Self {
        Self::launch(0, Some(certificates))
    }

    fn launch(port: u16, tls: Option<LocalCertificates>) -> Self {
        let runtime = Builder::new_current_thread().build().unwrap();
        let clock = SystemClock::new();
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            tls,
            ..Options::new(directory, Arc::new(move || clock.unix_seconds()))
        };
        let stand_in = runtime.block_on(async {
            let stand_in = StandIn::start(options).await.unwrap();
            stand_in.all_keys_ready().await.unwrap();
            stand_in
        });
        Self { stand_in, runtime }
    }

    pub(crate) fn instance(&self) -> String {
        self.stand_in.instance()
    }

    /// A valid token of a member of Contoso.
    pub(crate) fn member(&self) -> Draft {
        self.user("ben@contoso.example", "user_impersonation")
    }

    pub(crate) fn user(&self, username: &str, scopes: &str) -> Draft {
        self.stand_in.user_token(username, scopes).unwrap()
    }

    /// A token of a daemon in Contoso.
    pub(crate) fn daemon(&self, name: &str) -> Draft {
        let token = self.stand_in.application_token(name, "contoso.example");
        token.unwrap()
    }

    pub(crate) fn sign(&self, draft: &Draft) -> String {
        self.stand_in.sign(draft).unwrap()
    }

    /// A key of organizations as it is published, without the issuer that it is bound to.
    pub(crate) fn public_key(&self) -> Value {
        let mut key = self.stand_in.public_jwk(&KeyName::Organization(0)).unwrap();
        let members = key.as_object_mut().unwrap();
        members.remove("issuer");
        members.remove("cloud_instance_name");
        key
    }

    pub(crate) fn set_fault(&self, endpoint: Endpoint, fault: Option<Fault>) {
        self.stand_in.set_fault(endpoint, fault);
    }

    pub(crate) fn requests(&self, endpoint: Endpoint) -> usize {
        self.stand_in.requests(endpoint)
    }

    /// Returns when all connections are closed.
    pub(crate) fn stop(self) {
        self.runtime.block_on(self.stand_in.stop());
    }
}

/// A port where nothing listens.
pub(crate) fn closed_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// The address of an issuer that is not there.
pub(crate) fn nowhere() -> String {
    format!("http://127.0.0.1:{}", closed_port())
}
