//! A JSON body that may be left out.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::{ErrorUnsupportedMediaType, JsonPayloadError};
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::{Error, FromRequest, HttpRequest};
use paperclip::actix::OperationModifier;
use paperclip::actix::web::Json;
use paperclip::v2::models::{DefaultOperationRaw, DefaultSchemaRaw, Either};
use paperclip::v2::schema::Apiv2Schema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The body as JSON, or the type's default if there is none.
pub(crate) struct OptionalBody<T>(pub(crate) T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalBody<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let length = headers.get(CONTENT_LENGTH);
        let has_body = headers.contains_key(TRANSFER_ENCODING)
            || length.is_some_and(|length| length.as_bytes() != b"0");
        if !has_body {
            return Box::pin(async { Ok(Self(T::default())) });
        }
        let body = actix_web::web::Json::<Object<T>>::from_request(request, payload);
        Box::pin(async { Ok(Self(body.await.map_err(explained)?.into_inner().0)) })
    }
}

/// Another media type has a status of its own (RFC 9110, section 15.5.16).
fn explained(error: Error) -> Error {
    match error.as_error::<JsonPayloadError>() {
        Some(JsonPayloadError::ContentType) => ErrorUnsupportedMediaType("not JSON"),
        _ => error,
    }
}

/// A JSON object: serde would take an array for a struct as well.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

impl<T: Apiv2Schema> Apiv2Schema for OptionalBody<T> {
    fn name() -> Option<String> {
        T::name()
    }

    fn raw_schema() -> DefaultSchemaRaw {
        T::raw_schema()
    }
}

impl<T: Apiv2Schema> OperationModifier for OptionalBody<T> {
    fn update_parameter(operation: &mut DefaultOperationRaw) {
        Json::<T>::update_parameter(operation);
        if let Some(Either::Right(body)) = operation.parameters.last_mut() {
            body.required = false;
        }
    }

    fn update_definitions(definitions: &mut BTreeMap<String, DefaultSchemaRaw>) {
        Json::<T>::update_definitions(definitions);
    }
}
