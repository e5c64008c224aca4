#![no_main]

#[path = "../inputs.rs"]
mod inputs;

use std::panic;
use std::sync::Once;

static BEGIN: Once = Once::new();

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // calamine panics on some damaged files, which the program takes for what it is: libFuzzer's
    // hook would end with each. A panic that comes as far as here ends the run without it too.
    BEGIN.call_once(|| panic::set_hook(Box::new(|_| {})));
    inputs::xlsx(data);
});
