//! What only a PostgreSQL server can do to a run: its faults and sessions, logins, poolers, and
//! sources that are large or end badly. Tests that need a setting or a restart start a cluster of
//! their own.

mod faults;
mod keys;
mod logins;
mod network;
mod pooler;
mod rights;
mod sessions;
mod sources;
mod standby;
