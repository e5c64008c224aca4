//! A mail server on a loopback port.
//!
//! The protocol is mailin's, a maintained server library; samotop and smtp-test-server are
//! not kept up, and mailin-embedded, the ready-made listener around it, can neither hang up
//! without an answer nor stay silent. Those few lines are here.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder, response};

/// When a server is asked what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// It hears whom a mail is for.
    Recipient,
    /// It has the whole content.
    Content,
}

/// What it does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Do {
    Accept,
    /// Answers with this code.
    Say(u16),
    /// Hangs up without a word; the content, if it has it, it keeps.
    HangUp,
    /// Says nothing for a long time; keeps the content.
    StaySilent,
    /// Accepts after a while.
    AcceptLate(Duration),
}

/// A mail that it has.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

type Rule = dyn Fn(Moment, &str, usize) -> Do + Send + Sync;

#[derive(Default)]
struct Desk {
    mails: Mutex<Vec<Received>>,
    /// How often each moment came for each address.
    counts: Mutex<BTreeMap<(Moment, String), usize>>,
    logins: Mutex<Vec<(String, String)>>,
    connections: Mutex<usize>,
}

/// The server; its threads end with the test.
pub(crate) struct Post {
    pub(crate) port: u16,
    desk: Arc<Desk>,
}

impl Post {
    /// One that takes everything.
    pub(crate) fn open() -> Self {
        Self::with(|_, _, _| Do::Accept)
    }

    /// One that does as the rule says: moment, address, how often before.
    pub(crate) fn with(rule: impl Fn(Moment, &str, usize) -> Do + Send + Sync + 'static) -> Self {
        Self::start(Arc::new(rule), false, None)
    }

    /// One that takes everything from those who log in.
    pub(crate) fn with_login() -> Self {
        Self::start(Arc::new(|_, _, _| Do::Accept), true, None)
    }

    /// One that offers STARTTLS and takes everything from those who log in; and the
    /// certificate of `localhost` that it shows, in PEM.
    pub(crate) fn with_tls() -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .unwrap();
        let accept: Arc<Rule> = Arc::new(|_, _, _| Do::Accept);
        let post = Self::start(accept, true, Some(Arc::new(config)));
        (post, made.cert.pem())
    }

    fn start(rule: Arc<Rule>, login: bool, tls: Option<Tls>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Desk::default());
        let shared = Arc::clone(&desk);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (desk, rule, tls) = (Arc::clone(&shared), Arc::clone(&rule), tls.clone());
                *desk.connections.lock().unwrap() += 1;
                thread::spawn(move || serve(stream, desk, rule, login, tls.as_ref()));
            }
        });
        Self { port, desk }
    }

    pub(crate) fn mails(&self) -> Vec<Received> {
        self.desk.mails.lock().unwrap().clone()
    }

    /// How many mails each address has, sorted.
    pub(crate) fn boxes(&self) -> BTreeMap<String, usize> {
        let mut boxes = BTreeMap::new();
        for mail in self.mails() {
            for address in mail.to {
                *boxes.entry(address).or_default() += 1;
            }
        }
        boxes
    }

    pub(crate) fn logins(&self) -> Vec<(String, String)> {
        self.desk.logins.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        *self.desk.connections.lock().unwrap()
    }

    /// Waits until a moment has come for any address.
    pub(crate) fn wait_for(&self, moment: Moment) {
        let start = Instant::now();
        while !self
            .desk
            .counts
            .lock()
            .unwrap()
            .keys()
            .any(|(known, _)| *known == moment)
        {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "{moment:?} did not come"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }
}

struct Clerk {
    desk: Arc<Desk>,
    rule: Arc<Rule>,
    to: Vec<String>,
    content: Vec<u8>,
    /// Hang up in place of the answer.
    hang_up: Arc<Mutex<bool>>,
}

impl Clerk {
    fn ask(&self, moment: Moment, address: &str) -> Do {
        let mut counts = self.desk.counts.lock().unwrap();
        let count = counts.entry((moment, address.to_owned())).or_default();
        *count += 1;
        (self.rule)(moment, address, *count - 1)
    }

    fn act(&self, what: Do) -> Response {
        match what {
            Do::Accept => response::OK,
            Do::Say(code) => Response::custom(code, "as the rule says".to_owned()),
            Do::HangUp => {
                *self.hang_up.lock().unwrap() = true;
                response::OK
            }
            Do::StaySilent => {
                thread::sleep(Duration::from_secs(120));
                response::OK
            }
            Do::AcceptLate(pause) => {
                thread::sleep(pause);
                response::OK
            }
        }
    }
}

impl Handler for Clerk {
    fn mail(&mut self, _: IpAddr, _: &str, _: &str) -> Response {
        self.to.clear();
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        let what = self.ask(Moment::Recipient, to);
        self.to.push(to.to_owned());
        self.act(what)
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.content.clear();
        response::OK
    }

    fn data(&mut self, buffer: &[u8]) -> std::io::Result<()> {
        self.content.extend_from_slice(buffer);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let address = self.to.first().cloned().unwrap_or_default();
        let what = self.ask(Moment::Content, &address);
        if !matches!(what, Do::Say(_)) {
            self.desk.mails.lock().unwrap().push(Received {
                to: self.to.clone(),
                bytes: self.content.clone(),
            });
        }
        self.act(what)
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        let login = (user.to_owned(), password.to_owned());
        self.desk.logins.lock().unwrap().push(login);
        match password {
            "wrong-password" => Response::custom(535, "wrong-password is wrong".to_owned()),
            _ => response::AUTH_OK,
        }
    }
}

/// How it protects connections.
type Tls = Arc<rustls::ServerConfig>;

trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

fn serve(stream: TcpStream, desk: Arc<Desk>, rule: Arc<Rule>, login: bool, tls: Option<&Tls>) {
    let hang_up = Arc::new(Mutex::new(false));
    let clerk = Clerk {
        desk,
        rule,
        to: Vec::new(),
        content: Vec::new(),
        hang_up: Arc::clone(&hang_up),
    };
    let mut builder = SessionBuilder::new("post.example");
    if login {
        builder.enable_auth(AuthMechanism::Plain);
    }
    match tls {
        Some(_) => builder.enable_start_tls(),
        None => builder.insecure_enable_plaintext_auth(),
    };
    let mut session = builder.build(IpAddr::from([127, 0, 0, 1]), clerk);
    let raw = stream.try_clone().unwrap();
    let mut line: BufReader<Box<dyn Line>> = BufReader::new(Box::new(stream));
    if session.greeting().write_to(line.get_mut()).is_err() {
        return;
    }
    let mut heard = Vec::new();
    loop {
        heard.clear();
        if line.read_until(b'\n', &mut heard).unwrap_or(0) == 0 {
            return;
        }
        let answer = session.process(&heard);
        if *hang_up.lock().unwrap() {
            return;
        }
        let out = line.get_mut();
        let silent = matches!(answer.action, Action::NoReply);
        if !silent && (answer.write_to(out).is_err() || out.flush().is_err()) {
            return;
        }
        match (&answer.action, &tls) {
            (Action::Close, _) => return,
            (Action::UpgradeTls, Some(tls)) => {
                let protected = rustls::ServerConnection::new(Arc::clone(tls)).unwrap();
                let raw = raw.try_clone().unwrap();
                line = BufReader::new(Box::new(rustls::StreamOwned::new(protected, raw)));
                session.tls_active();
            }
            _ => {}
        }
    }
}
