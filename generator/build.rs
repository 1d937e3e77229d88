//! The binary carries the runtime's sources (`--runtime vendor`): it is stale when they change.

fn main() {
    println!("cargo::rerun-if-changed=../runtime/src");
    println!("cargo::rerun-if-changed=../runtime/types/src");
}
