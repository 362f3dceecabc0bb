//! `ETag` and `If-Match`: nobody overwrites what they have not seen (RFC 9110, section 13.1.1).

use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, IF_MATCH, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, http::StatusCode};
use paperclip::actix::OperationModifier;
use paperclip::v2::models::{
    DataType, DefaultOperationRaw, Either, Parameter, ParameterIn, Response,
};
use paperclip::v2::schema::Apiv2Schema;
use serde::Serialize;

use super::TenantBody;
use crate::error::ApiError;
use crate::store::StoredTenant;

/// JSON with the version of what it shows.
pub(crate) struct Versioned<T> {
    pub(super) body: T,
    pub(super) revision: u64,
    /// The path of what was created, if something was.
    pub(super) created: Option<String>,
}

impl Versioned<TenantBody> {
    pub(super) fn of(stored: &StoredTenant) -> Self {
        Self {
            body: stored.into(),
            revision: stored.revision,
            created: None,
        }
    }
}

impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut builder = HttpResponse::Ok();
        if let Some(location) = self.created {
            builder
                .status(StatusCode::CREATED)
                .insert_header((LOCATION, location));
        }
        builder
            .insert_header((ETAG, format!("\"{}\"", self.revision)))
            .json(self.body)
    }
}

impl<T: Apiv2Schema + 'static> Apiv2Schema for Versioned<T> {
    fn name() -> Option<String> {
        T::name()
    }

    fn raw_schema() -> paperclip::v2::models::DefaultSchemaRaw {
        T::raw_schema()
    }
}

impl<T: Apiv2Schema + 'static> OperationModifier for Versioned<T> {
    fn update_response(operation: &mut DefaultOperationRaw) {
        let mut schema = T::schema_with_ref();
        schema.retain_ref();
        let response = Response {
            description: Some("The tenant; the header ETag names its version.".to_owned()),
            schema: Some(schema),
            ..Response::default()
        };
        operation
            .responses
            .insert("200".to_owned(), Either::Right(response));
    }
}

/// What a client says about the version that it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// Nothing: any version will do.
    Absent,
    /// Any version, as long as there is one.
    Any,
    /// One of these.
    Tags(Vec<String>),
}

impl IfMatch {
    /// Checks the version that there is.
    pub(super) fn check(&self, known: Option<&StoredTenant>) -> Result<(), ApiError> {
        let holds = match self {
            Self::Absent => true,
            Self::Any => known.is_some(),
            Self::Tags(tags) => known.is_some_and(|known| {
                let version = known.revision.to_string();
                tags.contains(&version)
            }),
        };
        if holds {
            Ok(())
        } else {
            Err(ApiError::VersionMismatch)
        }
    }

    fn parse(text: &str) -> Result<Self, ApiError> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let tags = text.split(',').map(|tag| {
            // A weak tag never matches strongly, which is what this header asks for.
            let tag = tag.trim();
            let opaque = tag.strip_prefix("W/").unwrap_or(tag);
            let inner = opaque
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .filter(|inner| !inner.contains('"'))
                .ok_or(ApiError::IfMatchMalformed)?;
            Ok((opaque == tag).then(|| inner.to_owned()))
        });
        let tags: Result<Vec<_>, ApiError> = tags.collect();
        Ok(Self::Tags(tags?.into_iter().flatten().collect()))
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.headers().get_all(IF_MATCH);
        ready(match (values.next(), values.next()) {
            (None, _) => Ok(Self::Absent),
            (Some(value), None) => value
                .to_str()
                .map_err(|_| ApiError::IfMatchMalformed)
                .and_then(Self::parse),
            (Some(_), Some(_)) => Err(ApiError::IfMatchMalformed),
        })
    }
}

impl Apiv2Schema for IfMatch {}

impl OperationModifier for IfMatch {
    fn update_parameter(operation: &mut DefaultOperationRaw) {
        operation.parameters.push(Either::Right(Parameter {
            description: Some(
                "The version that you saw, as its ETag; the request is refused with 412 if the \
                 tenant has another one by now."
                    .to_owned(),
            ),
            in_: ParameterIn::Header,
            name: "If-Match".to_owned(),
            required: false,
            data_type: Some(DataType::String),
            ..Parameter::default()
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_read_as_the_specification_writes_them() {
        let tags = |tags: &[&str]| {
            let owned = tags.iter().map(|tag| (*tag).to_owned());
            Ok(IfMatch::Tags(owned.collect()))
        };
        assert_eq!(IfMatch::parse("*"), Ok(IfMatch::Any));
        assert_eq!(IfMatch::parse("\"7\""), tags(&["7"]));
        assert_eq!(IfMatch::parse(" \"7\" , \"8\""), tags(&["7", "8"]));
        assert_eq!(IfMatch::parse("W/\"7\""), tags(&[]));
        for text in ["", "7", "\"7", "7\"", "\"7\"\"", "\"7\",", "w/\"7\""] {
            assert_eq!(
                IfMatch::parse(text),
                Err(ApiError::IfMatchMalformed),
                "{text}"
            );
        }
    }
}
