//! The program: hands the command line, the clock, randomness and the environment to the library.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(
    clippy::print_stderr,
    reason = "the library, which else says everything, has failed"
)]
fn main() -> ExitCode {
    let fault = Arc::new(Mutex::new(String::new()));
    let last = Arc::clone(&fault);
    // Where a crate panics on a damaged file, that becomes a finding; nothing is said before.
    panic::set_hook(Box::new(move |panic| {
        *last.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    let code = panic::catch_unwind(AssertUnwindSafe(start)).unwrap_or_else(|_| {
        let fault = fault.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("error[internal]: a fault of the program has stopped it: {fault}");
        eprintln!(
            "  editions are as they were; please report this with the command that was given"
        );
        2
    });
    ExitCode::from(code)
}

fn start() -> u8 {
    let clock = || chrono::Local::now().fixed_offset();
    // Without randomness of the system there are no passwords and no keys.
    let random = |bytes: &mut [u8]| getrandom::fill(bytes).is_ok();
    let environment = |name: &str| std::env::var(name).ok();
    scorepack::cli::main(
        std::env::args_os(),
        &clock,
        &random,
        &environment,
        &mut std::io::stdout().lock(),
        &mut std::io::stderr(),
    )
}
