//! What scenarios are made of: a world of databases and files, and runs of jobs in it. A world knows of no run; a run sees of a world what
//! everyone does.

mod route;
mod run;
mod world;

pub use route::{Route, goes_to_a_server, is_of_sqlite};
pub use run::{Ask, Run, day};
pub use world::World;
