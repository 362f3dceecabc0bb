//! The binary `entrance`.

use std::process::ExitCode;

use entrance_api::Extension;

#[actix_web::main]
async fn main() -> ExitCode {
    entrance_api::run(Extension::new()).await
}
