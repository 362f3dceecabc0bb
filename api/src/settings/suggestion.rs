//! Guesses what a misspelled name was meant to be.

/// The candidate nearest to `name`, if one is near enough to be worth mentioning.
///
/// A key in the wrong section counts as near where only one section has it: `entra.origins`
/// suggests `cors.origins`. Where a section and one within a section have it, the outer one counts.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let lowered = name.to_ascii_lowercase();
    let candidates: Vec<&str> = candidates.collect();
    let depth = |candidate: &str| candidate.matches('.').count();
    let namesakes = || {
        let candidates = candidates.iter().copied();
        candidates.filter(|candidate| last_part(candidate) == last_part(&lowered))
    };
    let outermost = namesakes().map(depth).min();
    let mut meant = namesakes().filter(|candidate| Some(depth(candidate)) == outermost);
    let meant = match (meant.next(), meant.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    candidates
        .iter()
        .copied()
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lowered, candidate);
            let misplaced = meant == Some(candidate);
            let nearness = if misplaced { distance.min(1) } else { distance };
            (nearness, distance, candidate)
        })
        .filter(|(nearness, _, _)| *nearness <= 1 + name.len() / 6)
        .min()
        .map(|(_, _, candidate)| candidate)
}

fn last_part(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KEYS: [&str; 4] = [
        "server.host",
        "server.port",
        "metrics.host",
        "entra.client_id",
    ];

    #[test]
    fn slip_of_the_pen_suggests_the_key() {
        assert_eq!(
            nearest("server.prot", KEYS.into_iter()),
            Some("server.port")
        );
        assert_eq!(
            nearest("entra.clientid", KEYS.into_iter()),
            Some("entra.client_id")
        );
        assert_eq!(
            nearest("Server.Host", KEYS.into_iter()),
            Some("server.host")
        );
    }

    #[test]
    fn key_in_the_wrong_section_suggests_the_right_one() {
        assert_eq!(nearest("entra.port", KEYS.into_iter()), Some("server.port"));
        assert_eq!(
            nearest("client_id", KEYS.into_iter()),
            Some("entra.client_id")
        );
    }

    #[test]
    fn key_that_several_sections_have_suggests_none_of_them() {
        assert_eq!(nearest("listener.host", KEYS.into_iter()), None);
    }

    #[test]
    fn name_that_resembles_nothing_suggests_nothing() {
        assert_eq!(nearest("colour", KEYS.into_iter()), None);
    }
}
