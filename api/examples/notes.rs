//! A service of one's own on top of Entrance: notes that the users of a tenant share.
//!
//! The program has all commands of `entrance`. Without Azure:
//!
//! ```sh
//! cargo run --package entrance-api --example notes -- dev
//! ```
//!
//! Then call `/api/v1/notes` with one of the tokens that it prints, or open
//! <http://localhost:8000/docs>.

// The macro for errors writes code that clippy would rather have otherwise.
#![expect(clippy::ref_option_ref, reason = "paperclip's macro writes it")]

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use actix_web::ResponseError;
use actix_web::http::StatusCode;
use entrance_api::{ApiError, Authorized, Extension, NamedPolicy};
use paperclip::actix::web::{self, Data, Json, Path};
use paperclip::actix::{Apiv2Schema, CreatedJson, api_v2_errors, api_v2_operation};
use serde::{Deserialize, Serialize};

/// Who may use the notes: users, not programs. Every installation can say otherwise.
const DEFAULTS: &str = r#"
[policies.notes]
scopes = ["user_impersonation"]
"#;

/// The policy of that name, for the parameters of the handlers.
struct NotesPolicy;

impl NamedPolicy for NotesPolicy {
    const NAME: &'static str = "notes";
}

/// All notes by tenant id. Handlers look up the caller's own tenant and nothing else.
#[derive(Default)]
struct Notes(Mutex<HashMap<String, Vec<Note>>>);

impl Notes {
    /// Works on the notes of the caller's tenant.
    fn of<T>(&self, caller: &Authorized<NotesPolicy>, work: impl FnOnce(&mut Vec<Note>) -> T) -> T {
        let tenant = caller.principal().tenant_id().to_string();
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(notes.entry(tenant).or_default())
    }
}

/// A note.
#[derive(Clone, Serialize, Apiv2Schema)]
struct Note {
    /// Its number within the tenant, from 1.
    number: usize,
    /// What it says.
    text: String,
    /// The object id of the user who wrote it, a GUID.
    author: String,
}

/// What a new note shall say.
#[derive(Deserialize, Apiv2Schema)]
struct NewNote {
    /// Any text.
    text: String,
}

/// The tenant has no note of that number.
#[api_v2_errors(404, description = "The tenant has no note of that number.")]
#[derive(Debug, thiserror::Error)]
#[error("the tenant has no note of that number")]
struct NoSuchNote;

impl ResponseError for NoSuchNote {
    fn status_code(&self) -> StatusCode {
        StatusCode::NOT_FOUND
    }
}

/// The notes of the caller's tenant.
#[api_v2_operation(
    summary = "All notes",
    description = "The notes of the caller's tenant, in the order in which they were written.",
    operation_id = "listNotes",
    tags(Notes)
)]
async fn list(
    caller: Authorized<NotesPolicy>,
    notes: Data<Notes>,
) -> Result<Json<Vec<Note>>, ApiError> {
    Ok(Json(notes.of(&caller, |notes| notes.clone())))
}

/// Writes a note.
#[api_v2_operation(
    summary = "A new note",
    description = "Writes a note for everybody of the caller's tenant.",
    operation_id = "addNote",
    tags(Notes)
)]
async fn add(
    caller: Authorized<NotesPolicy>,
    notes: Data<Notes>,
    new: Json<NewNote>,
) -> Result<CreatedJson<Note>, ApiError> {
    let author = caller.principal().object_id().to_string();
    let note = notes.of(&caller, |notes| {
        let note = Note {
            number: notes.len() + 1,
            text: new.into_inner().text,
            author,
        };
        notes.push(note.clone());
        note
    });
    Ok(CreatedJson(note))
}

/// One note.
#[api_v2_operation(
    summary = "One note",
    description = "A note of the caller's tenant by its number.",
    operation_id = "getNote",
    tags(Notes)
)]
async fn one(
    caller: Authorized<NotesPolicy>,
    notes: Data<Notes>,
    number: Path<usize>,
) -> Result<Json<Note>, NoSuchNote> {
    notes
        .of(&caller, |notes| {
            let index = number.checked_sub(1)?;
            notes.get(index).cloned()
        })
        .map(Json)
        .ok_or(NoSuchNote)
}

/// The routes, the policy that they need, and what they share.
fn extension() -> Extension {
    let notes = Data::new(Notes::default());
    Extension::new()
        .with_defaults("notes.rs", DEFAULTS)
        .with_tag(
            "Notes",
            "What the people of a tenant want each other to know.",
        )
        .with_routes(move |api| {
            let all = web::resource("/v1/notes")
                .route(web::get().to(list))
                .route(web::post().to(add));
            let single = web::resource("/v1/notes/{number}").route(web::get().to(one));
            api.app_data(notes.clone()).service(all).service(single);
        })
}

#[actix_web::main]
async fn main() -> ExitCode {
    entrance_api::run(extension()).await
}
