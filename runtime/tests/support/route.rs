//! From where to where the scenarios go.

use serde::{Deserialize, Serialize};

/// From which kind of database to which the scenarios go: `LOADWRIGHT_TEST_ROUTE`, which `cargo xtask test` sets in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Route {
    /// SQLite or files to SQLite.
    Sqlite,
    /// PostgreSQL or files to PostgreSQL.
    Postgres,
    /// PostgreSQL to SQLite.
    PostgresToSqlite,
}

impl Route {
    pub fn of_test() -> Route {
        match std::env::var("LOADWRIGHT_TEST_ROUTE").as_deref() {
            Err(_) | Ok("sqlite") => Route::Sqlite,
            Ok("postgres") => Route::Postgres,
            Ok("postgres-sqlite") => Route::PostgresToSqlite,
            Ok(other) => panic!("there is no route {other}"),
        }
    }
}

/// Whether a scenario is of SQLite's own: told, and passed over, on the other routes.
pub fn is_of_sqlite() -> bool {
    let other = Route::of_test() != Route::Sqlite;
    if other {
        eprintln!("a scenario of SQLite's own");
    }
    !other
}

/// Whether this route writes to a server: the scenarios of PostgreSQL's own are passed over on the others.
pub fn goes_to_a_server() -> bool {
    Route::of_test() == Route::Postgres
}
