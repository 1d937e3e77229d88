//! Measures the generated mapping and the one written by hand over the same rows, and counts
//! allocations.

use std::alloc::System;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bench_mapping::BenchMapping;
use bench_mapping::rows::{Source, Target};
use criterion::{Criterion, Throughput};
use loadwright_mapping_bench::{Order, Row, map};
use loadwright_runtime::job::Job;
use loadwright_runtime::scratch::{RunConstants, Scratch};
use loadwright_runtime::value::TimestampTz;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Counts what is allocated.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROWS: usize = 10_000;

/// Rounds that the ratio is taken from; the best of each side counts.
const ROUNDS: usize = 300;

/// Cells of an order, NULLs among them.
type Cells = [Option<String>; 9];

fn cells(number: usize, rng: &mut fastrand::Rng) -> Cells {
    let names = [
        "Ada",
        " Grace",
        "Edgar ",
        "  Barbara  ",
        "Günther",
        "Zoë ",
        "Jean-Luc",
    ];
    let cities = ["London", " New York ", "", "Zürich", "São Paulo ", "Paris"];
    let padded = |text: String, rng: &mut fastrand::Rng| {
        if rng.bool() {
            text
        } else {
            format!(" {text} ")
        }
    };
    let mut any =
        |texts: &[&str]| (rng.u8(0..12) > 0).then(|| texts[rng.usize(..texts.len())].to_owned());
    let (first, last, city, country) = (
        any(&names),
        any(&names),
        any(&cities),
        any(&["CH", "US ", "GB", "DE"]),
    );
    let status = ["O", "S", "C ", " X"][rng.usize(..4)].to_owned();
    let quantity = (rng.u8(0..20) > 0)
        .then(|| rng.u32(0..400).to_string())
        .map(|text| padded(text, rng));
    let price =
        (rng.u8(0..20) > 0).then(|| format!("{}.{:02}", rng.u32(0..50_000), rng.u32(0..100)));
    let day = (rng.u8(0..20) > 0).then(|| {
        format!(
            "{}-{:02}-{:02}",
            rng.u32(1995..2026),
            rng.u32(1..=12),
            rng.u32(1..=28)
        )
    });
    [
        Some((1_000_000 + number).to_string()),
        first,
        last,
        city,
        country,
        quantity,
        price,
        day,
        Some(status),
    ]
}

fn order(cells: &Cells) -> Order<'_> {
    let [
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        status,
    ] = cells.each_ref().map(Option::as_deref);
    let [order_no, status] = [order_no, status].map(Option::unwrap_or_default);
    Order {
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        status,
    }
}

fn source<'a>(order: &Order<'a>) -> Source<'a> {
    let &Order {
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        status,
    } = order;
    Source {
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        status,
    }
}

fn row(target: Target<'_>) -> Row<'_> {
    let Target {
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        size,
        status,
    } = target;
    Row {
        order_no,
        first_name,
        last_name,
        city,
        country,
        quantity,
        price,
        ordered_on,
        size,
        status,
    }
}

fn scratch() -> Scratch {
    let (started_at, effective_at) = (TimestampTz::UNIX_EPOCH, TimestampTz::UNIX_EPOCH);
    Scratch::new(Arc::new(RunConstants {
        params: Vec::new(),
        run_id: 1,
        started_at,
        effective_at,
        job: "bench_mapping",
    }))
}

/// All rows once; how long it took.
fn generated(sources: &[Source<'_>], scratch: &Scratch) -> Duration {
    let clock = Instant::now();
    for source in sources {
        let _ = black_box(BenchMapping::transform(
            black_box(source),
            &(),
            &(),
            scratch,
        ));
    }
    clock.elapsed()
}

fn by_hand(orders: &[Order<'_>]) -> Duration {
    let clock = Instant::now();
    for order in orders {
        let _ = black_box(map(black_box(order)));
    }
    clock.elapsed()
}

fn main() {
    let mut rng = fastrand::Rng::with_seed(1);
    let cells: Vec<Cells> = (0..ROWS).map(|number| cells(number, &mut rng)).collect();
    let orders: Vec<Order<'_>> = cells.iter().map(order).collect();
    let sources: Vec<Source<'_>> = orders.iter().map(source).collect();
    let scratch = scratch();

    for (order, source) in orders.iter().zip(&sources) {
        let generated =
            BenchMapping::transform(source, &(), &(), &scratch).expect("a row without a fault");
        assert_eq!(
            row(generated),
            map(order).expect("a row without a fault"),
            "{order:?}"
        );
    }

    let region = Region::new(ALLOCATOR);
    generated(&sources, &scratch);
    let counted = region.change();
    println!(
        "{ROWS} rows, {} allocations",
        counted.allocations + counted.reallocations
    );
    assert_eq!(
        counted.allocations + counted.reallocations,
        0,
        "rows that keep their text allocate nothing"
    );

    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        best = [
            best[0].min(generated(&sources, &scratch)),
            best[1].min(by_hand(&orders)),
        ];
    }
    let rate = |time: Duration| ROWS as f64 / time.as_secs_f64() / 1e6;
    println!(
        "best of {ROUNDS}: generated {:.2} M rows/s, by hand {:.2} M rows/s, ratio of times {:.3}",
        rate(best[0]),
        rate(best[1]),
        best[0].as_secs_f64() / best[1].as_secs_f64()
    );

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("mapping");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("generated", |bencher| {
        bencher.iter_custom(|rounds| (0..rounds).map(|_| generated(&sources, &scratch)).sum())
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter_custom(|rounds| (0..rounds).map(|_| by_hand(&orders)).sum())
    });
    group.finish();
    criterion.final_summary();
}
