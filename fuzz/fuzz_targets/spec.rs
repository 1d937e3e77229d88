#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| loadwright_generator::fuzz::spec(data));
