//! Runs of jobs: what is asked for, done here or in another process, and what must hold after each.

use std::path::PathBuf;

use loadwright_runtime::connections::{Connection, Connections, LedgerPlace};
use loadwright_runtime::error::{Error, Kind};
use loadwright_runtime::options::{Options, ResumeMode};
use loadwright_runtime::program::Programs;
use loadwright_runtime::report::{Report, RunError, Status};
use loadwright_runtime::stop::Stop;
use loadwright_runtime::tasks::{self, Task};
use loadwright_runtime::vars::Vars;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Route, World};

/// The `n`th day of the scenarios, as an effective time.
pub fn day(n: u32) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    format!(
        "{}T00:00:00.000000Z",
        first + chrono::Days::new(u64::from(n) - 1)
    )
}

impl World {
    pub fn job(&self, job: &str) -> Run<'_> {
        let ask = Ask {
            job: job.to_owned(),
            folder: self.path(""),
            route: Route::of_test(),
            server: self.source_server().map(|server| server.url.clone()),
            apart: self.server_apart().map(|server| server.url.clone()),
            connections: None,
            env: None,
            vars: Vec::new(),
            at: None,
            parallel: None,
            min_rows: 0,
            resume: Mode::Auto,
            dry_run: false,
            allow_mass_close: false,
            compare_columns: false,
            no_ddl: false,
            params: Vec::new(),
            ledger: None,
            tasks: Vec::new(),
            failpoints: None,
            session: serde_json::json!({
                "rejects": {"max_rows": 0},
                "retry": {"initial_delay_ms": 10, "max_delay_ms": 100},
            }),
        };
        Run { world: self, ask }
    }

    /// Makes the ledger's tables, for what a test wants to put there before its first run.
    pub fn make_ledger(&self) {
        self.shop("CREATE TABLE IF NOT EXISTS stock (item TEXT, quantity INTEGER)");
        self.job("fact_stock").ok();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    Auto,
    Latest,
    Fresh,
}

/// All that a run is asked for, so that it can be done here or in another process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    pub job: String,
    pub folder: PathBuf,
    route: Route,
    server: Option<String>,
    /// The warehouse's server, where it is another.
    apart: Option<String>,
    /// A connections file, in place of what the route says.
    connections: Option<PathBuf>,
    env: Option<String>,
    /// What the file may refer to.
    vars: Vec<(String, String)>,
    at: Option<String>,
    parallel: Option<(u64, u64)>,
    min_rows: u64,
    resume: Mode,
    dry_run: bool,
    allow_mass_close: bool,
    compare_columns: bool,
    no_ddl: bool,
    params: Vec<(String, String)>,
    ledger: Option<(String, String)>,
    session: serde_json::Value,
    /// Tasks of a run to execute, in place of a run.
    pub tasks: Vec<Task>,
    /// Faults on purpose, for a run in another process.
    pub failpoints: Option<String>,
}

/// A run to be.
#[derive(Clone)]
pub struct Run<'w> {
    pub world: &'w World,
    pub ask: Ask,
}

impl Run<'_> {
    /// With the effective time of a day.
    pub fn on(mut self, n: u32) -> Self {
        self.ask.at = Some(day(n));
        self
    }

    pub fn at(mut self, instant: &str) -> Self {
        self.ask.at = Some(instant.to_owned());
        self
    }

    /// With parallel on, this many workers, and chunks of so many rows.
    pub fn parallel(mut self, workers: u64, chunk: u64) -> Self {
        self.ask.parallel = Some((workers, chunk));
        self
    }

    pub fn min_rows(mut self, rows: u64) -> Self {
        self.ask.min_rows = rows;
        self
    }

    pub fn resume(mut self) -> Self {
        self.ask.resume = Mode::Latest;
        self
    }

    pub fn fresh(mut self) -> Self {
        self.ask.resume = Mode::Fresh;
        self
    }

    pub fn dry(mut self) -> Self {
        self.ask.dry_run = true;
        self
    }

    pub fn allow_mass_close(mut self) -> Self {
        self.ask.allow_mass_close = true;
        self
    }

    pub fn compare_columns(mut self) -> Self {
        self.ask.compare_columns = true;
        self
    }

    /// Over another way to the same server.
    pub fn over(mut self, url: &str) -> Self {
        self.ask.server = Some(url.to_owned());
        self
    }

    pub fn no_ddl(mut self) -> Self {
        self.ask.no_ddl = true;
        self
    }

    /// By a connections file of this text, with these variables.
    pub fn connections(mut self, text: &str, vars: &[(&str, &str)]) -> Self {
        let path = self.world.path("connections.yaml");
        std::fs::write(&path, text).unwrap();
        self.ask.connections = Some(path);
        self.ask.vars = vars
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        self
    }

    /// With source and warehouse on this server.
    pub fn at_url(mut self, url: &str) -> Self {
        self.ask.server = Some(url.to_owned());
        self.ask.apart = None;
        self
    }

    pub fn param(mut self, name: &str, value: &str) -> Self {
        self.ask.params.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the ledger in a schema of its own, under other names.
    pub fn ledger(mut self, schema: &str, prefix: &str) -> Self {
        self.ask.ledger = Some((schema.to_owned(), prefix.to_owned()));
        self
    }

    pub fn rejects(self, limit: serde_json::Value) -> Self {
        self.session("rejects", limit)
    }

    /// Tolerates any number of rejects, and of closed keys.
    pub fn lenient(self) -> Self {
        self.rejects(serde_json::json!({"max_rows": 1_000_000}))
            .session("close_limit", serde_json::json!({"percent": 100}))
    }

    pub fn session(mut self, name: &str, value: serde_json::Value) -> Self {
        self.ask.session[name] = value;
        self
    }

    /// With faults on purpose: see `loadwright_runtime::failpoint`. Only for a run in another
    /// process.
    pub fn failing(mut self, points: &str) -> Self {
        self.ask.failpoints = Some(points.to_owned());
        self
    }

    /// Runs here. Totals balance whatever the end.
    pub fn go(self) -> Result<Report, Box<RunError>> {
        let result = self.ask.run(Stop::new()).map_err(Box::new);
        let report = match &result {
            Ok(report) => Some(report),
            Err(failed) => failed.report.as_deref(),
        };
        if let Some(report) = report {
            assert!(report.counts.balance(), "totals do not balance: {report:?}");
            if report.run_id > 0 && self.ask.ledger.is_none() {
                check_ledger(self.world, report);
            }
        }
        result
    }

    /// Runs here, and well.
    #[track_caller]
    pub fn ok(self) -> Report {
        match self.go() {
            Ok(report) => {
                assert_eq!(report.status, Status::Succeeded);
                report
            }
            Err(failed) => panic!("the run failed: {}", failed.error.chain()),
        }
    }

    /// Runs here, and is to fail.
    #[track_caller]
    pub fn fails(self, kind: Kind) -> Box<RunError> {
        match self.go() {
            Ok(report) => panic!("the run was to fail, and came to {report:?}"),
            Err(failed) => {
                assert_eq!(failed.error.kind(), kind, "{}", failed.error.chain());
                failed
            }
        }
    }
}

/// The report is what the ledger says, and the run's totals are its chunks'.
fn check_ledger(world: &World, report: &Report) {
    let connection = world.connect();
    let sum = |table: &str, more: &str| -> Vec<i64> {
        let columns = [
            "rows_read",
            "inserted",
            "versioned",
            "updated",
            "unchanged",
            "filtered",
            "rejected",
            "duplicates",
        ];
        columns
            .map(|column| {
                let sql = format!(
                    "SELECT coalesce(sum({column}), 0) FROM {table} WHERE run_id = ?1 {more}"
                );
                connection
                    .query_row(&sql, params![report.run_id], |row| row.get(0))
                    .unwrap()
            })
            .to_vec()
    };
    assert_eq!(
        sum("lw_run", ""),
        sum("lw_chunk", "AND status = 'DONE'"),
        "run and chunks differ"
    );
    let counts = report.counts;
    let told = [
        counts.rows_read,
        counts.inserted,
        counts.versioned,
        counts.updated,
        counts.unchanged,
        counts.filtered,
        counts.rejected,
        counts.duplicates,
    ];
    assert_eq!(
        sum("lw_run", ""),
        told.map(|count| i64::try_from(count).unwrap()).to_vec(),
        "report and ledger differ"
    );
    assert_eq!(world.status(report.run_id), report.status.as_str());
}

impl Ask {
    /// Runs the job in this process.
    pub fn run(&self, stop: Stop) -> Result<Report, RunError> {
        // The session's file lives as long as the run.
        let (options, _session) = self.options(stop);
        match self.job.as_str() {
            "dim_account" => dim_account::run(&options),
            "dim_airline" => dim_airline::run(&options),
            "dim_by_integer" => dim_by_integer::run(&options),
            "dim_by_text" => dim_by_text::run(&options),
            "dim_by_timestamp" => dim_by_timestamp::run(&options),
            "dim_by_uuid" => dim_by_uuid::run(&options),
            "dim_contract" => dim_contract::run(&options),
            "dim_customer" => dim_customer::run(&options),
            "dim_customer_file" => dim_customer_file::run(&options),
            "dim_customer_wide" => dim_customer_wide::run(&options),
            "dim_day" => dim_day::run(&options),
            "dim_doc" => dim_doc::run(&options),
            "dim_event" => dim_event::run(&options),
            "dim_feed" => dim_feed::run(&options),
            "dim_header" => dim_header::run(&options),
            "dim_mark" => dim_mark::run(&options),
            "dim_own" => dim_own::run(&options),
            "dim_member" => dim_member::run(&options),
            "dim_name" => dim_name::run(&options),
            "dim_part" => dim_part::run(&options),
            "dim_price" => dim_price::run(&options),
            "dim_product" => dim_product::run(&options),
            "dim_quote" => dim_quote::run(&options),
            "dim_rate" => dim_rate::run(&options),
            "dim_store" => dim_store::run(&options),
            "dim_tariff" => dim_tariff::run(&options),
            "dim_type" => dim_type::run(&options),
            "fact_event" => fact_event::run(&options),
            "fact_log" => fact_log::run(&options),
            "fact_order" => fact_order::run(&options),
            "fact_sale" => fact_sale::run(&options),
            "fact_stock" => fact_stock::run(&options),
            "mirror_stock" => mirror_stock::run(&options),
            "stage_sale" => stage_sale::run(&options),
            "stage_word" => stage_word::run(&options),
            other => panic!("there is no job {other}"),
        }
    }

    /// The tasks of the target's latest run.
    pub fn tasks(&self) -> Vec<Task> {
        let (options, _session) = self.options(Stop::new());
        match self.job.as_str() {
            "dim_customer" => tasks::tasks::<dim_customer::DimCustomer>(&options),
            "dim_quote" => tasks::tasks::<dim_quote::DimQuote>(&options),
            "fact_log" => tasks::tasks::<fact_log::FactLog>(&options),
            "fact_sale" => tasks::tasks::<fact_sale::FactSale>(&options),
            other => panic!("there are no tasks of {other}"),
        }
        .unwrap()
    }

    /// Executes the tasks that are asked for.
    pub fn work(&self, stop: Stop) -> Result<u64, Error> {
        fn work<J: Programs>(ask: &Ask, stop: Stop) -> Result<u64, Error> {
            let (options, _session) = ask.options(stop);
            tasks::work::<J>(&options, &ask.tasks)
        }
        match self.job.as_str() {
            "dim_customer" => work::<dim_customer::DimCustomer>(self, stop),
            "dim_quote" => work::<dim_quote::DimQuote>(self, stop),
            "fact_log" => work::<fact_log::FactLog>(self, stop),
            "fact_sale" => work::<fact_sale::FactSale>(self, stop),
            other => panic!("there are no tasks of {other}"),
        }
    }

    pub fn options(&self, stop: Stop) -> (Options, tempfile::NamedTempFile) {
        let session = tempfile::Builder::new().suffix(".json").tempfile().unwrap();
        std::fs::write(session.path(), self.session.to_string()).unwrap();
        let mut options = Options {
            params: self.params.clone(),
            session_params: Some(session.path().to_owned()),
            resume: match self.resume {
                Mode::Auto => ResumeMode::Auto,
                Mode::Latest => ResumeMode::Resume,
                Mode::Fresh => ResumeMode::Fresh,
            },
            dry_run: self.dry_run,
            allow_mass_close: self.allow_mass_close,
            effective_at: self.at.as_deref().map(|at| at.parse().unwrap()),
            compare_columns: self.compare_columns,
            no_ddl: self.no_ddl,
            stop,
            vars: Vars::of(self.vars.iter().cloned()),
            ..Options::default()
        };
        options = match &self.connections {
            None => options.connections(self.given_connections()),
            Some(file) => options.connections_file(file),
        };
        if let Some(env) = &self.env {
            options = options.env(env);
        }
        if let Some((workers, chunk)) = self.parallel {
            options = options
                .enable_parallel(true)
                .max_workers(workers)
                .chunk_size(chunk)
                .min_rows_for_parallel(self.min_rows);
        }
        (options, session)
    }

    fn given_connections(&self) -> Connections {
        let log = |schema: &str, prefix: &str| LedgerPlace {
            schema: schema.to_owned(),
            prefix: prefix.to_owned(),
            keep_runs_days: None,
            keep_rejects_days: None,
        };
        let sqlite = |name: &str, file: &str| {
            Connection::sqlite(name, self.folder.join(file), log("main", "lw_"))
        };
        let from_files = matches!(
            self.job.as_str(),
            "dim_airline"
                | "dim_customer_file"
                | "dim_header"
                | "dim_product"
                | "dim_quote"
                | "dim_store"
                | "fact_sale"
                | "stage_sale"
                | "stage_word"
        );
        let postgres = |name: &str, schema: &str, url: Option<&str>| {
            let (place, prefix) = self
                .ledger
                .clone()
                .unwrap_or_else(|| (schema.to_owned(), "lw_".to_owned()));
            Connection::postgres(name, url.unwrap(), schema, log(&place, &prefix))
        };
        let source = match from_files {
            true => Connection::files("files", self.folder.join("files")),
            false if self.route == Route::Sqlite => sqlite("shop", "shop.db"),
            false => postgres("shop", "shop", self.server.as_deref()),
        };
        let target = match self.route {
            Route::Postgres => postgres(
                "warehouse",
                "dw",
                self.apart.as_deref().or(self.server.as_deref()),
            ),
            Route::Sqlite | Route::PostgresToSqlite => sqlite("warehouse", "warehouse.db"),
        };
        Connections {
            environment: None,
            source,
            target,
        }
    }
}
