//! Gives the inputs of libFuzzer to the target that IOSTX_FUZZ_TARGET names. A panic ends the process, also one that the boundary of
//! the C ABI would catch, and so does memory that the input does not pay for.

#![no_main]

#[path = "../../tests/fuzz/targets/mod.rs"]
#[allow(dead_code)]
mod targets;
#[path = "../../tests/fuzz/watch.rs"]
#[allow(dead_code)]
mod watch;

use std::sync::OnceLock;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    static TARGET: OnceLock<&targets::Target> = OnceLock::new();
    let target = TARGET.get_or_init(|| targets::target(&std::env::var("IOSTX_FUZZ_TARGET").unwrap_or_default()));
    let memory = watch::largest_allocation(|| (target.run)(input));
    let most = (target.memory)(input.len());
    assert!(memory <= most, "{memory} bytes of memory where {most} would do");
});
