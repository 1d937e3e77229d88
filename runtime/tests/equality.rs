//! Parallel equals sequential equals the model, for any chunk size and number of workers, load
//! after load.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::model::{Model, Outcome, Row, Rules, Version, word};
use crate::support::{World, day};

const CUSTOMER: Rules = Rules {
    last_counts: false,
    all_versions: true,
    first_from: Some("1900-01-01T00:00:00.000000Z"),
    open_end: "9999-12-31T00:00:00.000000Z",
};

const ACCOUNT: Rules = Rules {
    last_counts: true,
    all_versions: false,
    first_from: None,
    open_end: "NULL",
};

/// How a table is loaded.
#[derive(Debug, Clone, Copy)]
struct Way {
    workers: u64,
    chunk: u64,
    /// The source has an index over its key.
    indexed: bool,
}

fn way() -> impl Strategy<Value = Way> {
    (
        1_u64..=4,
        prop_oneof![1 => Just(1_u64), 4 => 2_u64..12, 1 => Just(1000)],
        any::<bool>(),
    )
        .prop_map(|(workers, chunk, indexed)| Way {
            workers,
            chunk,
            indexed,
        })
}

fn text(value: Option<&str>) -> String {
    value.map_or("NULL".to_owned(), str::to_owned)
}

fn sql(value: Option<&str>) -> String {
    value.map_or("NULL".to_owned(), |value| {
        format!("'{}'", value.replace('\'', "''"))
    })
}

/// A row of `customer`: id as SQL, the others as they are.
#[derive(Debug, Clone)]
struct Customer {
    id: Option<i64>,
    name: Option<&'static str>,
    city: Option<&'static str>,
    email: Option<&'static str>,
    joined: Option<&'static str>,
    test: bool,
    bad: bool,
}

/// Keys with gaps, negative ones, the extremes, and one that is everywhere.
fn id() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        1 => Just(None),
        3 => Just(Some(7)),
        12 => (-6_i64..30).prop_map(Some),
        2 => prop::sample::select(vec![i64::MIN, i64::MIN + 1, -1_000_000_007, 1_000_000_007, i64::MAX]).prop_map(Some),
    ]
}

fn customer() -> impl Strategy<Value = Customer> {
    let flags = (prop::bool::weighted(0.05), prop::bool::weighted(0.05));
    (id(), word(), word(), word(), word(), flags).prop_map(
        |(id, name, city, email, joined, (test, bad))| Customer {
            id,
            name,
            city,
            email,
            joined,
            test,
            bad,
        },
    )
}

/// A night's source. Mostly each key once, for the many rejects of contradicting rows would hide
/// the rest.
fn customers() -> impl Strategy<Value = Vec<Customer>> {
    (
        prop::collection::vec(customer(), 1..40),
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(mut rows, unique, keyed)| {
            if keyed {
                rows.iter_mut().for_each(|row| row.id = row.id.or(Some(3)));
            }
            if unique {
                let mut seen = std::collections::BTreeSet::new();
                rows.retain(|row| seen.insert(row.id));
            }
            rows
        })
}

impl Customer {
    /// `empty`: what an empty text is where the row comes from.
    fn model(&self, empty: Option<&'static str>) -> Row {
        let cell = |value: Option<&'static str>| if value == Some("") { empty } else { value };
        Row {
            key: self.id.map(|id| id.to_string()),
            filtered: self.test,
            bad: self.bad,
            type2: vec![
                text(cell(self.name)),
                text(cell(self.city).map(str::to_uppercase).as_deref()),
            ],
            type1: text(cell(self.email)),
            type0: text(cell(self.joined)),
            order: 0,
        }
    }

    fn sql(&self) -> String {
        let id = self.id.map_or("NULL".to_owned(), |id| id.to_string());
        let (points, status) = (
            if self.bad { "'x'" } else { "'5'" },
            if self.test { "'test'" } else { "NULL" },
        );
        format!(
            "({id}, {}, {}, {points}, {}, {}, {status})",
            sql(self.name),
            sql(self.city),
            sql(self.email),
            sql(self.joined)
        )
    }

    fn csv(&self) -> String {
        let quoted = |value: Option<&str>| {
            value.map_or(String::new(), |value| {
                format!("\"{}\"", value.replace('"', "\"\""))
            })
        };
        let id = self.id.map_or(String::new(), |id| id.to_string());
        let (points, status) = (
            if self.bad { "x" } else { "5" },
            if self.test { "test" } else { "" },
        );
        let [name, city, email, joined] =
            [self.name, self.city, self.email, self.joined].map(quoted);
        format!("{id},{name},{city},{email},{points},{joined},{status}\n")
    }
}

fn customer_dimension(world: &World) -> Vec<Version> {
    world
        .ask(
            "SELECT customer_id || char(31) || valid_from || char(31) || valid_to || char(31) || \
             is_current || char(31) || ifnull(name, 'NULL')
               || char(31) || ifnull(city, 'NULL') || char(31) || ifnull(email, 'NULL') || \
             char(31) || ifnull(joined, 'NULL')
             FROM dim_customer WHERE customer_sk > 0",
        )
        .iter()
        .map(|line| version(line))
        .collect()
}

/// key, from, to, current, two of type 2, one of type 1, one of type 0.
fn version(line: &str) -> Version {
    let cells: Vec<&str> = line.split('\u{1f}').collect();
    Version {
        key: cells[0].to_owned(),
        from: cells[1].to_owned(),
        to: cells[2].to_owned(),
        current: cells[3] == "1",
        type2: vec![cells[4].to_owned(), cells[5].to_owned()],
        type1: cells[6].to_owned(),
        type0: cells[7].to_owned(),
    }
}

/// Loads night after night in both ways, and compares with each other and with the model.
fn nights(
    loads: &[Vec<Row>],
    rules: Rules,
    job: &str,
    table: &str,
    way: Way,
    fill: impl Fn(&World, usize),
    dimension: impl Fn(&World) -> Vec<Version>,
) -> Result<(), TestCaseError> {
    let (alone, together) = (World::new(), World::new());
    let mut model = Model::default();
    for (night, rows) in loads.iter().enumerate() {
        let number = u32::try_from(night).unwrap() + 1;
        fill(&alone, night);
        fill(&together, night);
        let sequential = alone.job(job).lenient().on(number).ok();
        let parallel = together
            .job(job)
            .lenient()
            .on(number)
            .parallel(way.workers, way.chunk)
            .ok();
        let effective = if rules.first_from.is_some() {
            day(number)
        } else {
            day(number).trim_end_matches('Z').to_owned()
        };
        let expected = model.load(rows, rules, &effective);
        let counts = sequential.counts;
        let told = Outcome {
            inserted: counts.inserted,
            versioned: counts.versioned,
            updated: counts.updated,
            closed: counts.closed,
            unchanged: counts.unchanged,
            filtered: counts.filtered,
            rejected: counts.rejected,
            duplicates: counts.duplicates,
        };
        prop_assert_eq!(told, expected, "night {}", number);
        prop_assert_eq!(counts, parallel.counts, "night {}", number);
        prop_assert_eq!(alone.dump(table), together.dump(table), "night {}", number);
        let mut found = dimension(&alone);
        found.sort();
        prop_assert_eq!(&found, &model.versions, "night {}", number);
        if way.chunk == 1 && rows.len() > 20 {
            prop_assert!(parallel.chunks > 5, "{:?}", parallel);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 40, failure_persistence: None, ..Config::default() })]

    #[test]
    fn customers_from_a_table(loads in prop::collection::vec(customers(), 1..4), way in way()) {
        let rows: Vec<Vec<Row>> = loads.iter().map(|load| load.iter().map(|row| row.model(Some(""))).collect()).collect();
        nights(&rows, CUSTOMER, "dim_customer", "dim_customer", way, |world, night| {
            if night == 0 {
                world.shop(crate::tables::CUSTOMER);
            }
            let values: Vec<String> = loads[night].iter().map(Customer::sql).collect();
            let index = if way.indexed { "" } else { "DROP INDEX IF EXISTS customer_id;" };
            world.shop(&format!(
                "{index} DELETE FROM customer; INSERT INTO customer (id, name, city, points, email, joined, status) VALUES {}",
                values.join(", ")
            ));
        }, customer_dimension)?;
    }

    #[test]
    fn customers_from_files(loads in prop::collection::vec(customers(), 1..4), way in way()) {
        // A quoted empty text is a text, an unquoted one NULL.
        let rows: Vec<Vec<Row>> = loads.iter().map(|load| load.iter().map(|row| row.model(Some(""))).collect()).collect();
        nights(&rows, CUSTOMER, "dim_customer_file", "dim_customer", way, |world, night| {
            let mut csv = "id,name,city,email,points,joined,status\n".to_owned();
            loads[night].iter().for_each(|row| csv.push_str(&row.csv()));
            world.file("customers.csv", csv);
        }, customer_dimension)?;
    }

    #[test]
    fn accounts_from_a_query(loads in prop::collection::vec(accounts(), 1..4), way in way()) {
        let rows: Vec<Vec<Row>> = loads.iter().map(|load| load.iter().map(Account::model).collect()).collect();
        nights(&rows, ACCOUNT, "dim_account", "dim_account", way, |world, night| {
            let mut statements = if night > 0 { "DELETE FROM account;".to_owned() } else {
                "CREATE TABLE account (region TEXT, number INTEGER, owner TEXT, limit_eur INTEGER, opened TEXT, changed INTEGER);".to_owned()
            };
            if night == 0 && way.indexed {
                statements.push_str("CREATE INDEX account_key ON account (region, number);");
            }
            let values: Vec<String> = loads[night].iter().map(Account::sql).collect();
            write!(statements, "INSERT INTO account VALUES {}", values.join(", ")).unwrap();
            world.shop(&statements);
        }, account_dimension)?;
    }
}

/// A row of `account`: a key of two columns, text first.
#[derive(Debug, Clone)]
struct Account {
    region: Option<&'static str>,
    number: Option<i32>,
    owner: Option<&'static str>,
    limit: i32,
    opened: Option<&'static str>,
    changed: Option<i64>,
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let regions = prop::sample::select(vec![
        "a",
        "A",
        "aa",
        "b",
        "ä",
        "a\u{308}",
        " a",
        "O'Hara",
        "\u{1F600}",
        "\u{ffff}",
        "z\tz",
        "a\n",
    ]);
    let region = prop_oneof![1 => Just(None), 1 => Just(Some("")), 40 => regions.prop_map(Some)];
    let number = prop_oneof![1 => Just(None), 40 => (-2_i32..3).prop_map(Some), 3 => prop::sample::select(vec![i32::MIN, i32::MAX]).prop_map(Some)];
    let row = (
        region,
        number,
        word(),
        0_i32..3,
        word(),
        prop_oneof![1 => Just(None), 6 => (0_i64..4).prop_map(Some)],
    )
        .prop_map(|(region, number, owner, limit, opened, changed)| Account {
            region,
            number,
            owner,
            limit,
            opened,
            changed,
        });
    prop::collection::vec(row, 1..50)
}

impl Account {
    fn model(&self) -> Row {
        let key = match (self.region, self.number) {
            (Some(region), Some(number)) if !region.is_empty() => {
                Some(format!("{region}/{number}"))
            }
            _ => None,
        };
        // The query leaves nothing out: no region is '-'.
        Row {
            key,
            filtered: false,
            bad: false,
            type2: vec![text(self.owner)],
            type1: self.limit.to_string(),
            type0: text(self.opened),
            order: self.changed.unwrap_or(-1),
        }
    }

    fn sql(&self) -> String {
        let number =
            |value: Option<i64>| value.map_or("NULL".to_owned(), |value| value.to_string());
        let (id, changed) = (number(self.number.map(i64::from)), number(self.changed));
        format!(
            "({}, {id}, {}, {}, {}, {changed})",
            sql(self.region),
            sql(self.owner),
            self.limit,
            sql(self.opened)
        )
    }
}

fn account_dimension(world: &World) -> Vec<Version> {
    let lines = world.ask(
        "SELECT region || '/' || number || char(31) || begins || char(31) || ifnull(ends, 'NULL') \
         || char(31) || (latest = 'Y') || char(31)
           || ifnull(owner, 'NULL') || char(31) || '' || char(31) || limit_eur || char(31) || \
         ifnull(opened, 'NULL')
         FROM dim_account",
    );
    let one = |line: &String| {
        let mut version = version(line);
        version.type2.truncate(1);
        version
    };
    lines.iter().map(one).collect()
}
