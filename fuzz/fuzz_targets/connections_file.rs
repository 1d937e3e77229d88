#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| loadwright_runtime::fuzz::connections_file(data));
