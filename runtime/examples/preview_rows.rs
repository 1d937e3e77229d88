//! Shows what a generated job makes of its first source rows. Nothing is written, and the target is
//! not opened.
//!
//! In the repository's folder, over the demo's data:
//!
//! ```sh
//! cargo run -p loadwright-runtime --example preview_rows
//! ```

use dim_airport::DimAirport;
use loadwright_runtime::preview::{Outcome, PreviewOf};
use loadwright_runtime::{Error, Options, preview};

fn main() -> Result<(), Error> {
    let options = Options::default()
        .connections_file("jobs/nycflights/connections.yaml")
        .param("snapshot", "2026");
    // With `rejected: true` it looks through the whole source for rows that would be rejected.
    let of = PreviewOf {
        rows: 3,
        rejected: false,
    };
    for row in preview::<DimAirport>(&options, of)? {
        println!("{} line {}", row.file.as_deref().unwrap_or("row"), row.line);
        println!("  source  {}", row.source);
        match row.outcome {
            Outcome::Loaded(target) => println!("  target  {target}"),
            Outcome::Filtered => println!("  left out by the filter"),
            Outcome::Rejected(reject) => {
                println!("  rejected: {}: {}", reject.column, reject.reason)
            }
        }
    }
    Ok(())
}
