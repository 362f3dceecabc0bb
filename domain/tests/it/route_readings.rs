//! Whatever a backend makes of a path, nobody passes whom the rule for its reading would refuse.

use entrance_domain::{Protection, RouteRule};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::route_rules::{default, get, other, rule, rules, strict};

/// What paths are put together from.
const PIECES: [&str; 27] = [
    "/", "/", "/", "/admin", "/public", "/ADMIN", "/Public", "/help", "..", ".", "%2e", "%2E",
    "%2f", "%2F", "%5C", "\\", ";x", "%3B", "%25", "%61", "admin", "#", "%00", "%C0%AF", "%20",
    "A", "?",
];

/// What a backend may do to a path before it looks at it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Decode,
    ResolveDots,
    MergeSlashes,
    TurnBackslashes,
    DropParameters,
    CutFragment,
    CutNul,
    FoldCase,
    ReadOverlong,
}

const STEPS: [Step; 9] = [
    Step::Decode,
    Step::ResolveDots,
    Step::MergeSlashes,
    Step::TurnBackslashes,
    Step::DropParameters,
    Step::CutFragment,
    Step::CutNul,
    Step::FoldCase,
    Step::ReadOverlong,
];

fn read(path: &[u8], step: Step) -> Vec<u8> {
    let until = |end: u8| path.split(|byte| *byte == end).next().unwrap().to_vec();
    let segments = || path.split(|byte| *byte == b'/');
    match step {
        Step::Decode => decode(path),
        Step::ResolveDots => {
            let mut resolved: Vec<&[u8]> = Vec::new();
            for segment in segments().skip(1) {
                match segment {
                    b"." => {}
                    b".." => drop(resolved.pop()),
                    _ => resolved.push(segment),
                }
            }
            [b"/", resolved.join(b"/".as_slice()).as_slice()].concat()
        }
        Step::MergeSlashes => {
            let named: Vec<_> = segments().filter(|segment| !segment.is_empty()).collect();
            [b"/", named.join(b"/".as_slice()).as_slice()].concat()
        }
        Step::TurnBackslashes => path
            .iter()
            .map(|b| if *b == b'\\' { b'/' } else { *b })
            .collect(),
        Step::DropParameters => segments()
            .map(|segment| segment.split(|byte| *byte == b';').next().unwrap())
            .collect::<Vec<_>>()
            .join(b"/".as_slice()),
        Step::CutFragment => until(b'#'),
        Step::CutNul => until(0),
        Step::FoldCase => path.to_ascii_lowercase(),
        // What a decoder that is too lenient makes of C0 AF.
        Step::ReadOverlong => {
            let bytes = path.iter().filter(|byte| **byte != 0xc0);
            bytes.map(|byte| byte & 0x7f).collect()
        }
    }
}

fn decode(path: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::new();
    let mut rest = path;
    while let Some((first, more)) = rest.split_first() {
        let pair = digit(more.first()).zip(digit(more.get(1)));
        match pair {
            Some((high, low)) if *first == b'%' => {
                decoded.push(u8::try_from(high * 16 + low).unwrap());
                rest = &more[2..];
            }
            _ => {
                decoded.push(*first);
                rest = more;
            }
        }
    }
    decoded
}

fn any_rules() -> impl Strategy<Value = Vec<RouteRule>> {
    let protection = select(vec![Protection::Public, other(), default(), strict()]);
    let path = select(vec![
        "/",
        "/admin",
        "/public",
        "/admin/help",
        "/public/admin",
    ]);
    vec(
        (path, protection).prop_map(|(path, protection)| rule(path, protection)),
        1..5,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn no_reading_of_a_path_lets_through_whom_its_rule_refuses(
        given in any_rules(),
        pieces in vec(select(PIECES.to_vec()), 1..6),
        steps in vec(select(STEPS.to_vec()), 1..5),
    ) {
        let rules = rules(given);
        let path = pieces.concat().into_bytes();
        let reading = path.split(|byte| *byte == b'?').next().unwrap().to_vec();
        let reading = steps.iter().fold(reading, |path, step| read(&path, *step));
        if let Ok(passed) = rules.protection(&get(&path))
            // A backend splits nothing off the path that it has decoded.
            && !reading.contains(&b'?')
            && let Ok(due) = rules.protection(&get(&reading))
        {
            prop_assert!(passed.is_at_least_as_strict_as(due), "{passed:?} instead of {due:?}");
        }
    }

    #[test]
    fn plain_segments_are_in_normal_form_unless_they_are_dots(
        segments in vec("[a-z0-9._~!$&'()+,=:@-]{1,8}", 1..4),
    ) {
        let path = format!("/{}", segments.join("/"));
        let dots = segments.iter().any(|segment| segment == "." || segment == "..");
        let request = get(path.as_bytes());
        prop_assert_eq!(request.path.is_normal(), !dots);
    }
}
