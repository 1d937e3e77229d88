//! What hands, or half a restore, may leave in the ledger: an error that says so, never a panic,
//! and never a history that is broken.

use std::panic::{AssertUnwindSafe, catch_unwind};

use loadwright_runtime::stop::Stop;

use crate::support::{World, only_on};

const VALUES: [&str; 4] = [
    "-1",
    "9223372036854775807",
    "'{\"range\":{\"low\":[],\"high\":[1,2,3]}}'",
    "x'00ff'",
];

#[test]
fn whatever_stands_in_the_ledger_no_run_panics_or_breaks_history() {
    only_on!(Sqlite);
    let world = World::with_many_customers(60);
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(60);
    let run = || world.job("dim_customer").on(2).lenient().parallel(2, 20);
    assert_eq!(
        run()
            .failing("chunk.committed=1*off->return(kill)")
            .elsewhere()
            .end()
            .0,
        None
    );
    world
        .connect()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let (database, kept) = (world.path("warehouse.db"), world.path("kept.db"));
    std::fs::copy(&database, &kept).unwrap();
    let restore = || {
        for file in ["warehouse.db-wal", "warehouse.db-shm"] {
            let _ = std::fs::remove_file(world.path(file));
        }
        std::fs::copy(&kept, &database).unwrap();
    };
    let columns = world.ask(
        "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = \
         'table' AND m.name LIKE 'lw\\_%' ESCAPE '\\'",
    );
    assert!(columns.len() > 50, "{columns:?}");
    let mut faults = Vec::new();
    let (mut tried, mut went_well) = (0, 0);
    for (column, value) in columns
        .iter()
        .flat_map(|column| VALUES.map(|value| (column, value)))
    {
        restore();
        let (table, column) = column.split_once('|').unwrap();
        // What the table's own constraints keep out cannot stand there.
        if world
            .connect()
            .execute_batch(&format!("UPDATE {table} SET {column} = {value}"))
            .is_err()
        {
            continue;
        }
        tried += 1;
        let what = format!("{table}.{column} = {value}");
        match catch_unwind(AssertUnwindSafe(|| run().ask.run(Stop::new()))) {
            Err(_) => faults.push(format!("{what}: a panic")),
            Ok(Err(failed)) if failed.error.chain().contains("panicked") => {
                faults.push(format!("{what}: {}", failed.error.chain()))
            }
            Ok(Err(_)) => {}
            Ok(Ok(_)) => went_well += 1,
        }
        let broken = "SELECT count(*) FROM (SELECT valid_to, is_current, lead(valid_from) OVER \
                      (PARTITION BY customer_id ORDER BY valid_from) AS next
                      FROM dim_customer WHERE customer_sk > 0) WHERE (next IS NOT NULL AND \
                      is_current) OR next < valid_to";
        if world.number(broken) > 0 {
            faults.push(format!("{what}: the history is broken"));
        }
    }
    println!("{tried} values, {went_well} runs went well");
    assert!(
        tried > 100 && went_well > 0 && faults.is_empty(),
        "{tried} tried, {went_well} went well: {faults:#?}"
    );
}
