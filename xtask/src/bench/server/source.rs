//! The source: TPC-H customers, and the same a night later.

use std::io::Write;
use std::process::Stdio;

use tpchgen::generators::CustomerGenerator;

use super::{COLUMNS, Server};
use crate::Result;

/// Customers of TPC-H at scale factor 1.
const CUSTOMERS: f64 = 150_000.0;

impl Server<'_> {
    /// All customers that any part needs, the source before, and after a night's changes.
    pub(super) fn fill(&self, customers: u64) -> Result {
        eprintln!("filling the source");
        self.cluster.psql("postgres", "CREATE DATABASE bench")?;
        let columns = "c_custkey bigint PRIMARY KEY, c_name text, c_address text, c_nationkey \
                       integer, c_phone text, c_acctbal numeric(15,2), c_mktsegment text, \
                       c_comment text";
        self.sql(&format!(
            "CREATE SCHEMA source; CREATE SCHEMA dw; CREATE TABLE source.customers ({columns})"
        ))?;
        let mut psql = self
            .psql("COPY source.customers FROM STDIN (DELIMITER '|')")
            .stdin(Stdio::piped())
            .spawn()?;
        let mut input = std::io::BufWriter::new(psql.stdin.take().ok_or("psql takes no input")?);
        for customer in CustomerGenerator::new(customers as f64 / CUSTOMERS, 1, 1).iter() {
            let line = customer.to_string();
            writeln!(input, "{}", line.trim_end_matches('|'))?;
        }
        drop(input);
        if !psql.wait()?.success() {
            return Err("psql could not fill the source".into());
        }
        for table in ["customer", "before", "after"] {
            self.sql(&format!(
                "CREATE TABLE source.{table} (LIKE source.customers INCLUDING ALL)"
            ))?;
        }
        self.sql(&format!(
            "INSERT INTO source.before SELECT * FROM source.customers WHERE c_custkey <= {}",
            self.rows
        ))?;
        // One address in a hundred, one balance in a hundred, one customer in two hundred gone, as
        // many new.
        self.sql(&format!(
            "INSERT INTO source.after SELECT c_custkey, c_name, CASE WHEN c_custkey % 100 = 7 \
             THEN c_address || '!' ELSE c_address END, c_nationkey,
               c_phone, CASE WHEN c_custkey % 100 = 13 THEN c_acctbal + 1 ELSE c_acctbal END, \
             c_mktsegment, c_comment
             FROM source.before WHERE c_custkey % 200 <> 1;
             INSERT INTO source.after SELECT c_custkey + 1000000000, {} FROM source.before WHERE \
             c_custkey % 200 = 1",
            COLUMNS.trim_start_matches("c_custkey, ")
        ))?;
        self.sql("VACUUM ANALYZE")?;
        Ok(())
    }

    /// The source as it is on that night.
    pub(super) fn source_is(&self, which: &str) -> Result {
        self.sql(&format!(
            "BEGIN; TRUNCATE source.customer; INSERT INTO source.customer TABLE source.{which}; \
             COMMIT"
        ))?;
        self.sql("VACUUM ANALYZE source.customer")?;
        Ok(())
    }

    /// A source of so many rows.
    pub(super) fn source_has(&self, rows: u64) -> Result {
        self.sql(&format!(
            "BEGIN; TRUNCATE source.customer; INSERT INTO source.customer SELECT * FROM \
             source.customers WHERE c_custkey <= {rows}; COMMIT"
        ))?;
        self.sql("VACUUM ANALYZE source.customer")?;
        Ok(())
    }
}
