//! Sending the browser back to the client (OAuth 2.0 Multiple Response Types, section 2; OAuth 2.0
//! Form Post Response Mode).

use actix_web::HttpResponse;
use actix_web::http::header;
use url::{Url, form_urlencoded};

use crate::server::pages;
use crate::server::refusal::Refusal;

/// Where parameters of an answer are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// Where an answer goes, and how. The address is a registered one.
pub(in super::super) struct Destination {
    pub(in super::super) redirect_uri: String,
    pub(in super::super) mode: ResponseMode,
    pub(in super::super) state: Option<String>,
    /// Whether the client wants to know the account's ids (`client_info=1`).
    pub(in super::super) client_info: bool,
}

impl ResponseMode {
    /// Reads the parameter; for codes the query is the default.
    pub(super) fn parse(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("query") => Some(Self::Query),
            Some("fragment") => Some(Self::Fragment),
            Some("form_post") => Some(Self::FormPost),
            Some(_) => None,
        }
    }
}

impl Destination {
    /// Sends the browser back with these parameters and the client's state.
    pub(in super::super) fn answer(&self, mut parameters: Vec<(&str, String)>) -> HttpResponse {
        if let Some(state) = &self.state {
            parameters.push(("state", state.clone()));
        }
        let Ok(mut address) = Url::parse(&self.redirect_uri) else {
            // Registered addresses were checked when the directory was read.
            return HttpResponse::InternalServerError().finish();
        };
        match self.mode {
            ResponseMode::Query => {
                address.query_pairs_mut().extend_pairs(&parameters);
            }
            ResponseMode::Fragment => {
                let encoded = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(&parameters)
                    .finish();
                address.set_fragment(Some(&encoded));
            }
            ResponseMode::FormPost => return pages::form_post(&self.redirect_uri, &parameters),
        }
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, address.as_str()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .finish()
    }

    /// Sends the browser back with a refusal; `now` in seconds since 1970.
    pub(in super::super) fn refuse(&self, refusal: Refusal, now: u64) -> HttpResponse {
        let report = refusal.report(now);
        self.answer(vec![
            ("error", report.error.to_owned()),
            ("error_description", report.description),
        ])
    }
}
