//! The program: hands the command line, the clock, randomness and the environment to the library.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let clock = || chrono::Local::now().fixed_offset();
    // Without randomness of the system there are no passwords and no keys.
    let random = |bytes: &mut [u8]| getrandom::fill(bytes).is_ok();
    let environment = |name: &str| std::env::var(name).ok();
    let code = scorepack::cli::main(
        std::env::args_os(),
        &clock,
        &random,
        &environment,
        &mut std::io::stdout().lock(),
        &mut std::io::stderr(),
    );
    ExitCode::from(code)
}
