#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| loadwright_runtime::fuzz::copy_stream(data));
