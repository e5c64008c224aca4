//! Mails leaving: a queue, a few connections that are kept, a pace, and an end.
//!
//! Each worker holds one connection and takes mails from the queue. What cannot be delivered
//! now (4xx, or a connection that broke before the mail could have left) comes back later,
//! with twice the pause each time; what is refused (5xx) has failed; what may have left and
//! has no answer is unknown and is never tried again. A server that cannot be reached ends
//! the send, and what is left stays queued: it is the server that failed, not the mail.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use lettre::transport::smtp::client::SmtpConnection;

use super::ledger::{Entry, Ledger, State};
use super::message::Mail;
use super::session::{Handover, NoConnection, Post};
use crate::diagnostic::Diagnostic;
use crate::workspace::Pace;

/// How often a waiting worker looks up.
const LOOK: Duration = Duration::from_millis(20);

/// After this long without a word, a connection is asked whether it is still there.
const IDLE: TimeDelta = TimeDelta::seconds(2);

/// A mail to be sent.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What the ledger knows it by.
    pub(super) recipient: String,
    pub(super) address: String,
    pub(super) content: String,
    pub(super) message_id: String,
}

/// How a send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every mail was tried.
    Done,
    /// Time was up.
    Deadline,
    /// The server could not be reached, or takes nothing from us; why.
    Unreachable(String),
}

/// What a send works with.
pub(super) struct Dispatch<'a> {
    pub(super) post: &'a Post,
    pub(super) pace: &'a Pace,
    pub(super) ledger: &'a Ledger,
    pub(super) items: &'a [Item],
    /// Makes the mail of an item, by its position.
    pub(super) make: &'a (dyn Fn(usize) -> Result<Mail, Diagnostic> + Sync),
    pub(super) now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    /// Hears that a mail is done with.
    pub(super) step: &'a (dyn Fn() + Sync),
}

/// A mail that waits.
#[derive(Clone, Copy, Debug)]
struct Job {
    item: usize,
    attempts: u32,
    not_before: DateTime<Utc>,
}

struct Queue {
    waiting: VecDeque<Job>,
    /// Mails that a worker has, and which may come back.
    taken: usize,
    /// When the next mail may leave.
    next: DateTime<Utc>,
    ending: Option<Result<Ending, Diagnostic>>,
}

/// What a worker is told.
enum Turn {
    Take(Job),
    Wait,
    Stop,
}

impl Dispatch<'_> {
    /// Sends everything that can be sent.
    ///
    /// # Errors
    /// What stopped it: a ledger that cannot be written, a mail that cannot be made. Mails
    /// that a server was being given at that moment are in the ledger as such.
    pub(super) fn run(&self) -> Result<Ending, Diagnostic> {
        let start = (self.now)();
        let deadline = start + delta(self.pace.deadline);
        let job = |item| Job {
            item,
            attempts: 0,
            not_before: start,
        };
        let queue = Mutex::new(Queue {
            waiting: (0..self.items.len()).map(job).collect(),
            taken: 0,
            next: start,
            ending: None,
        });
        let workers = self.pace.connections.min(self.items.len());
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| self.work(&queue, deadline));
            }
        });
        let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        queue.ending.unwrap_or(Ok(Ending::Done))
    }

    fn work(&self, queue: &Mutex<Queue>, deadline: DateTime<Utc>) {
        let mut line: Option<(SmtpConnection, DateTime<Utc>)> = None;
        loop {
            let job = match self.turn(queue, deadline) {
                Turn::Take(job) => job,
                Turn::Wait => {
                    thread::sleep(LOOK);
                    continue;
                }
                Turn::Stop => break,
            };
            let outcome = self.deliver(&job, &mut line, queue, deadline);
            let mut queue = lock(queue);
            queue.taken -= 1;
            match outcome {
                Ok(Some(again)) => queue.waiting.push_back(again),
                Ok(None) => (self.step)(),
                Err(ending) => {
                    queue.ending.get_or_insert(ending);
                }
            }
        }
        if let Some((mut connection, _)) = line {
            let _ = connection.quit();
        }
    }

    /// The next mail whose time has come, at the pace that is kept.
    fn turn(&self, queue: &Mutex<Queue>, deadline: DateTime<Utc>) -> Turn {
        let now = (self.now)();
        let mut queue = lock(queue);
        if queue.ending.is_some() || (queue.waiting.is_empty() && queue.taken == 0) {
            return Turn::Stop;
        }
        // What another worker has may yet be the last to leave.
        if now >= deadline && !queue.waiting.is_empty() {
            queue.ending = Some(Ok(Ending::Deadline));
            return Turn::Stop;
        }
        if queue.next > now {
            return Turn::Wait;
        }
        let ready = queue.waiting.iter().position(|job| job.not_before <= now);
        let Some(job) = ready.and_then(|at| queue.waiting.remove(at)) else {
            return Turn::Wait;
        };
        queue.next = now + interval(self.pace.rate);
        queue.taken += 1;
        Turn::Take(job)
    }

    /// Tries a mail once: the job again where it has to come back. The error is how the whole
    /// send ends.
    fn deliver(
        &self,
        job: &Job,
        line: &mut Option<(SmtpConnection, DateTime<Utc>)>,
        queue: &Mutex<Queue>,
        deadline: DateTime<Utc>,
    ) -> Result<Option<Job>, Result<Ending, Diagnostic>> {
        let mail = (self.make)(job.item).map_err(Err)?;
        let mut connection = match self.still_there(line.take()) {
            Some(connection) => connection,
            None => self.connect(queue, deadline).map_err(Ok)?,
        };
        let attempts = job.attempts + 1;
        let say = |state, reply: &str| self.say(job.item, state, attempts, reply);
        let handover = self
            .post
            .hand_over(&mut connection, &mail.envelope, &mail.bytes, || {
                say(State::Sending, "")
            })
            .map_err(Err)?;
        if !connection.has_broken() {
            *line = Some((connection, (self.now)()));
        }
        let (state, reply) = match &handover {
            Handover::Taken(reply) => (State::Sent, reply),
            Handover::Refused(reply) => (State::Failed, reply),
            Handover::Unknown(reply) => (State::Unknown, reply),
            Handover::Later(reply) if attempts >= self.pace.attempts => (State::Failed, reply),
            Handover::Later(reply) | Handover::NotFromUs(reply) => (State::Queued, reply),
        };
        say(state, reply).map_err(Err)?;
        if let Handover::NotFromUs(reply) = handover {
            return Err(Ok(Ending::Unreachable(reply)));
        }
        Ok((state == State::Queued).then(|| Job {
            attempts,
            not_before: (self.now)() + self.pause(attempts),
            ..*job
        }))
    }

    /// The connection, unless the server has hung up meanwhile.
    fn still_there(&self, line: Option<(SmtpConnection, DateTime<Utc>)>) -> Option<SmtpConnection> {
        let (mut connection, used) = line?;
        let there = (self.now)() - used < IDLE || connection.test_connected();
        there.then_some(connection)
    }

    /// A new connection, tried as often as a mail is.
    fn connect(
        &self,
        queue: &Mutex<Queue>,
        deadline: DateTime<Utc>,
    ) -> Result<SmtpConnection, Ending> {
        let mut attempts = 1;
        loop {
            let NoConnection { permanent, why } = match self.post.connect() {
                Ok(connection) => return Ok(connection),
                Err(none) => none,
            };
            if permanent || attempts >= self.pace.attempts {
                return Err(Ending::Unreachable(why));
            }
            let until = (self.now)() + self.pause(attempts);
            while (self.now)() < until {
                if (self.now)() >= deadline {
                    return Err(Ending::Deadline);
                }
                if lock(queue).ending.is_some() {
                    return Err(Ending::Unreachable(why));
                }
                thread::sleep(LOOK);
            }
            attempts += 1;
        }
    }

    /// The wait after so many attempts.
    fn pause(&self, attempts: u32) -> TimeDelta {
        delta(self.pace.pause * 2_u32.pow(attempts.saturating_sub(1).min(10)))
    }

    fn say(&self, item: usize, state: State, attempts: u32, reply: &str) -> Result<(), Diagnostic> {
        let entry = entry(&self.items[item], (self.now)(), state);
        self.ledger.append(vec![Entry {
            attempts,
            reply: reply.to_owned(),
            ..entry
        }])
    }
}

/// A line of the ledger about an item.
pub(super) fn entry(item: &Item, at: DateTime<Utc>, state: State) -> Entry {
    Entry {
        at,
        recipient: item.recipient.clone(),
        address: item.address.clone(),
        content: item.content.clone(),
        state,
        message_id: item.message_id.clone(),
        attempts: 0,
        reply: String::new(),
        by: String::new(),
        revision: String::new(),
    }
}

/// The time between two mails at so many a minute.
fn interval(rate: u32) -> TimeDelta {
    TimeDelta::microseconds(60_000_000_u32.div_ceil(rate.max(1)).into())
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_mails_leave_in_a_minute_than_the_pace_allows() {
        for rate in [1, 7, 1000, 1700, 40_000, 60_000, 100_000, 7_000_000] {
            let minute = interval(rate) * rate as i32;
            assert!(minute >= TimeDelta::minutes(1), "{rate}");
        }
        assert_eq!(interval(1000), TimeDelta::milliseconds(60));
    }
}
