//! The files that the page loads, all of them from the binary.

use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use actix_web::web::Bytes;
use flate2::read::GzDecoder;

/// A file with its media type.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    pub(crate) bytes: Bytes,
    pub(crate) media_type: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files that are ours.
const OWN: [(&str, &str, &str); 2] = [
    ("page.js", SCRIPT, include_str!("page.js")),
    ("page.css", STYLE, include_str!("page.css")),
];
/// The files of Swagger UI that the page needs; the others are not served.
const SWAGGER_UI: [(&str, &str); 3] = [
    ("swagger-ui-bundle.js", SCRIPT),
    ("oauth2-redirect.js", SCRIPT),
    ("swagger-ui.css", STYLE),
];

static ASSETS: LazyLock<Vec<(&'static str, Asset)>> = LazyLock::new(|| {
    let own = OWN.into_iter().map(|(name, media_type, text)| {
        (
            name,
            Asset {
                bytes: Bytes::from_static(text.as_bytes()),
                media_type,
            },
        )
    });
    let config = Arc::new(utoipa_swagger_ui::Config::default());
    let swagger_ui = SWAGGER_UI.into_iter().filter_map(|(name, media_type)| {
        let packed = utoipa_swagger_ui::serve(name, Arc::clone(&config)).ok()??;
        let mut bytes = Vec::new();
        GzDecoder::new(&*packed.bytes)
            .read_to_end(&mut bytes)
            .ok()?;
        Some((
            name,
            Asset {
                bytes: bytes.into(),
                media_type,
            },
        ))
    });
    own.chain(swagger_ui).collect()
});

/// A file by its exact name.
pub(crate) fn asset(name: &str) -> Option<Asset> {
    ASSETS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, asset)| asset.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_page_names_is_in_the_binary() {
        for name in OWN
            .map(|own| own.0)
            .into_iter()
            .chain(SWAGGER_UI.map(|file| file.0))
        {
            assert!(
                asset(name).is_some_and(|asset| asset.bytes.len() > 200),
                "{name}"
            );
        }
    }

    #[test]
    fn nothing_else_is_served() {
        for name in [
            "",
            "index.html",
            "../Cargo.toml",
            "swagger-initializer.js",
            "page.js.map",
        ] {
            assert!(asset(name).is_none(), "{name}");
        }
    }
}
