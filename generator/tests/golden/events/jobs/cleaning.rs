//! What SQL has no word for.

use loadwright_runtime::scratch::Scratch;

/// The part of an address behind the `@`.
pub fn domain_of(address: &str) -> Option<&str> {
    address.split_once('@').map(|(_, domain)| domain)
}

/// The letters of a text in reverse.
pub fn reversed<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str {
    scratch.arena().alloc_str(&text.chars().rev().collect::<String>())
}
