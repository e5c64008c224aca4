//! The program: hands the command line, the clock and the environment to the library.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let today = chrono::Local::now().date_naive();
    let environment = |name: &str| std::env::var(name).ok();
    let code = scorepack::cli::main(
        std::env::args_os(),
        today,
        &chrono::Utc::now,
        &environment,
        &mut std::io::stdout().lock(),
        &mut std::io::stderr(),
    );
    ExitCode::from(code)
}
