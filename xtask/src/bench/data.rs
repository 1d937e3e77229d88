//! The rows that are loaded: made, the same every time, in no order of the key.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::Bench;
use crate::Result;

const FIRST: [&str; 8] = [
    "Ada", "Grace", "Edgar", "Barbara", "Donald", "Margaret", "Tony", "Frances",
];
const LAST: [&str; 8] = [
    "Lovelace", "Hopper", "Codd", "Liskov", "Knuth", "Hamilton", "Hoare", "Allen",
];
const STREET: [&str; 6] = [
    "Station Road",
    "High Street",
    "Mill Lane",
    "Church Street",
    "Park Avenue",
    "Old Mill",
];
const CITY: [&str; 6] = ["Newark", "Utrecht", "Graz", "Bergen", "Porto", "Leeds"];
const COUNTRY: [&str; 6] = ["US", "NL", "AT", "NO", "PT", "GB"];

/// The CSV file with this many customers; made where it is missing.
pub(super) fn csv(bench: &Bench, rows: u64) -> Result<PathBuf> {
    let path = bench.folder.join(format!("customers_{rows}.csv"));
    if path.exists() {
        return Ok(path);
    }
    let unfinished = path.with_extension("part");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
    writeln!(
        out,
        "customer_id,first_name,last_name,email,street,city,postal_code,country,birth_date,balance"
    )?;
    for row in 0..rows {
        write_customer(&mut out, key(row, rows))?;
    }
    out.into_inner()?.sync_all()?;
    fs::rename(unfinished, &path)?;
    Ok(path)
}

/// Every key from 1 to `rows` once, scattered: the step has no factor in common with a number of
/// rows that is a power of ten.
fn key(row: u64, rows: u64) -> u64 {
    const STEP: u64 = 7_368_787;
    row * STEP % rows + 1
}

fn write_customer(out: &mut impl Write, key: u64) -> Result {
    // Neighbouring keys get unlike attributes.
    let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let pick = |words: &[&'static str], shift: u32| words[(mixed >> shift) as usize % words.len()];
    let (first, last) = (pick(&FIRST, 0), pick(&LAST, 5));
    let place = (mixed >> 12) as usize % CITY.len();
    writeln!(
        out,
        "{key},{first},{last},{}.{}{key}@example.org,{} {},{},{:05},{},{}-{:02}-{:02},{}.{:02}",
        first.to_ascii_lowercase(),
        last.to_ascii_lowercase(),
        pick(&STREET, 9),
        mixed % 300 + 1,
        CITY[place],
        mixed % 100_000,
        COUNTRY[place],
        1930 + mixed % 80,
        mixed % 12 + 1,
        mixed % 28 + 1,
        mixed % 100_000,
        mixed % 100,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_comes_once() {
        let mut keys: Vec<u64> = (0..1_000).map(|row| key(row, 1_000)).collect();
        keys.sort_unstable();
        assert!(keys.into_iter().eq(1..=1_000));
    }
}
