//! Inputs for the bodies where no fuzzer leads: seeds with bytes, pieces and numbers changed, drawn
//! from one printed number.

use std::alloc::System;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Counts what a body allocates. Only one is at work at a time, whatever threads the tests have.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What a body may allocate, all in all: so much for nothing, and so much for each byte of its
/// input. More than it ever holds at once, so neither its memory nor its copying grows faster than
/// its input.
#[derive(Clone, Copy)]
pub struct Memory {
    pub base: usize,
    pub per_byte: usize,
}

/// What no input may take, on however loaded a machine.
const HANG: Duration = Duration::from_secs(20);

/// Bytes that mean something to one reader or another.
const TOKENS: &[&[u8]] = &[
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\xff\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\"",
    b"'",
    b"''",
    b"$1",
    b"${",
    b"}",
    b"\n",
    b"\r\n",
    b"\t",
    b": ",
    b"- ",
    b"{",
    b"[",
    b"&a ",
    b"*a",
    b"!!x ",
    b"|\n",
    b"#",
    b"(",
    b")",
    b"::",
    b"-1",
    b"99999999999999999999",
    b"1e400",
    b"NaN",
    b"infinity",
    b"null",
    b"~",
    b"%",
    b"\\",
    b"/*",
    b"--",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"0x",
    b".",
    b",",
    b"between",
    b"case when",
];

/// The files of a folder as seeds: all, or those with this ending.
///
/// # Panics
/// Where it has none.
#[must_use]
pub fn files(folder: &Path, ending: Option<&str>) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| {
        ending.is_none_or(|ending| {
            path.extension()
                .is_some_and(|extension| extension == ending)
        })
    });
    paths.sort();
    assert!(!paths.is_empty(), "no seeds in {}", folder.display());
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Runs a body on the seeds and on what is made of them: for `LOADWRIGHT_FUZZ_SECONDS`, else for a
/// few.
///
/// # Panics
/// Where the body panics, takes too long, or allocates too much, with the input.
pub fn run(name: &str, body: fn(&[u8]), memory: Memory, seeds: &[Vec<u8>]) {
    let number = |variable: &str| {
        std::env::var(variable)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    let seed = number("LOADWRIGHT_TEST_SEED").unwrap_or_else(|| fastrand::u64(..));
    let until =
        Instant::now() + Duration::from_secs(number("LOADWRIGHT_FUZZ_SECONDS").unwrap_or(3));
    println!("{name}: again: LOADWRIGHT_TEST_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut count = 0_u64;
    // What is made once, by whoever comes first, is nobody's.
    if let Some(seed) = seeds.first() {
        body(seed);
    }
    let (mut most, mut steepest) = (0, 0);
    let mut note = |length: usize, bytes: usize| {
        most = most.max(bytes);
        steepest = steepest.max(bytes.saturating_sub(memory.base) / length.max(1));
        count += 1;
    };
    for seed in seeds {
        note(seed.len(), one(name, body, memory, seed));
    }
    while Instant::now() < until {
        let input = mutated(&mut random, seeds);
        note(input.len(), one(name, body, memory, &input));
    }
    println!(
        "{name}: {count} inputs; at most {most} bytes allocated, beyond the base {steepest} for \
         each byte"
    );
}

/// Runs a body on one input. Returns how many bytes it allocated.
///
/// # Panics
/// As [`run`].
pub fn one(name: &str, body: fn(&[u8]), memory: Memory, input: &[u8]) -> usize {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    let region = Region::new(ALLOCATOR);
    let held = catch_unwind(AssertUnwindSafe(|| body(input)));
    let bytes = region.change().bytes_allocated;
    let shown = String::from_utf8_lossy(input);
    assert!(
        held.is_ok(),
        "{name}: a panic on b\"{}\":\n{shown}",
        input.escape_ascii()
    );
    assert!(
        begun.elapsed() < HANG,
        "{name}: {:?} for b\"{}\":\n{shown}",
        begun.elapsed(),
        input.escape_ascii()
    );
    let most = memory.base + memory.per_byte * input.len();
    assert!(
        bytes <= most,
        "{name}: {bytes} bytes allocated, at most {most} were to be for b\"{}\":\n{shown}",
        input.escape_ascii()
    );
    bytes
}

fn mutated(random: &mut fastrand::Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.usize(..seeds.len())].clone();
    for _ in 0..random.usize(1..6) {
        let from = random.usize(..=bytes.len());
        let to = (from + random.usize(..=16)).min(bytes.len());
        match random.u8(..7) {
            0 => drop(bytes.drain(from..to)),
            1 => drop(bytes.splice(
                from..from,
                TOKENS[random.usize(..TOKENS.len())].iter().copied(),
            )),
            2 => drop(bytes.splice(
                from..to,
                TOKENS[random.usize(..TOKENS.len())].iter().copied(),
            )),
            3 if from < bytes.len() => bytes[from] ^= 1 << random.u8(..8),
            4 => {
                let piece = bytes[from..to].to_vec();
                let times = if random.u8(..20) == 0 {
                    500
                } else {
                    random.usize(1..4)
                };
                drop(bytes.splice(from..from, piece.repeat(times)));
            }
            5 => {
                // A piece of another seed.
                let other = &seeds[random.usize(..seeds.len())];
                let begin = random.usize(..=other.len());
                let end = (begin + random.usize(..=40)).min(other.len());
                drop(bytes.splice(from..to, other[begin..end].iter().copied()));
            }
            6 => bytes.truncate(from),
            _ => bytes.push(random.u8(..)),
        }
    }
    bytes
}
