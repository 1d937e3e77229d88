//! Files as people make them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use loadwright_runtime::error::Kind;

use crate::child::wait_for_the_middle;
use crate::support::World;

fn gz(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(part.as_bytes()).unwrap();
        bytes.extend(encoder.finish().unwrap());
    }
    bytes
}

#[test]
fn several_files_of_several_kinds_are_one_load() {
    let world = World::new();
    world.file("sales_1.csv", "\u{feff}sale,note,amount\r\n1,one,1.00\r\n2,\"two\r\nlines\",2.00\r\n");
    world.file("sales_2.csv", "amount,extra,sale,note\n3.00,x,3,\"a \"\"quoted\"\" word\"\n\n4.00,,4,");
    world.file("sales_3.csv.gz", gz(&["sale,note,amount\n5,\"split ", "over\nmembers\",5.00\n", "6,six,6.00\n"]));
    world.file("sales_4.csv", "sale,note,amount\n");
    for chunk in [1, 2, 100] {
        let report = world.job("stage_sale").parallel(3, chunk).ok();
        assert_eq!(report.counts.inserted, 6, "chunk size {chunk}");
        assert_eq!(
            world.ask("SELECT sale, replace(replace(note, char(13), '<cr>'), char(10), '<lf>'), amount FROM stage_sale ORDER BY sale"),
            [
                "1|one|1.00",
                "2|two<cr><lf>lines|2.00",
                "3|a \"quoted\" word|3.00",
                "4|NULL|4.00",
                "5|split over<lf>members|5.00",
                "6|six|6.00"
            ],
            "chunk size {chunk}"
        );
    }
}

#[test]
fn quoted_newlines_across_chunk_borders() {
    let world = World::new();
    let rows: String = (0..500).map(|n| format!("{n},\"{}\",1\n", "line\n\"\"q\"\",\n".repeat(n % 7))).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    for (workers, chunk) in [(1, 1000), (4, 1), (3, 7), (2, 499)] {
        let report = world.job("stage_sale").parallel(workers, chunk).ok();
        assert_eq!((report.counts.inserted, report.counts.rows_read), (500, 500));
        let sum = "SELECT count(DISTINCT sale), sum(length(note)) FROM stage_sale";
        assert_eq!(world.ask(sum), [format!("500|{}", (0..500).map(|n| "line\n\"q\",\n".len() * (n % 7)).sum::<usize>())]);
    }
}

#[test]
fn a_column_that_is_missing_in_one_file_is_told() {
    let world = World::new();
    world.file("sales_1.csv", "sale,note,amount\n1,a,1\n");
    world.file("sales_2.csv", "sale,amount\n2,2\n");
    let failed = world.job("stage_sale").go().unwrap_err();
    let chain = failed.error.chain();
    assert!(chain.contains("note") && chain.contains("sales_2.csv"), "{chain}");
    assert_eq!(failed.error.exit_code(), 4, "{chain}");
}

#[test]
fn a_bad_cell_is_told_with_file_and_line() {
    let world = World::new();
    world.file("sales_1.csv", "sale,note,amount\n1,\"a\nb\",1\n");
    world.file("sales_2.csv", "sale,note,amount\n2,\"a\nb\",2\n3,c,much\n");
    let failed = world.job("stage_sale").parallel(2, 1).fails(Kind::Refused);
    assert!(failed.error.chain().contains("sales_2.csv line 4"), "{}", failed.error.chain());
}

#[test]
fn a_file_that_changes_while_it_is_read_fails_the_run() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..2000).map(|n| format!("{n},note,1\n")).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    world.slow_chunks(20_000);
    let elsewhere = world.job("fact_sale").parallel(2, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    world.file("sales.csv", format!("sale,note,amount\n{rows}2000,late,1\n"));
    let (code, answer) = elsewhere.end();
    assert_eq!(code, Some(1), "{answer}");
    assert!(answer["error"].as_str().unwrap().contains("changed"), "{answer}");
    world.no_longer_slow();
    // It cannot be gone on with, and says so; what it added is taken back.
    world.job("fact_sale").resume().fails(Kind::Usage);
    let fresh = world.job("fact_sale").parallel(2, 50).ok();
    assert!(!fresh.resumed);
    assert!(fresh.notes.iter().any(|note| note.contains("source file changed")), "{:?}", fresh.notes);
    assert_eq!(world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"), ["2001|2001"]);
}

#[test]
fn a_file_that_changed_between_kill_and_resume_is_loaded_afresh() {
    let world = World::new();
    let csv = |word: &str| -> String {
        let rows: String = (0..1000).map(|id| format!("{id},name,{word},m,1,j,\n")).collect();
        format!("id,name,city,email,points,joined,status\n{rows}")
    };
    world.file("customers.csv", csv("old"));
    world.job("dim_customer_file").on(1).ok();
    world.file("customers.csv", csv("new"));
    world.slow_chunks(20_000);
    let elsewhere = world.job("dim_customer_file").on(2).parallel(2, 50).elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    world.file("customers.csv", csv("newer"));
    let report = world.job("dim_customer_file").on(3).parallel(2, 50).ok();
    assert!(!report.resumed && report.notes.iter().any(|note| note.contains("source file changed")), "{report:?}");
    assert_eq!(report.counts.versioned, 1000);
    assert_eq!(world.number("SELECT count(*) FROM dim_customer WHERE is_current AND city = 'NEWER'"), 1000);
    assert_eq!(world.ask("SELECT status, superseded_by FROM lw_run WHERE run_id = 2"), ["ABANDONED|3"]);
}
