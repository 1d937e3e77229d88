#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| loadwright_runtime::fuzz::postgres_url(data));
