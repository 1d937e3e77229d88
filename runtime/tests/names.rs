//! Tables and names as PostgreSQL has them.
