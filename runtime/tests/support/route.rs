//! From where to where the scenarios go.

use loadwright_cluster::notes;
use serde::{Deserialize, Serialize};

/// From which kind of database to which the scenarios go: `LOADWRIGHT_TEST_ROUTE`, which
/// `cargo xtask test` sets in turn.
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

/// Whether this route goes from SQLite, or files, to SQLite.
pub fn is_of_sqlite() -> bool {
    Route::of_test() == Route::Sqlite
}

/// Whether this route writes to a server.
pub fn goes_to_a_server() -> bool {
    Route::of_test() == Route::Postgres
}

/// Ends a scenario on all routes but these, and notes that it has not run there: `cargo xtask test`
/// counts the notes, and holds that no scenario is passed over on every route.
macro_rules! only_on {
    ($($route:ident),+) => {
        if ![$($crate::support::Route::$route),+].contains(&$crate::support::Route::of_test()) {
            return $crate::support::passed_over(loadwright_cluster::test_name!(), stringify!($($route),+));
        }
    };
}
pub(crate) use only_on;

pub fn passed_over(test: &str, routes: &str) {
    notes::note(
        notes::Kind::NotHere,
        test,
        &format!("a scenario of {routes}"),
    );
}

/// An early return counts as passed: only the macros, which leave a note, may make one.
#[test]
fn no_scenario_returns_without_a_note() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests"
    ))];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            for (number, pair) in lines.windows(2).enumerate() {
                let asks_for_the_route = pair[0].contains("Route::")
                    || pair[0].contains("is_of_sqlite()")
                    || pair[0].contains("goes_to_a_server()");
                if asks_for_the_route && pair[1].trim() == "return;"
                    || pair[0].contains(concat!("_server() else { ", "return }"))
                {
                    found.push(format!("{}:{}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(
        found.is_empty(),
        "say where the scenario applies by `only_on!(…)`: {found:#?}"
    );
}
