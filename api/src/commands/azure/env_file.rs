//! Puts variables into `.env`, and leaves everything else in it alone.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Sets variables in a file, which is made if need be. It is replaced as a whole, keeps its
/// permissions, and is not touched if it says all that already.
pub(super) fn write(path: &Path, variables: &[(&str, String)]) -> io::Result<()> {
    // A link stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let new = edited(old.as_deref().unwrap_or_default(), variables);
    if variables.is_empty() || old.as_ref() == Some(&new) {
        return Ok(());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(new.as_bytes())?;
    if old.is_some() {
        file.as_file()
            .set_permissions(fs::metadata(&path)?.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// The variables as they stand in the file.
pub(super) fn shown(variables: &[(&str, String)]) -> String {
    let lines: Vec<String> = variables.iter().map(assignment).collect();
    lines.join("\n")
}

fn assignment((name, value): &(&str, String)) -> String {
    format!("{name}={value}")
}

/// The text with the variables set: in the line that sets one so far, or else at the end.
fn edited(text: &str, variables: &[(&str, String)]) -> String {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut missing: Vec<_> = variables.iter().collect();
    let mut edited = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let set = missing.iter().position(|(name, _)| assigns(content, name));
        match set {
            Some(index) => {
                let (name, value) = missing.remove(index);
                let before = content.split(name).next().unwrap_or_default();
                for piece in [before, name, "=", value] {
                    edited.push_str(piece);
                }
                edited.push_str(line.get(content.len()..).unwrap_or_default());
            }
            None => edited.push_str(line),
        }
    }
    for variable in missing {
        if !edited.is_empty() && !edited.ends_with('\n') {
            edited.push_str(ending);
        }
        edited.push_str(&assignment(variable));
        edited.push_str(ending);
    }
    edited
}

/// Whether a line sets a variable.
fn assigns(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    line.strip_prefix(name)
        .is_some_and(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::{edited, write};

    fn variables() -> Vec<(&'static str, String)> {
        vec![
            ("APP_CLIENT_ID", "one".to_owned()),
            ("TENANT_ID", "two".to_owned()),
        ]
    }

    #[test]
    fn other_lines_stay_to_the_byte() {
        let text = "# notes \n\nOTHER='a b'\n export APP_CLIENT_ID=old # mine\nMY_TENANT_ID=x";
        assert_eq!(
            edited(text, &variables()),
            "# notes \n\nOTHER='a b'\n export APP_CLIENT_ID=one\nMY_TENANT_ID=x\nTENANT_ID=two\n"
        );
    }

    #[test]
    fn line_endings_are_those_of_the_file() {
        assert_eq!(
            edited("A=1\r\nAPP_CLIENT_ID=\r\n", &variables()),
            "A=1\r\nAPP_CLIENT_ID=one\r\nTENANT_ID=two\r\n"
        );
    }

    #[test]
    fn missing_file_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        write(&path, &variables()).unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "APP_CLIENT_ID=one\nTENANT_ID=two\n"
        );
    }

    #[test]
    fn permissions_and_links_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real"), folder.path().join(".env"));
        fs::write(&path, "A=1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        write(&link, &variables()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(fs::read_to_string(&path).unwrap().starts_with("A=1\nAPP_"));
    }

    #[test]
    fn file_that_says_it_already_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        write(&path, &variables()).unwrap();
        let before = fs::metadata(&path).unwrap();
        write(&path, &variables()).unwrap();
        write(&path, &[]).unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
        assert_eq!(
            std::os::unix::fs::MetadataExt::ino(&before),
            std::os::unix::fs::MetadataExt::ino(&after)
        );
    }
}
