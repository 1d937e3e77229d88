//! Passwords out of a passfile: <https://www.postgresql.org/docs/15/libpq-pgpass.html>.

use std::path::Path;

/// Whom a password is for.
pub(super) struct Login<'l> {
    pub(super) host: &'l str,
    pub(super) port: u16,
    pub(super) database: &'l str,
    pub(super) user: &'l str,
}

/// The password that the file has for a login: the first line that fits, `*` fitting anything.
pub(super) fn password(file: &Path, login: &Login<'_>) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| in_line(line, login))
}

/// Whether only its owner may read it.
#[cfg(unix)]
pub(super) fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file)
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
pub(super) fn is_private(file: &Path) -> bool {
    file.is_file()
}

fn in_line(line: &str, login: &Login<'_>) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut()?.push(chars.next()?),
            other => fields.last_mut()?.push(other),
        }
    }
    let [host, port, database, user, password] = <[String; 5]>::try_from(fields).ok()?;
    let fits = |pattern: &str, value: &str| pattern == "*" || pattern == value;
    let all = fits(&host, login.host)
        && fits(&port, &login.port.to_string())
        && fits(&database, login.database)
        && fits(&user, login.user);
    all.then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: Login<'static> = Login {
        host: "db.example",
        port: 5432,
        database: "dw",
        user: "etl",
    };

    #[test]
    fn the_first_line_that_fits_counts() {
        assert_eq!(
            in_line("db.example:5432:dw:etl:s3cret", &LOGIN).as_deref(),
            Some("s3cret")
        );
        assert_eq!(
            in_line("*:*:*:*:any:with:colons", &LOGIN).as_deref(),
            Some("any:with:colons")
        );
        assert_eq!(
            in_line(r"*:*:*:etl:back\\slash\:colon", &LOGIN).as_deref(),
            Some(r"back\slash:colon")
        );
        assert_eq!(in_line("db.example:5433:dw:etl:other", &LOGIN), None);
        assert_eq!(in_line("#*:*:*:*:comment", &LOGIN), None);
        assert_eq!(in_line("too:short", &LOGIN), None);
    }
}
