//! The page on which a person types the code that another device shows.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::html;

use super::layout::Page;

/// Asks for the code; `refused` if the one before was not good.
pub(in super::super) fn device_code(action: &str, refused: bool) -> HttpResponse {
    let content = html! {
        p.purpose { "Another device or program asked you to come here." }
        @if refused {
            p.problem role="alert" #problem {
                strong { "AADSTS70018" }
                " – That code is unknown, was used, or has expired. Check it, or have the program start again."
            }
        }
        form method="post" action=(action) {
            label for="user-code" { "The code that it shows" }
            input #user-code type="text" name="user_code" required autofocus maxlength="9"
                autocomplete="off" autocapitalize="characters" spellcheck="false"
                aria-invalid=(refused) aria-describedby=[refused.then_some("problem")];
            p.decision { button.primary { "Continue" } }
        }
    };
    let status = if refused {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    Page {
        status,
        title: "Enter code",
        content,
        leads_to: None,
        script: None,
    }
    .respond()
}
