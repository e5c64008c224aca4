//! User and password of the mail server: from the environment, or from a file that only its
//! owner can read. They are never shown, and never in configuration.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::archive::private;
use crate::diagnostic::{Diagnostic, Place};

/// The variables that name user and password.
pub const VARIABLES: [&str; 2] = ["SCOREPACK_SMTP_USER", "SCOREPACK_SMTP_PASSWORD"];

/// User and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub(super) user: String,
    pub(super) password: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Those of the environment or else of `file`; none where neither has any.
    ///
    /// # Errors
    /// `unsafe-credentials` where others than its owner may read the file,
    /// `missing-credentials` where it is not there, is not two lines, or where the environment
    /// has only one of the two.
    pub fn find(
        environment: &dyn Fn(&str) -> Option<String>,
        file: Option<&Path>,
    ) -> Result<Option<Self>, Diagnostic> {
        let given = VARIABLES.map(|name| environment(name).filter(|value| !value.is_empty()));
        match given {
            [Some(user), Some(password)] => return Ok(Some(Self { user, password })),
            [None, None] => {}
            _ => {
                let message = "the environment has one of user and password without the other";
                return Err(missing(
                    Place::default().in_column(VARIABLES.join(", ")),
                    message,
                ));
            }
        }
        file.map(read).transpose()
    }

    /// The text without the password, should a server repeat it.
    pub(super) fn hide(&self, text: &str) -> String {
        text.replace(&self.password, "…")
    }
}

fn read(path: &Path) -> Result<Secret, Diagnostic> {
    let place = || Place::file(path.display().to_string());
    check_permissions(path)?;
    let text = fs::read_to_string(path)
        .map_err(|error| missing(place(), &format!("they cannot be read: {error}")))?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next(), lines.next()) {
        (Some(user), Some(password), None) => Ok(Secret {
            user: user.to_owned(),
            password: password.to_owned(),
        }),
        _ => Err(missing(
            place(),
            "the file is not two lines, user and password",
        )),
    }
}

fn missing(place: Place, message: &str) -> Diagnostic {
    Diagnostic::error("missing-credentials", place, message).hint(
        "set SCOREPACK_SMTP_USER and SCOREPACK_SMTP_PASSWORD, or write both into a file, one \
         a line, and name it under `mail.credentials`",
    )
}

fn check_permissions(path: &Path) -> Result<(), Diagnostic> {
    let Some(mode) = private::open_to_others(path) else {
        return Ok(());
    };
    let place = Place::file(path.display().to_string());
    let message = format!("others may read the password: the file's mode is {mode:03o}");
    Err(Diagnostic::error("unsafe-credentials", place, message)
        .hint("chmod 600, and change the password if others could have read it"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::*;

    #[test]
    fn the_environment_goes_before_the_file_and_half_of_it_is_an_error() {
        let none = |_: &str| None;
        assert_eq!(Secret::find(&none, None), Ok(None));
        let both = |name: &str| Some(name.to_owned());
        let secret = Secret::find(&both, Some(Path::new("absent")))
            .unwrap()
            .unwrap();
        assert_eq!(secret.password, "SCOREPACK_SMTP_PASSWORD");
        assert_eq!(format!("{secret:?}"), "Secret");
        let half = |name: &str| (name == VARIABLES[0]).then(|| "me".to_owned());
        assert_eq!(
            Secret::find(&half, None).unwrap_err().code,
            "missing-credentials"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("smtp");
        fs::write(&path, "me\nhunter2\n").unwrap();
        let none = |_: &str| None;
        for (mode, code) in [
            (0o644, Some("unsafe-credentials")),
            (0o640, Some("unsafe-credentials")),
            (0o600, None),
            (0o400, None),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let found = Secret::find(&none, Some(&path));
            assert_eq!(
                found.as_ref().err().map(|problem| problem.code),
                code,
                "{mode:o}"
            );
            assert!(!format!("{found:?}").contains("hunter2"));
        }
    }
}
