//! What a job costs before it moves a row: start, size, build.

use std::fs;
use std::process::Command;
use std::time::Instant;

use super::measure::best_and_median;
use super::{Bench, JOB};
use crate::Result;
use crate::workspace::output;

/// How long a program takes to start and how large it is.
pub(super) fn start(bench: &Bench) -> Result {
    const STARTS: usize = 50;
    let program = bench.program(JOB);
    let mut milliseconds = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let clock = Instant::now();
        output(Command::new(&program).arg("--help"))?;
        milliseconds.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    let (best, median) = best_and_median(milliseconds);
    let bytes = fs::metadata(&program)?.len();
    println!("\n### One job's program\n");
    println!("| | | limit |");
    println!("| --- | ---: | ---: |");
    println!("| start (`--help`), best of {STARTS} | {best:.1} ms | 10 ms |");
    println!("| start (`--help`), median | {median:.1} ms | 10 ms |");
    println!("| size in release | {:.2} MB | 8 MB |", bytes as f64 / 1e6);
    Ok(())
}

/// How long one more job takes to build when everything that jobs share is built.
pub(super) fn one_more(bench: &Bench) -> Result {
    for (profile, flags) in [("dev", &[][..]), ("release", &["--release"])] {
        let cargo = |command: &str| {
            let mut cargo =
                bench
                    .workspace
                    .cargo([command, "--quiet", "--offline", "--package", JOB]);
            cargo.args(flags);
            cargo
        };
        output(&mut cargo("build"))?;
        let mut seconds = Vec::new();
        for _ in 0..3 {
            output(&mut cargo("clean"))?;
            let clock = Instant::now();
            output(&mut cargo("build"))?;
            seconds.push(clock.elapsed().as_secs_f64());
        }
        let (best, median) = best_and_median(seconds);
        println!(
            "| build of one more job, {profile}, best (median) of 3 | {best:.1} s ({median:.1} s) \
             | 5 s |"
        );
    }
    Ok(())
}
