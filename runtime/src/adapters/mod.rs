//! The adapters: all that is known of one kind of files or databases is in its folder, and nothing
//! else names it.
//!
//! A folder has the place that a connection leads to (`place.rs`), and, as far as a job can read
//! from it or load into it, its session and its SQL (`database/`), its source and its target
//! (`source/`, `target/`). What each must do is said at the traits. This file is the one
//! registration.

#[cfg(feature = "csv")]
pub mod files;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub mod sqlite;

#[cfg(feature = "csv")]
pub use files::Files;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

use crate::connections::Kind;
use crate::program::{Compiled, Programs};

/// What was compiled, of what is there.
macro_rules! if_compiled {
    ($feature:literal, $read:expr) => {{
        #[cfg(feature = $feature)]
        {
            Some($read)
        }
        #[cfg(not(feature = $feature))]
        {
            None
        }
    }};
}

/// The kinds that `connections.yaml` may name.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "files",
        schemes: &[],
        is_planned: false,
        read: if_compiled!("csv", files::place::read),
    },
    Kind {
        name: "sqlite",
        schemes: &["sqlite", ""],
        is_planned: false,
        read: if_compiled!("sqlite", sqlite::place::read),
    },
    Kind {
        name: "postgres",
        schemes: &["postgres", "postgresql"],
        is_planned: false,
        read: if_compiled!("postgres", postgres::place::read),
    },
    Kind {
        name: "mysql",
        schemes: &["mysql", "mariadb"],
        is_planned: true,
        read: None,
    },
];

/// A job with the kinds of connections that its file may name.
pub(crate) const fn compiled<J: Programs>() -> Compiled {
    Compiled {
        info: J::INFO,
        kinds: KINDS,
        programs: J::PROGRAMS,
    }
}

/// How a kind's databases describe what is in them; `None`: it has none, or was not compiled.
#[cfg(feature = "inspect")]
pub(crate) fn inspector(kind: &str) -> Option<&'static dyn crate::database::inspect::Inspector> {
    match kind {
        #[cfg(feature = "sqlite")]
        "sqlite" => Some(&sqlite::inspect::SqliteInspector),
        #[cfg(feature = "postgres")]
        "postgres" => Some(&postgres::inspect::PostgresInspector),
        _ => None,
    }
}
