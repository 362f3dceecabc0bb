//! The OpenAPI documents: what paperclip gathers from the handlers, finished with what the settings
//! and the specification add.

mod finish;
mod responses;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use actix_web::web::Bytes;
use serde_json::Value;

use crate::settings::Settings;

/// Both documents, made once and served as they are.
#[derive(Debug, Clone)]
pub(crate) struct OpenApiDocuments {
    /// OpenAPI 3.0.3.
    pub(crate) v3: ServedDocument,
    /// Paperclip's native form, Swagger 2.0.
    pub(crate) v2: ServedDocument,
}

/// A document and the validator by which a client's copy is recognized (RFC 9110, section 8.8.3).
#[derive(Debug, Clone)]
pub(crate) struct ServedDocument {
    pub(crate) json: Bytes,
    pub(crate) etag: String,
}

impl OpenApiDocuments {
    /// Finishes what paperclip gathered: `v2` is its own form, `v3` the one converted from it.
    /// `tags` are those of one's own routes.
    pub(crate) fn new(v2: Value, v3: Value, settings: &Settings, tags: &[(&str, &str)]) -> Self {
        Self {
            v3: ServedDocument::new(&finish::openapi(v3, &v2, settings, tags)),
            v2: ServedDocument::new(&finish::swagger(v2, settings)),
        }
    }
}

impl ServedDocument {
    fn new(document: &Value) -> Self {
        let json = document.to_string();
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        // Weak, because compression changes the bytes and not the document.
        let etag = format!("W/\"{:016x}\"", hasher.finish());
        Self {
            json: json.into(),
            etag,
        }
    }
}
