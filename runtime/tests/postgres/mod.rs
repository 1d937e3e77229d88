//! What only a PostgreSQL server can do to a run: its faults, logins, types and names. Tests that need a setting or a restart start a
//! cluster of their own.

mod faults;
mod logins;
mod sources;
