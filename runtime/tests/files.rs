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
    world.file(
        "sales_1.csv",
        "\u{feff}sale,note,amount\r\n1,one,1.00\r\n2,\"two\r\nlines\",2.00\r\n",
    );
    world.file(
        "sales_2.csv",
        "amount,extra,sale,note\n3.00,x,3,\"a \"\"quoted\"\" word\"\n4.00,,4,\n\n",
    );
    world.file(
        "sales_3.csv.gz",
        gz(&[
            "sale,note,amount\n5,\"split ",
            "over\nmembers\",5.00\n",
            "6,six,6.00\n",
        ]),
    );
    world.file("sales_4.csv", "sale,note,amount\n");
    for chunk in [1, 2, 100] {
        let report = world.job("stage_sale").parallel(3, chunk).ok();
        assert_eq!(report.counts.inserted, 6, "chunk size {chunk}");
        assert_eq!(
            world.ask(
                "SELECT sale, replace(replace(note, char(13), '<cr>'), char(10), '<lf>'), amount \
                 FROM stage_sale ORDER BY sale"
            ),
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
    let rows: String = (0..500)
        .map(|n| format!("{n},\"{}\",1\n", "line\n\"\"q\"\",\n".repeat(n % 7)))
        .collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    for (workers, chunk) in [(1, 1000), (4, 1), (3, 7), (2, 499)] {
        let report = world.job("stage_sale").parallel(workers, chunk).ok();
        assert_eq!(
            (report.counts.inserted, report.counts.rows_read),
            (500, 500)
        );
        let sum = "SELECT count(DISTINCT sale), sum(length(note)) FROM stage_sale";
        assert_eq!(
            world.ask(sum),
            [format!(
                "500|{}",
                (0..500)
                    .map(|n| "line\n\"q\",\n".len() * (n % 7))
                    .sum::<usize>()
            )]
        );
    }
}

#[test]
fn a_stray_quote_rejects_its_record_and_shows_it() {
    let world = World::new();
    world.file(
        "customers.csv",
        "id,name,city,email,points,joined,status\n1,\"Bar \"É\" Paris\",x,,1,j,\n2,Bob,y,,1,j,\n",
    );
    for dry in [true, false] {
        let run = world.job("dim_customer_file").lenient();
        let report = if dry { run.dry() } else { run }.ok();
        assert_eq!((report.counts.inserted, report.counts.rejected), (1, 1));
    }
    assert_eq!(
        world.ask("SELECT source_line, reason, row FROM lw_reject"),
        [concat!(
            "2|a quote within an unquoted field, or text behind a closing quote|",
            r#"{"id":"1","name":"\"Bar \"É\" Paris\"","city":"x","email":"","points":"1","joined":"j","status":""}"#
        )]
    );
    assert_eq!(
        world.ask("SELECT customer_id, name FROM dim_customer WHERE customer_sk > 0"),
        ["2|Bob"]
    );
}

#[test]
fn stray_quotes_reject_their_own_lines_and_lose_none_between() {
    let row = |line| match line {
        10 => "10,5\" pipe,1.00\n".to_owned(),
        400 => "400,\"4\" beam\",1.00\n".to_owned(),
        900 => "900,6\" bolt,1.00\n".to_owned(),
        _ => format!("{line},\"two\nlines\",1.00\n"),
    };
    let text: String = std::iter::once("sale,note,amount\n".to_owned())
        .chain((1..=1000).map(row))
        .collect();
    let world = World::new();
    for chunk in [7, 10_000] {
        for compressed in [false, true] {
            if compressed {
                world.remove_file("sales.csv");
                world.file("sales.csv.gz", gz(&[&text]));
            } else {
                world.file("sales.csv", &text);
            }
            let report = world.job("stage_sale").lenient().parallel(3, chunk).ok();
            let counts = report.counts;
            assert_eq!(
                (counts.rows_read, counts.inserted, counts.rejected),
                (1000, 997, 3)
            );
            let rejected = format!(
                "SELECT source_line FROM lw_reject WHERE run_id = {} ORDER BY source_line",
                report.run_id
            );
            assert_eq!(world.ask(&rejected), ["20", "799", "1798"]);
        }
        world.remove_file("sales.csv.gz");
    }
}

#[test]
fn quotes_of_which_the_end_cannot_be_known_are_refused_with_their_place() {
    let world = World::new();
    for (note, told) in [
        (
            "\"5 pipe",
            "the quote that opens field 2 on line 4 is never closed",
        ),
        (
            "\"5 pipe,1\n4,\"x",
            "the quote that opens field 2 on line 4 is closed on line 5, with text behind it",
        ),
    ] {
        world.file(
            "sales.csv",
            format!("sale,note,amount\n1,\"a\nb\",1\n2,{note},1\n3,c,1\n"),
        );
        for chunk in [1, 100] {
            let error = world
                .job("stage_sale")
                .lenient()
                .parallel(2, chunk)
                .fails(Kind::Refused)
                .error;
            assert!(error.chain().contains(told), "{}", error.chain());
            assert!(error.chain().contains("sales.csv"), "{}", error.chain());
            let advice = error.advice().unwrap();
            assert!(advice.contains("close the quote on line 4"), "{advice}");
        }
    }
}

#[test]
fn an_empty_line_is_a_null_in_a_file_of_one_column() {
    let world = World::new();
    world.file("words.csv", "name\nA\n\nB\n\"\"\n \nC\n");
    let expected = ["2|A", "3|NULL", "4|B", "5|", "6| ", "7|C"];
    for chunk in [1, 2, 100] {
        assert_eq!(
            world
                .job("stage_word")
                .parallel(2, chunk)
                .ok()
                .counts
                .rows_read,
            6
        );
        assert_eq!(
            world.ask("SELECT line, name FROM stage_word ORDER BY line"),
            expected,
            "chunk size {chunk}"
        );
    }
    world.remove_file("words.csv");
    world.file("words.csv.gz", gz(&["name\nA\n\nB\n", "\"\"\n \nC\n"]));
    assert_eq!(
        world.job("stage_word").parallel(2, 2).ok().counts.rows_read,
        6
    );
    assert_eq!(
        world.ask("SELECT line, name FROM stage_word ORDER BY line"),
        expected
    );
}

#[test]
fn an_empty_line_among_records_of_several_fields_is_rejected() {
    let world = World::new();
    world.file("sales.csv", "sale,note,amount\n1,a,1\n\n2,b,2\n\n\n");
    let failed = world.job("stage_sale").fails(Kind::Refused);
    let chain = failed.error.chain();
    assert!(
        chain.contains("line 3") && chain.contains("`csv: {empty_lines: ignore}`"),
        "{chain}"
    );
    let report = world.job("stage_sale").fresh().lenient().ok();
    assert_eq!(
        (
            report.counts.rows_read,
            report.counts.inserted,
            report.counts.rejected
        ),
        (3, 2, 1)
    );
}

#[test]
fn a_content_that_comes_twice_is_added_once() {
    let world = World::new();
    for name in ["sales_a.csv", "sales_b.csv"] {
        world.file(name, "sale,note,amount\n1,A,1\n2,B,2\n");
    }
    let first = world.job("fact_sale").ok();
    assert_eq!(first.counts.inserted, 2);
    assert_eq!(
        first.notes,
        ["sales_b.csv has the content of sales_a.csv, which this run loads: passed over"]
    );
    let dry = world.job("fact_sale").dry().ok();
    assert_eq!(dry.counts.inserted, 0);
    let again = world.job("fact_sale").ok();
    assert_eq!(again.counts.inserted, 0);
    assert_eq!(
        again.notes,
        [
            "sales_a.csv was loaded by run 1: passed over",
            "sales_b.csv was loaded by run 1 as sales_a.csv: passed over"
        ]
    );
    assert_eq!(world.ask("SELECT count(*) FROM fact_sale"), ["2"]);
    // A job that replaces its table reads what is there, twice where it is there twice.
    assert_eq!(world.job("stage_sale").ok().counts.inserted, 4);
}

#[test]
fn files_that_an_older_runtime_loaded_are_still_known() {
    let world = World::new();
    let text = "sale,note,amount\n1,A,1\n";
    world.file("sales_a.csv", text);
    world.job("fact_sale").ok();
    let digest = world.ask("SELECT digest FROM lw_file").remove(0);
    assert_eq!((digest.len(), &digest[..7]), (71, "blake3:"));
    world.warehouse(&format!(
        "UPDATE lw_file SET digest = '{:032x}'",
        xxhash_rust::xxh3::xxh3_128(text.as_bytes())
    ));
    world.file("sales_b.csv", "sale,note,amount\n2,B,2\n");
    let again = world.job("fact_sale").ok();
    assert_eq!(
        again.notes,
        ["sales_a.csv was loaded by run 1: passed over"]
    );
    assert_eq!(again.counts.inserted, 1);
    // An old digest stands for a file of its size alone.
    world.warehouse("UPDATE lw_file SET size = size + 1 WHERE run_id = 1");
    assert_eq!(world.job("fact_sale").ok().counts.inserted, 1);
}

#[test]
fn two_thousand_small_files_are_a_few_chunks_and_one_note() {
    let world = World::new();
    for number in 0..2000 {
        world.file(
            &format!("sales_{number:04}.csv"),
            format!("sale,note,amount\n{number},n,1\n"),
        );
    }
    let report = world.job("fact_sale").parallel(2, 500).ok();
    assert_eq!((report.counts.inserted, report.chunks), (2000, 4));
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"),
        ["2000|2000"]
    );
    let again = world.job("fact_sale").ok();
    assert_eq!(
        (again.counts.rows_read, again.notes.len()),
        (0, 1),
        "{:?}",
        again.notes
    );
    assert!(
        again.notes[0]
            .starts_with("2,000 files were passed over: sales_0000.csv was loaded by run 1;"),
        "{:?}",
        again.notes
    );
}

#[test]
fn a_chunk_of_several_files_tells_file_and_line() {
    let world = World::new();
    world.file("sales_1.csv", "sale,note,amount\n1,a,1\n");
    world.file(
        "sales_2.csv.gz",
        gz(&["sale,note,amount\n2,b,2\n3,c,much\n"]),
    );
    world.file("sales_3.csv", "sale,note,amount\n4,d,4\n");
    let failed = world.job("stage_sale").parallel(2, 2).fails(Kind::Refused);
    assert!(
        failed.error.chain().contains("sales_2.csv.gz line 3"),
        "{}",
        failed.error.chain()
    );
}

#[test]
fn a_header_in_other_letters_is_told_before_every_row_is_null() {
    let world = World::new();
    world.file(
        "customers.csv",
        "id,Name ,city,email,points,joined,status\n1,A,x,,1,j,\n",
    );
    let failed = world.job("dim_customer_file").fails(Kind::Refused);
    let chain = failed.error.chain();
    assert!(chain.contains("no column `name`, but `Name `"), "{chain}");
    assert!(
        failed.error.advice().unwrap().contains("\"Name \""),
        "{:?}",
        failed.error.advice()
    );
}

#[test]
fn a_column_that_is_missing_in_one_file_is_told() {
    let world = World::new();
    world.file("sales_1.csv", "sale,note,amount\n1,a,1\n");
    world.file("sales_2.csv", "sale,amount\n2,2\n");
    let failed = world.job("stage_sale").go().unwrap_err();
    let chain = failed.error.chain();
    assert!(
        chain.contains("note") && chain.contains("sales_2.csv"),
        "{chain}"
    );
    assert_eq!(failed.error.exit_code(), 4, "{chain}");
}

#[test]
fn a_bad_cell_is_told_with_file_and_line() {
    let world = World::new();
    world.file("sales_1.csv", "sale,note,amount\n1,\"a\nb\",1\n");
    world.file("sales_2.csv", "sale,note,amount\n2,\"a\nb\",2\n3,c,much\n");
    let failed = world.job("stage_sale").parallel(2, 1).fails(Kind::Refused);
    assert!(
        failed.error.chain().contains("sales_2.csv line 4"),
        "{}",
        failed.error.chain()
    );
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
    world.file(
        "sales.csv",
        format!("sale,note,amount\n{rows}2000,late,1\n"),
    );
    let (code, answer) = elsewhere.end();
    assert_eq!(code, Some(1), "{answer}");
    assert!(
        answer["error"].as_str().unwrap().contains("changed"),
        "{answer}"
    );
    world.no_longer_slow();
    // It cannot be gone on with, and says so; what it added is taken back.
    world.job("fact_sale").resume().fails(Kind::Usage);
    let fresh = world.job("fact_sale").parallel(2, 50).ok();
    assert!(!fresh.resumed);
    assert!(
        fresh
            .notes
            .iter()
            .any(|note| note.contains("source file changed")),
        "{:?}",
        fresh.notes
    );
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"),
        ["2001|2001"]
    );
}

#[test]
fn a_file_that_changed_between_kill_and_resume_is_loaded_afresh() {
    let world = World::new();
    let csv = |word: &str| -> String {
        let rows: String = (0..1000)
            .map(|id| format!("{id},name,{word},m,1,j,\n"))
            .collect();
        format!("id,name,city,email,points,joined,status\n{rows}")
    };
    world.file("customers.csv", csv("old"));
    world.job("dim_customer_file").on(1).ok();
    world.file("customers.csv", csv("new"));
    world.slow_chunks(20_000);
    let elsewhere = world
        .job("dim_customer_file")
        .on(2)
        .parallel(2, 50)
        .elsewhere();
    wait_for_the_middle(&world, 2);
    assert!(elsewhere.kill());
    world.no_longer_slow();
    world.file("customers.csv", csv("newer"));
    let report = world.job("dim_customer_file").on(3).parallel(2, 50).ok();
    assert!(
        !report.resumed
            && report
                .notes
                .iter()
                .any(|note| note.contains("source file changed")),
        "{report:?}"
    );
    assert_eq!(report.counts.versioned, 1000);
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE is_current AND city = 'NEWER'"),
        1000
    );
    assert_eq!(
        world.ask("SELECT status, superseded_by FROM lw_run WHERE run_id = 2"),
        ["ABANDONED|3"]
    );
}
