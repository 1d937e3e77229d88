//! The yardstick of `cargo xtask bench`: the plainest program that reads the CSV file in order and
//! inserts its rows into the table that `bench_customer` loads. One transaction, one prepared
//! statement, the indexes afterwards. No history, hash, ledger, reject or resume.
//!
//! `plain-load CSV DATABASE`

use std::error::Error;

use rusqlite::{Connection, params};

const CREATE_TABLE: &str =
    include_str!("../../../generated/bench_customer/sql/sqlite/create_table.sql");
const CREATE_INDEXES: [&str; 2] = [
    include_str!("../../../generated/bench_customer/sql/sqlite/create_unique_index.sql"),
    include_str!("../../../generated/bench_customer/sql/sqlite/create_versions_index.sql"),
];
const INSERT: &str = "INSERT INTO bench_customer (customer_id, first_name, last_name, email, \
                      street, city, postal_code, country, birth_date, balance, valid_from, \
                      valid_to, is_current, row_hash, load_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, \
                      ?, '1900-01-01T00:00:00.000000Z', '9999-12-31T00:00:00.000000Z', 1, ?, 1)";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(csv), Some(database)) = (args.next(), args.next()) else {
        return Err("usage: plain-load CSV DATABASE".into());
    };
    let mut database = Connection::open(database)?;
    // As the runtime sets them.
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "NORMAL")?;
    database.pragma_update(None, "cache_size", -32_000)?;
    database.execute_batch(&named(CREATE_TABLE))?;

    let mut reader = csv::Reader::from_path(csv)?;
    let mut record = csv::StringRecord::new();
    // As many bytes as a row hash has, so that both tables are of one size.
    let hash = [1_u8; 25];
    let transaction = database.transaction()?;
    {
        let mut insert = transaction.prepare(INSERT)?;
        while reader.read_record(&mut record)? {
            let id: i64 = record[0].parse()?;
            insert.execute(params![
                id, &record[1], &record[2], &record[3], &record[4], &record[5], &record[6],
                &record[7], &record[8], &record[9], hash
            ])?;
        }
    }
    transaction.commit()?;
    CREATE_INDEXES
        .iter()
        .try_for_each(|sql| database.execute_batch(&named(sql)))?;
    Ok(())
}

/// The generated statements with the names of the table and its indexes.
fn named(sql: &str) -> String {
    let names = [
        ("${target}", "bench_customer"),
        ("${table}", "bench_customer"),
        ("${index_current}", "bench_customer_current"),
    ];
    let named = names.iter().fold(sql.to_owned(), |sql, (place, name)| {
        sql.replace(place, name)
    });
    named.replace("${index_versions}", "bench_customer_versions")
}
