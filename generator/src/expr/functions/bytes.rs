//! Functions on bytes: encodings and hashes.

use super::{Constant, Function, function};
use crate::types::ExprType::{Bytea, Integer, Text};

const FORMAT: &[Constant] = &[Constant {
    place: 1,
    check: format,
    required: None,
}];
const ENCODING: &[Constant] = &[Constant {
    place: 1,
    check: encoding,
    required: None,
}];

pub(super) static FUNCTIONS: &[Function] = &[
    function("length", &[Bytea], Integer, "sql::byte_length"),
    function("octet_length", &[Bytea], Integer, "sql::byte_length"),
    function("bit_length", &[Bytea], Integer, "sql::byte_bit_length"),
    function("substring", &[Bytea, Integer], Bytea, "sql::bytes_from"),
    function(
        "substring",
        &[Bytea, Integer, Integer],
        Bytea,
        "sql::bytes_from_for",
    )
    .fallible(),
    function("substr", &[Bytea, Integer], Bytea, "sql::bytes_from"),
    function(
        "substr",
        &[Bytea, Integer, Integer],
        Bytea,
        "sql::bytes_from_for",
    )
    .fallible(),
    function("encode", &[Bytea, Text], Text, "sql::encode")
        .scratch()
        .fallible()
        .with_constants(FORMAT),
    function("decode", &[Text, Text], Bytea, "sql::decode")
        .scratch()
        .fallible()
        .with_constants(FORMAT),
    function("convert_to", &[Text, Text], Bytea, "sql::convert_to")
        .fallible()
        .with_constants(ENCODING)
        .note("To UTF8 only."),
    function("convert_from", &[Bytea, Text], Text, "sql::convert_from")
        .fallible()
        .with_constants(ENCODING)
        .note("From UTF8 only."),
    function("md5", &[Text], Text, "sql::md5")
        .scratch()
        .feature("hashes"),
    function("md5", &[Bytea], Text, "sql::md5_of_bytes")
        .scratch()
        .feature("hashes"),
    function("sha224", &[Bytea], Bytea, "sql::sha224")
        .scratch()
        .feature("hashes"),
    function("sha256", &[Bytea], Bytea, "sql::sha256")
        .scratch()
        .feature("hashes"),
    function("sha384", &[Bytea], Bytea, "sql::sha384")
        .scratch()
        .feature("hashes"),
    function("sha512", &[Bytea], Bytea, "sql::sha512")
        .scratch()
        .feature("hashes"),
];

fn format(name: &str) -> Result<(), String> {
    let known = ["hex", "base64", "escape"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    if known {
        Ok(())
    } else {
        Err(format!(
            "unrecognized encoding: \"{name}\"; there is hex, base64 and escape"
        ))
    }
}

fn encoding(name: &str) -> Result<(), String> {
    let bare: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if ["utf8", "unicode"].contains(&bare.as_str()) {
        Ok(())
    } else {
        Err(format!(
            "text is converted to and from UTF8 only, not {name}"
        ))
    }
}
