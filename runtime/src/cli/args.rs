//! The commands and their flags.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::help;
use crate::info::JobInfo;
use crate::options::{ConnectionsFrom, Flags, Options, ResumeMode};
use crate::preview::PreviewOf;
use crate::settings::parse_bool;
use crate::value::TimestampTz;
use crate::value::parse::timestamptz;

/// The command line of a job's binary.
#[derive(Debug, Parser)]
#[command(disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) place: Place,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// Which connections.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The environment of connections.yaml to use; else LOADWRIGHT_ENV
    #[arg(long, value_name = "NAME", global = true, help_heading = "Connections")]
    env: Option<String>,

    /// The connections file; else LOADWRIGHT_CONNECTIONS, else connections.yaml in the working
    /// directory or above
    #[arg(long, value_name = "FILE", global = true, help_heading = "Connections")]
    connections: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Load the target; go on with an unfinished run if there is one
    Run(Run),
    /// Show the chunks that a run would load, and each setting with its layer
    Plan(Tuning),
    /// Show the first rows of the source beside their target rows, and rejects with their reasons
    Preview(Preview),
    /// Show the latest run of each target: progress, rows by outcome, heartbeat, message
    Status(Shown),
    /// List the latest runs
    History(History),
    /// Ask the runs that are going on to end at the next chunk boundary
    Stop,
    /// List rows that a run rejected, with column, value and reason
    Rejects(Rejects),
    /// Print the statements that create the target table and its indexes
    Ddl(Params),
    /// Compare source and target with what the job was compiled for
    Check(Params),
}

/// Values of the job's params.
#[derive(Debug, Args)]
pub(super) struct Params {
    /// A run parameter of the job; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,

    /// A YAML or JSON file with parallel settings, `params`, `rejects`, `close_limit`, `retry`;
    /// below flags, above the environment
    #[arg(long, value_name = "FILE")]
    session_params: Option<PathBuf>,
}

/// Params and the parallel settings.
#[derive(Debug, Args)]
pub(super) struct Tuning {
    #[command(flatten)]
    params: Params,

    /// Run chunks in parallel; `=false` turns it off, whatever lower layers say [env:
    /// MAPPER_PARALLEL_ENABLED]
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = truth,
        help_heading = "Parallel"
    )]
    enable_parallel: Option<bool>,

    /// Upper limit of workers, at least 1 [env: MAPPER_MAX_WORKERS]
    #[arg(long, value_name = "N", help_heading = "Parallel")]
    max_workers: Option<u64>,

    /// Rows a chunk, at least 1 [env: MAPPER_CHUNK_SIZE]
    #[arg(long, value_name = "N", help_heading = "Parallel")]
    chunk_size: Option<u64>,

    /// Below this many estimated rows one worker runs [env: MAPPER_MIN_ROWS_FOR_PARALLEL]
    #[arg(long, value_name = "N", help_heading = "Parallel")]
    min_rows_for_parallel: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    tuning: Tuning,

    /// Go on with the unfinished run, however old; an error if there is none to go on with
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,

    /// Begin anew, and mark an unfinished run as abandoned
    #[arg(long)]
    fresh: bool,

    /// Read, compare and count, but write nothing; shows samples of what would change
    #[arg(long, conflicts_with = "resume")]
    dry_run: bool,

    /// Let this run close more rows than `close_limit` allows; with --resume after a refused run,
    /// only the closing is done
    #[arg(long)]
    allow_mass_close: bool,

    /// Effective time of new versions, for loading past dates: `2013-06-30`,
    /// `2013-06-30T12:00:00Z`; UTC where no zone is given
    #[arg(long, value_name = "TIME", value_parser = instant)]
    effective_at: Option<TimestampTz>,

    /// Compare by row hash, or column by column, which also finds and repairs rows that were edited
    /// by hand
    #[arg(long, value_name = "HOW", default_value = "hash")]
    compare: Compare,

    /// Create nothing: the target table must be there
    #[arg(long)]
    no_ddl: bool,

    /// Print the run's report as one line of JSON on stdout; what people read goes to stderr
    #[arg(long)]
    pub(super) json: bool,

    /// Show no progress
    #[arg(long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Compare {
    Hash,
    Columns,
}

#[derive(Debug, Args)]
pub(super) struct Preview {
    #[command(flatten)]
    params: Params,

    /// How many rows at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    rows: usize,

    /// Only rows that would be rejected, wherever in the source they are
    #[arg(long)]
    rejected: bool,

    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct Shown {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct History {
    /// How many runs, newest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) limit: u32,

    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct Rejects {
    /// The run; else the latest one
    #[arg(long, value_name = "RUN_ID")]
    pub(super) run: Option<i64>,

    /// How many rows at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: u32,

    #[command(flatten)]
    pub(super) shown: Shown,
}

impl Place {
    pub(super) fn options(&self) -> Options {
        let connections = ConnectionsFrom::File {
            path: self.connections.clone(),
            env: self.env.clone(),
        };
        Options {
            connections,
            ..Options::default()
        }
    }
}

impl Params {
    pub(super) fn apply(self, options: Options) -> Options {
        Options {
            params: self.params,
            session_params: self.session_params,
            ..options
        }
    }
}

impl Preview {
    pub(super) fn of(&self) -> PreviewOf {
        PreviewOf {
            rows: self.rows,
            rejected: self.rejected,
        }
    }

    pub(super) fn apply(self, options: Options) -> Options {
        self.params.apply(options)
    }
}

impl Tuning {
    pub(super) fn apply(self, options: Options) -> Options {
        let flags = Flags {
            enable_parallel: self.enable_parallel,
            max_workers: self.max_workers,
            chunk_size: self.chunk_size,
            min_rows_for_parallel: self.min_rows_for_parallel,
        };
        Options {
            flags,
            ..self.params.apply(options)
        }
    }
}

impl Run {
    pub(super) fn apply(self, options: Options) -> Options {
        let resume = match (self.resume, self.fresh) {
            (true, _) => ResumeMode::Resume,
            (false, true) => ResumeMode::Fresh,
            (false, false) => ResumeMode::Auto,
        };
        Options {
            resume,
            dry_run: self.dry_run,
            allow_mass_close: self.allow_mass_close,
            effective_at: self.effective_at,
            compare_columns: self.compare == Compare::Columns,
            no_ddl: self.no_ddl,
            ..self.tuning.apply(options)
        }
    }
}

/// The command line, with the job's name in its help and examples.
pub(super) fn command(info: &'static JobInfo) -> clap::Command {
    let about = if info.description.is_empty() {
        format!("Loads {}", info.target.table)
    } else {
        info.description.to_owned()
    };
    let mut command = Cli::command()
        .name(info.name)
        .bin_name(info.name)
        .about(about)
        .version(concat!("(runtime ", env!("CARGO_PKG_VERSION"), ")"))
        .after_help(help::overview(info));
    for (name, text) in help::commands(info) {
        command = command.mut_subcommand(name, |subcommand| subcommand.after_help(text));
    }
    command
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

fn truth(text: &str) -> Result<bool, String> {
    parse_bool(text).ok_or_else(|| "write true or false".to_owned())
}

/// An instant; without a zone it is UTC, and a date is its midnight.
fn instant(text: &str) -> Result<TimestampTz, String> {
    timestamptz(text.trim(), "UTC")
        .map_err(|_| "write a date or an ISO 8601 time, such as 2013-06-30T12:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::FromArgMatches;

    use super::*;
    use crate::fixture::AIRPORTS;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        let arguments = std::iter::once("dim_airport").chain(line.split_whitespace());
        command(&AIRPORTS)
            .try_get_matches_from(arguments)
            .and_then(|matches| Cli::from_arg_matches(&matches))
    }

    fn run_options(line: &str) -> Options {
        let cli = parse(line).unwrap();
        let options = cli.place.options();
        match cli.command {
            Command::Run(run) => run.apply(options),
            Command::Plan(tuning) => tuning.apply(options),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        command(&AIRPORTS).debug_assert();
    }

    #[test]
    fn flags_become_options() {
        let options = run_options(
            "run --env dev --connections c.yaml --enable-parallel --max-workers 4 --chunk-size 0 \
             --min-rows-for-parallel 7 --session-params s.yaml --param a=1 --param b=x=y --fresh \
             --allow-mass-close --effective-at 2013-06-30 --compare columns --no-ddl",
        );
        let ConnectionsFrom::File { path, env } = &options.connections else {
            panic!("given")
        };
        assert_eq!(
            (path.as_deref().unwrap().to_str(), env.as_deref()),
            (Some("c.yaml"), Some("dev"))
        );
        assert_eq!(
            options.flags,
            Flags {
                enable_parallel: Some(true),
                max_workers: Some(4),
                chunk_size: Some(0),
                min_rows_for_parallel: Some(7)
            }
        );
        assert_eq!(
            options.params,
            [
                ("a".to_owned(), "1".to_owned()),
                ("b".to_owned(), "x=y".to_owned())
            ]
        );
        assert_eq!(
            options.session_params.as_deref().unwrap().to_str(),
            Some("s.yaml")
        );
        assert_eq!(options.resume, ResumeMode::Fresh);
        assert!(
            options.allow_mass_close
                && options.compare_columns
                && options.no_ddl
                && !options.dry_run
        );
        assert_eq!(
            options.effective_at.unwrap().to_rfc3339(),
            "2013-06-30T00:00:00+00:00"
        );
    }

    #[test]
    fn a_plain_run_leaves_everything_to_the_lower_layers() {
        let options = run_options("run");
        assert_eq!(
            (options.flags, options.resume),
            (Flags::default(), ResumeMode::Auto)
        );
        assert!(
            !options.compare_columns
                && !options.dry_run
                && options.effective_at.is_none()
                && options.params.is_empty()
        );
    }

    #[test]
    fn parallel_is_turned_off_only_by_its_own_value() {
        for (line, expected) in [
            ("run --enable-parallel=false", Some(false)),
            ("run --enable-parallel=0", Some(false)),
            ("plan --enable-parallel=true", Some(true)),
            ("plan --enable-parallel", Some(true)),
            ("plan", None),
        ] {
            assert_eq!(run_options(line).flags.enable_parallel, expected, "{line}");
        }
    }

    #[test]
    fn connections_may_stand_before_the_command() {
        let options = run_options("--env dev run");
        assert!(
            matches!(options.connections, ConnectionsFrom::File { env: Some(env), .. } if env == "dev")
        );
    }

    #[test]
    fn wrong_usage_ends_with_2() {
        for line in [
            "",
            "rum",
            "run --resume --fresh",
            "run --resume --dry-run",
            "run --max-workers -1",
            "run --max-workers four",
            "run --param snapshot",
            "run --param =x",
            "run --effective-at yesterday",
            "run --effective-at 2013-02-30",
            "run --compare rows",
            "run --enable-parallel=maybe",
            "status --limit 3",
        ] {
            let error = parse(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn times_are_read_with_and_without_a_zone() {
        for (text, expected) in [
            ("2013-06-30", "2013-06-30T00:00:00+00:00"),
            ("2013-06-30T12:00:00Z", "2013-06-30T12:00:00+00:00"),
            ("2013-06-30T12:00:00+02:00", "2013-06-30T10:00:00+00:00"),
            ("2013-06-30 12:00:00+02", "2013-06-30T10:00:00+00:00"),
            (
                "2013-06-30 12:00:00.123456",
                "2013-06-30T12:00:00.123456+00:00",
            ),
            ("2013-06-30T12:00:00", "2013-06-30T12:00:00+00:00"),
        ] {
            assert_eq!(instant(text).unwrap().to_rfc3339(), expected, "{text}");
        }
    }

    #[test]
    fn help_names_the_job_and_the_exit_codes() {
        let overview = command(&AIRPORTS).render_help().to_string();
        assert!(
            overview.contains("Airports, with full history."),
            "{overview}"
        );
        assert!(
            overview.contains("dim_airport run --dry-run") && overview.contains("5  "),
            "{overview}"
        );
        for name in [
            "run", "plan", "preview", "status", "history", "stop", "rejects", "ddl", "check",
        ] {
            let mut command = command(&AIRPORTS);
            let help = command
                .find_subcommand_mut(name)
                .unwrap()
                .render_help()
                .to_string();
            assert!(help.contains(&format!("dim_airport {name}")), "{help}");
        }
    }
}
