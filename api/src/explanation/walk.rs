//! Which rules held, read off where the judgement ended.

use entrance_domain::PrincipalKind;
use serde::Serialize;

use super::rules::{RULES, Rule};

/// What is known about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Held,
    Failed,
    /// The judgement ended before it, or before it was finished with it.
    NotReached,
}

/// A rule and what is known about it.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    pub(super) section: &'static str,
    pub(super) rule: &'static str,
    pub(super) codes: &'static [&'static str],
    pub(super) state: State,
}

/// Where the judgement ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    /// Behind the last rule.
    Passed,
    /// At the rule that refuses with this code.
    Refused(&'static str),
    /// Before this position, for want of something else than the token.
    Unfinished(u8),
}

/// Every rule that concerns the caller, all rules if it is not known what kind the caller is.
pub(super) fn walk(end: End, kind: Option<PrincipalKind>) -> Vec<Step> {
    let reached = match end {
        End::Passed => u8::MAX,
        End::Unfinished(position) => position,
        End::Refused(code) => failed(code).map_or(0, |rule| rule.first),
    };
    let concerned = |rule: &&Rule| match (rule.only, kind) {
        (Some(only), Some(kind)) => only == kind,
        _ => true,
    };
    let step = |rule: &Rule| Step {
        section: rule.section,
        rule: rule.text,
        codes: rule.codes,
        state: match end {
            End::Refused(code) if rule.refuses_with(code) => State::Failed,
            _ if rule.last < reached => State::Held,
            _ => State::NotReached,
        },
    };
    RULES.iter().filter(concerned).map(step).collect()
}

/// The rule that refuses with this code.
pub(super) fn failed(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.refuses_with(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(end: End) -> Vec<(&'static str, State)> {
        let steps = walk(end, Some(PrincipalKind::User));
        steps
            .iter()
            .map(|step| (step.codes[0], step.state))
            .collect()
    }

    #[test]
    fn rules_before_the_failed_one_held_and_those_behind_it_were_not_reached() {
        let states = states(End::Refused("token_expired"));
        let failed = states
            .iter()
            .position(|(code, _)| *code == "token_expired")
            .unwrap();
        for (place, (code, state)) in states.iter().enumerate() {
            let expected = match place {
                place if place < failed => State::Held,
                place if place == failed => State::Failed,
                _ => State::NotReached,
            };
            assert_eq!(*state, expected, "{code}");
        }
    }

    #[test]
    fn nothing_is_said_to_hold_that_may_not_have_been_looked_at() {
        // A member may be there twice in the header, before its algorithm is looked at.
        let states = states(End::Refused("token_member_duplicated"));
        assert!(states.contains(&("algorithm_not_allowed", State::NotReached)));
        assert!(states.contains(&("token_too_large", State::Held)));
    }

    #[test]
    fn rules_of_the_other_kind_of_caller_are_left_out() {
        let of = |kind| walk(End::Passed, kind).len();
        assert!(of(None) > of(Some(PrincipalKind::User)));
        let all_held = walk(End::Passed, Some(PrincipalKind::Application));
        assert!(all_held.iter().all(|step| step.state == State::Held));
    }
}
