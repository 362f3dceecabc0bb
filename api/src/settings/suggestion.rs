//! Guesses what a misspelled name was meant to be.

/// The candidate nearest to `name`, if one is near enough to be worth mentioning.
///
/// A key in the wrong section counts as near: `entra.port` suggests `server.port`.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let lowered = name.to_ascii_lowercase();
    let own_last = last_part(&lowered);
    candidates
        .map(|candidate| {
            let whole = strsim::damerau_levenshtein(&lowered, candidate);
            let misplaced = own_last == last_part(candidate) && own_last.len() > 2;
            (
                if misplaced { whole.min(1) } else { whole },
                whole,
                candidate,
            )
        })
        .filter(|(distance, _, _)| *distance <= 1 + name.len() / 6)
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
        assert_eq!(nearest("host", KEYS.into_iter()), Some("server.host"));
        assert_eq!(
            nearest("client_id", KEYS.into_iter()),
            Some("entra.client_id")
        );
    }

    #[test]
    fn name_that_resembles_nothing_suggests_nothing() {
        assert_eq!(nearest("colour", KEYS.into_iter()), None);
    }
}
