#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| loadwright_runtime::fuzz::ledger_row(data));
