//! A connection to the mail server, command by command.
//!
//! lettre's own `send` makes one step of a mail; here it has to be known where it broke.
//! Before the server has asked for the content (354) the mail cannot have left, and trying
//! again is safe. From then on only an answer tells: without one nobody knows.

use std::net::IpAddr;
use std::time::Duration;

use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::secret::Secret;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::{Security, Server};

/// Characters of an answer that are kept.
const LONGEST: usize = 300;

/// How to reach the server.
pub(super) struct Post {
    server: Server,
    timeout: Duration,
    hello: ClientId,
    tls: Option<TlsParameters>,
    secret: Option<Secret>,
}

/// What became of handing over a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handover {
    /// The server has it; its answer.
    Taken(String),
    /// Not now (4xx), or the connection broke before it could have left: try again.
    Later(String),
    /// The server will not have it (5xx).
    Refused(String),
    /// The server takes no mail from this sender (5xx), whoever it is for.
    NotFromUs(String),
    /// The connection broke after it may have left.
    Unknown(String),
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoConnection {
    /// Whether trying again is of no use.
    pub(super) permanent: bool,
    pub(super) why: String,
}

impl Post {
    /// Gets ready; connects to nobody.
    ///
    /// # Errors
    /// `plain-mail` where mails would travel in the open to another machine and nobody
    /// allowed it; `wrong-authority` where the file of certificates is none.
    pub(super) fn new(
        server: &Server,
        timeout: Duration,
        from: &Address,
        secret: Option<Secret>,
        allow_plain: bool,
    ) -> Result<Self, Diagnostic> {
        let plain = server.security == Security::Plain;
        if plain && !is_loopback(&server.host) && !allow_plain {
            let place = Place::file(crate::workspace::CONFIGURATION).in_column("mail.security");
            let message = format!("mails to {} would travel in the open", server.host);
            return Err(Diagnostic::error("plain-mail", place, message).hint(
                "write `security: starttls` or `tls`; or say `--allow-plain`, without a password",
            ));
        }
        if plain && !is_loopback(&server.host) && secret.is_some() {
            let place = Place::file(crate::workspace::CONFIGURATION).in_column("mail.security");
            let message = format!("the password would travel in the open to {}", server.host);
            return Err(Diagnostic::error("plain-mail", place, message)
                .hint("write `security: starttls` or `tls`"));
        }
        Ok(Self {
            tls: (!plain).then(|| tls(server)).transpose()?,
            server: server.clone(),
            timeout,
            hello: ClientId::Domain(from.domain().to_owned()),
            secret,
        })
    }

    /// A new connection, ready for mails.
    pub(super) fn connect(&self) -> Result<SmtpConnection, NoConnection> {
        let fault = |error: Error| NoConnection {
            permanent: error.is_permanent() || error.is_tls() || error.is_client(),
            why: self.words(&error),
        };
        let wrapped = match self.server.security {
            Security::Tls => self.tls.as_ref(),
            Security::Starttls | Security::Plain => None,
        };
        let address = (self.server.host.as_str(), self.server.port);
        let timeout = Some(self.timeout);
        let mut connection =
            SmtpConnection::connect(address, timeout, &self.hello, wrapped, None).map_err(fault)?;
        if let (Security::Starttls, Some(tls)) = (self.server.security, &self.tls) {
            if !connection.can_starttls() {
                connection.abort();
                let why = "the server offers no STARTTLS".to_owned();
                let permanent = true;
                return Err(NoConnection { permanent, why });
            }
            connection.starttls(tls, &self.hello).map_err(fault)?;
        }
        if let Some(Secret { user, password }) = &self.secret {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(fault)?;
        }
        Ok(connection)
    }

    /// Hands over a mail. `before` is called when the server is ready for the content and
    /// has none of it yet; where it fails nothing is sent.
    ///
    /// # Errors
    /// What `before` gave.
    pub(super) fn hand_over(
        &self,
        connection: &mut SmtpConnection,
        envelope: &Envelope,
        mail: &[u8],
        before: impl FnOnce() -> Result<(), Diagnostic>,
    ) -> Result<Handover, Diagnostic> {
        let sender = Mail::new(envelope.from().cloned(), Vec::new());
        if let Err(error) = connection.command(sender) {
            connection.abort();
            return Ok(match error.is_permanent() {
                true => Handover::NotFromUs(self.words(&error)),
                false => Handover::Later(self.words(&error)),
            });
        }
        if let Err(error) = name_recipients(connection, envelope) {
            // The next mail begins afresh; a connection that cannot do that is given up.
            if error.status().is_none() || connection.command(Rset).is_err() {
                connection.abort();
            }
            return Ok(match error.is_permanent() {
                true => Handover::Refused(self.words(&error)),
                false => Handover::Later(self.words(&error)),
            });
        }
        if let Err(problem) = before() {
            connection.abort();
            return Err(problem);
        }
        if let Err(error) = connection.command(Data) {
            connection.abort();
            return Ok(match error.is_permanent() {
                true => Handover::Refused(self.words(&error)),
                false => Handover::Later(self.words(&error)),
            });
        }
        Ok(match connection.message(mail) {
            Ok(response) => Handover::Taken(self.answer(&response)),
            Err(error) if error.is_permanent() => Handover::Refused(self.words(&error)),
            Err(error) if error.is_transient() => Handover::Later(self.words(&error)),
            Err(error) => {
                connection.abort();
                Handover::Unknown(self.words(&error))
            }
        })
    }

    /// An error in words, without the password.
    fn words(&self, error: &Error) -> String {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            let inner_text = inner.to_string();
            if !text.contains(&inner_text) {
                text = format!("{text}: {inner_text}");
            }
            source = inner.source();
        }
        self.one_line(&text)
    }

    /// A server's answer: `250 queued as 1`.
    fn answer(&self, response: &Response) -> String {
        let said: Vec<&str> = response.message().collect();
        self.one_line(&format!("{} {}", response.code(), said.join(" ")))
    }

    /// The beginning of a text without the password; of that no part is left by the cut.
    fn one_line(&self, text: &str) -> String {
        let hidden = self.secret.as_ref().map(|secret| secret.hide(text));
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        let text = hidden.as_deref().unwrap_or(text);
        let line: String = text.chars().map(printable).take(LONGEST).collect();
        line.trim().to_owned()
    }
}

fn name_recipients(connection: &mut SmtpConnection, envelope: &Envelope) -> Result<(), Error> {
    for address in envelope.to() {
        connection.command(Rcpt::new(address.clone(), Vec::new()))?;
    }
    Ok(())
}

/// Whether the server is this machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn tls(server: &Server) -> Result<TlsParameters, Diagnostic> {
    let wrong = |why: String| {
        let file = server.authority.as_ref();
        let place = file.map_or_else(
            || Place::file(crate::workspace::CONFIGURATION).in_column("mail"),
            |path| Place::file(path.display().to_string()),
        );
        let message = format!("TLS cannot be set up: {why}");
        Diagnostic::error("wrong-authority", place, message)
            .hint("`mail.authority` names a file with certificates in PEM")
    };
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.authority {
        let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| wrong(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::*;

    #[test]
    fn no_part_of_the_password_is_left_where_an_answer_is_cut() {
        let server = Server {
            host: "localhost".to_owned(),
            port: 25,
            security: Security::Plain,
            authority: None,
            credentials: None,
        };
        let secret = Secret {
            user: "me".to_owned(),
            password: "hunter-2-hunter".to_owned(),
        };
        let from: Address = "hr@x.example".parse().unwrap();
        let post = Post::new(&server, Duration::ZERO, &from, Some(secret), false).unwrap();
        for before in 0..LONGEST {
            let answer = format!("{}hunter-2-hunter was wrong", ".".repeat(before));
            let line = post.one_line(&answer);
            assert!(!line.contains("hunt"), "{line}");
            assert!(line.chars().count() <= LONGEST);
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "10.0.0.1",
            "smtp.example.com",
            "localhost.example.com",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
