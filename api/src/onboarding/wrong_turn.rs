//! Ways that end before anything is changed, and the pages that say what to do then.

use actix_web::http::StatusCode;

use super::Page;

/// Why a visitor's way ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WrongTurn {
    /// No invitation has this link.
    InvitationInvalid,
    /// The authority's answer is not expected in this browser, or no more.
    AnswerForeign,
    /// The authority says that there is no consent.
    ConsentDeclined,
}

impl WrongTurn {
    /// Every one.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 3] = [
        Self::InvitationInvalid,
        Self::AnswerForeign,
        Self::ConsentDeclined,
    ];

    /// The stable name of the reason, for the log.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::InvitationInvalid => "invitation_invalid",
            Self::AnswerForeign => "consent_answer_foreign",
            Self::ConsentDeclined => "consent_declined",
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::InvitationInvalid => StatusCode::NOT_FOUND,
            Self::AnswerForeign => StatusCode::FORBIDDEN,
            // The authority's answer is taken as it should be.
            Self::ConsentDeclined => StatusCode::OK,
        }
    }

    /// What the visitor is told, at the address where it happens.
    pub(crate) fn page(self) -> Page {
        match self {
            Self::InvitationInvalid => Page::new("This invitation is not valid")
                .deeper()
                .saying(
                    "It was used, replaced by a newer one, or is over; or the link is not complete.",
                )
                .saying("Ask whoever sent it for a new link."),
            Self::AnswerForeign => Page::new("This answer does not belong to this browser")
                .saying(
                    "It was used already, took longer than ten minutes, or was begun elsewhere. \
                     Nothing was changed.",
                )
                .saying("Begin again in this browser, with the link that you began with."),
            Self::ConsentDeclined => Page::new("Your organization has not consented")
                .saying(
                    "Consent was declined, or could not be given by this account. Nothing was \
                     changed.",
                )
                .saying(
                    "To try once more, open the link that you began with, and choose an account \
                     that may consent for the whole organization.",
                ),
        }
    }
}
