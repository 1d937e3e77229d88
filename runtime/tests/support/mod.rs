//! What scenarios are made of: a world of databases and files, and runs of jobs in it. A world
//! knows of no run; a run sees of a world what everyone does.

mod route;
mod run;
mod world;

pub(crate) use route::only_on;
pub use route::{Route, goes_to_a_server, is_of_sqlite, passed_over};
pub use run::{Ask, Run, day};
pub use world::World;

/// What a scenario draws from: of `LOADWRIGHT_TEST_SEED` where it is given, so that what it prints
/// when it fails does the same again.
pub fn seed() -> fastrand::Rng {
    let seed = std::env::var("LOADWRIGHT_TEST_SEED")
        .map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("again: LOADWRIGHT_TEST_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}
