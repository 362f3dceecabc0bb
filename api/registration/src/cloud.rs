//! Where Microsoft Graph is.

use entrance_auth::Instance;
use thiserror::Error;

/// The version of Microsoft Graph.
const VERSION: &str = "v1.0";

/// It is not known where the Microsoft Graph of a cloud is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "no Microsoft Graph is known for the cloud {0}; known are login.microsoftonline.com, \
     login.microsoftonline.us, login.partner.microsoftonline.cn, and a stand-in on this machine"
)]
pub struct UnknownCloud(String);

/// The base address of the Microsoft Graph that belongs to a cloud, with the version and without a trailing
/// slash. That of an instance on this machine is below `{instance}/graph`.
///
/// # Errors
/// [`UnknownCloud`] for an instance whose Graph is not known.
pub fn graph_base(instance: &Instance) -> Result<String, UnknownCloud> {
    let origin = match instance.as_str() {
        "https://login.microsoftonline.com" => "https://graph.microsoft.com".to_owned(),
        "https://login.microsoftonline.us" => "https://graph.microsoft.us".to_owned(),
        "https://login.partner.microsoftonline.cn" => {
            "https://microsoftgraph.chinacloudapi.cn".to_owned()
        }
        local if instance.is_loopback() => format!("{local}/graph"),
        other => return Err(UnknownCloud(other.to_owned())),
    };
    Ok(format!("{origin}/{VERSION}"))
}

#[cfg(test)]
mod tests {
    use entrance_auth::Instance;

    use super::graph_base;

    #[test]
    fn each_national_cloud_has_its_own_graph() {
        for (instance, graph) in [
            (
                "https://login.microsoftonline.com",
                "https://graph.microsoft.com/v1.0",
            ),
            (
                "https://login.microsoftonline.us",
                "https://graph.microsoft.us/v1.0",
            ),
            (
                "https://login.partner.microsoftonline.cn",
                "https://microsoftgraph.chinacloudapi.cn/v1.0",
            ),
            ("http://localhost:8001", "http://localhost:8001/graph/v1.0"),
        ] {
            let base = graph_base(&Instance::parse(instance).unwrap());
            assert_eq!(base.unwrap(), graph);
        }
    }

    #[test]
    fn no_token_goes_to_a_guessed_address() {
        let instance = Instance::parse("https://login.example").unwrap();
        let error = graph_base(&instance).unwrap_err().to_string();
        assert!(error.contains("https://login.example"), "{error}");
    }
}
