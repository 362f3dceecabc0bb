//! Paths: as a rule names them, and as they were sent.

use super::RouteError;

/// The path of a request as it was sent, neither decoded nor resolved, without the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawPath<'a>(&'a [u8]);

impl<'a> RawPath<'a> {
    /// The path of a request target: what stands before the first `?`.
    #[must_use]
    pub fn of_target(target: &'a [u8]) -> Self {
        let path = target.split(|byte| *byte == b'?').next();
        Self(path.unwrap_or(target))
    }

    /// Whether there is only one way to read and to spell this path.
    ///
    /// It begins with `/`; has no empty segment but the last, and no dot segments; its characters
    /// are those that RFC 3986, section 3.3, allows in a path, without `;`, and encoded are only
    /// those that it does not allow: in upper-case hexadecimal, in UTF-8, none of them a control
    /// character or one that parts an address (`/ \ . % ; ? #`).
    #[must_use]
    pub fn is_normal(self) -> bool {
        let Some(rest) = self.0.strip_prefix(b"/") else {
            return false;
        };
        let mut segments = rest.split(|byte| *byte == b'/').peekable();
        while let Some(segment) = segments.next() {
            let is_last = segments.peek().is_none();
            if (segment.is_empty() && !is_last) || matches!(segment, b"." | b"..") {
                return false;
            }
        }
        decode(self.0).is_some_and(|decoded| std::str::from_utf8(&decoded).is_ok())
    }
}

/// The decoded bytes, unless a character is there that should be encoded, or the reverse.
fn decode(path: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut bytes = path.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let byte = hexadecimal(bytes.next()?)? << 4 | hexadecimal(bytes.next()?)?;
            if !must_be_encoded(byte) {
                return None;
            }
            decoded.push(byte);
        } else if is_plain(byte) {
            decoded.push(byte);
        } else {
            return None;
        }
    }
    Some(decoded)
}

/// The characters of a path, `pchar` and `/`, but for `;`, which some backends cut at.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b'='
                | b':'
                | b'@'
                | b'/'
        )
}

/// What is harmless and cannot stand in a path as it is.
fn must_be_encoded(byte: u8) -> bool {
    byte >= 0x80
        || matches!(
            byte,
            b' ' | b'"' | b'<' | b'>' | b'[' | b']' | b'^' | b'`' | b'{' | b'|' | b'}'
        )
}

fn hexadecimal(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The beginning of a path, by whole segments: `/admin` covers `/admin` and `/admin/users`, and not
/// `/administration`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathPrefix(Box<str>);

impl PathPrefix {
    /// Takes a path in normal form; `/` covers every path.
    ///
    /// # Errors
    /// [`RouteError::Path`] for any other, which could never fit or would not mean what it seems to:
    /// with a trailing slash, or with `*`, which is no wildcard.
    pub fn new(text: &str) -> Result<Self, RouteError> {
        let path = RawPath(text.as_bytes());
        let plain = text == "/" || !text.ends_with('/');
        if path.is_normal() && plain && !text.contains('*') {
            Ok(Self(text.trim_end_matches('/').into()))
        } else {
            Err(RouteError::Path)
        }
    }

    /// Whether `path`, byte by byte, is this one or lies below it.
    #[must_use]
    pub fn covers(&self, path: RawPath<'_>) -> bool {
        self.covers_by(path, <[u8]>::eq)
    }

    /// The same for a backend that does not tell upper from lower case in ASCII.
    #[must_use]
    pub fn covers_ignoring_case(&self, path: RawPath<'_>) -> bool {
        self.covers_by(path, <[u8]>::eq_ignore_ascii_case)
    }

    fn covers_by(&self, path: RawPath<'_>, equal: fn(&[u8], &[u8]) -> bool) -> bool {
        let split = path.0.split_at_checked(self.0.len());
        split.is_some_and(|(start, rest)| {
            equal(start, self.0.as_bytes()) && (rest.is_empty() || rest.starts_with(b"/"))
        })
    }
}
