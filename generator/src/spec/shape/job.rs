//! The job document.

use loadwright_types::bounds::{
    ATTEMPTS, CHUNK_SIZE, DELAY_MS, MULTIPLIER, PERCENT, RESUME_WITHIN, WORKERS,
};

use super::Shape::{
    Boolean, Choice, Either, List, LowerName, Name, Number, Params, Text, Time, Type, Version,
    Whole,
};
use super::{ANY_NUMBER, Field, INLINE_MAPPING, Section, Shape};

/// The document.
pub(in crate::spec) const JOB: Section = Section::new(
    "A load job: a mapping, where it reads from and writes to, and how it runs. It becomes one \
     crate and one binary.",
    &[
        Field::new("version", Version, "Version of the spec: 1.").examples(&["1"]),
        Field::new(
            "job",
            LowerName,
            "The job's name, `[a-z][a-z0-9_]*`: names the crate, the binary and the rows of the \
             job log.",
        )
        .examples(&["dim_airport"]),
        Field::new(
            "description",
            Text,
            "What the job is for, in a line: shown in its README and its help.",
        )
        .examples(&["Airports, with full history."]),
        Field::new(
            "mapping",
            Either(&[Name, Shape::Section(&INLINE_MAPPING)]),
            "The mapping: a path relative to this file, or the whole mapping inline.",
        )
        .examples(&["mappings/dim_airport.yaml"]),
        Field::new(
            "connections",
            Name,
            "The connections file, relative to this file. Default: the nearest `connections.yaml` \
             at or above it.",
        )
        .examples(&["../connections.yaml"]),
        Field::new(
            "override",
            Shape::Section(&OVERRIDE),
            "What this job takes instead of the mapping's own source or target table.",
        )
        .examples(&["{file: 'eu/airports_*.csv', table: dim_airport_eu}"]),
        Field::new("source", Name, "The connection that is read.").examples(&["nyc_files"]),
        Field::new(
            "target",
            Name,
            "The connection of the database that is written.",
        )
        .examples(&["warehouse"]),
        Field::new(
            "load",
            Choice(&["full", "incremental"]),
            "`full`: the source is the whole truth, and a key that it no longer holds is gone \
             (see `on_source_delete`). `incremental` (default): it holds some keys only.",
        )
        .default("incremental")
        .examples(&["full"]),
        Field::new(
            "params",
            Params(&PARAM),
            "Run parameters by name, given by `--param NAME=VALUE`. `:name` in queries and \
             expressions (bound, never pasted); `${name}` in file, table and schema names.",
        )
        .examples(&["{snapshot: {type: text, default: '2013'}}"]),
        Field::new(
            "parallel",
            Shape::Section(&PARALLEL),
            "Chunks and workers. Flags, session parameters and the environment override it.",
        )
        .examples(&["{enable_parallel: true, max_workers: 4}"]),
        Field::new(
            "checkpoint",
            Shape::Section(&CHECKPOINT),
            "Whether the next run goes on with an unfinished one.",
        )
        .examples(&["{enabled: true, resume_within: 6 hours}"]),
        Field::new(
            "retry",
            Shape::Section(&RETRY),
            "How a chunk is tried again after a fault that may pass: a lost connection, a \
             deadlock.",
        )
        .examples(&[
            "{max_attempts: 3, initial_delay_ms: 500, multiplier: 2.0, max_delay_ms: 30000}",
        ]),
        Field::new(
            "rejects",
            Shape::Section(&REJECTS),
            "How many rows may be rejected before the run is refused, and what is kept of them.",
        )
        .examples(&["{max_rows: 0, store: row}"]),
        Field::new(
            "close_limit",
            Shape::Section(&CLOSE_LIMIT),
            "A load that would close, flag or delete more than this share of the current rows is \
             refused; `--allow-mass-close` lets it once.",
        )
        .examples(&["{percent: 20, min_rows: 10}"]),
        Field::new(
            "hooks",
            Shape::Section(&HOOKS),
            "SQL on the target before and after a run, params bound.",
        )
        .examples(&["{after_success: [{file: sql/refresh.sql}]}"]),
        Field::new(
            "analyze",
            Choice(&["auto", "always", "never"]),
            "When the target's statistics are refreshed after a run. `auto` (default): after a \
             first load, or when more than 10 % changed.",
        )
        .default("auto")
        .examples(&["always"]),
    ],
)
.require(&["version", "job", "mapping", "source", "target"]);

/// `override`.
pub(in crate::spec) const OVERRIDE: Section = Section::new(
    "What this job takes instead of the mapping's own.",
    &[
        Field::new("file", Name, "Instead of the source's `file`.")
            .examples(&["eu/airports_*.csv"]),
        Field::new("query", Name, "Instead of the source's `query`.")
            .examples(&["select * from airports where region = 'EU'"]),
        Field::new("source_table", Name, "Instead of the source's `table`.")
            .examples(&["eu.airports"]),
        Field::new("table", Name, "Instead of the target's `table`.").examples(&["dim_airport_eu"]),
    ],
);

/// One of `params`.
pub(in crate::spec) const PARAM: Section = Section::new(
    "A run parameter.",
    &[
        Field::new("type", Type { not_null: false }, "Its SQL type.").examples(&["text", "date"]),
        Field::new(
            "default",
            Text,
            "Its value where a run gives none. Without a default every run must give one.",
        )
        .examples(&["'2013'"]),
    ],
)
.require(&["type"]);

/// `parallel`.
pub(in crate::spec) const PARALLEL: Section = Section::new(
    "Chunks and workers.",
    &[
        Field::new(
            "enable_parallel",
            Boolean,
            "Run chunks in parallel. Sequential is the default.",
        )
        .default("false")
        .examples(&["true"]),
        Field::new(
            "max_workers",
            Whole(WORKERS),
            "Upper limit of workers. Default: CPU cores - 1, at least 1, at most 8.",
        )
        .examples(&["4"]),
        Field::new("chunk_size", Whole(CHUNK_SIZE), "Rows a chunk, about.")
            .default("50000")
            .examples(&["50000"]),
        Field::new(
            "min_rows_for_parallel",
            Whole(ANY_NUMBER),
            "Below this many estimated rows one worker runs.",
        )
        .default("100000")
        .examples(&["100000"]),
    ],
);

/// `checkpoint`.
pub(in crate::spec) const CHECKPOINT: Section = Section::new(
    "Going on with an unfinished run.",
    &[
        Field::new(
            "enabled",
            Boolean,
            "`false` turns only resume off: a chunk is still loaded wholly or not at all.",
        )
        .default("true")
        .examples(&["false"]),
        Field::new(
            "resume_within",
            Time(&RESUME_WITHIN),
            "An unfinished run older than this is not taken up again.",
        )
        .default("6 hours")
        .examples(&["1 day"]),
    ],
);

/// `retry`.
pub(in crate::spec) const RETRY: Section = Section::new(
    "Trying a chunk again.",
    &[
        Field::new(
            "max_attempts",
            Whole(ATTEMPTS),
            "How often a chunk is tried.",
        )
        .default("3")
        .examples(&["5"]),
        Field::new(
            "initial_delay_ms",
            Whole(DELAY_MS),
            "Milliseconds before the second attempt.",
        )
        .default("500")
        .examples(&["500"]),
        Field::new(
            "multiplier",
            Number(MULTIPLIER),
            "What each further delay is multiplied by.",
        )
        .default("2.0")
        .examples(&["2.0"]),
        Field::new(
            "max_delay_ms",
            Whole(DELAY_MS),
            "The longest delay in milliseconds.",
        )
        .default("30000")
        .examples(&["30000"]),
    ],
);

/// `rejects`.
pub(in crate::spec) const REJECTS: Section = Section {
    at_most_one_of: &["max_rows", "max_percent"],
    ..Section::new(
        "Rows that cannot be loaded.",
        &[
            Field::new(
                "max_rows",
                Whole(ANY_NUMBER),
                "More rejected rows than this, and the run is refused.",
            )
            .default("0")
            .examples(&["10"]),
            Field::new(
                "max_percent",
                Number(PERCENT),
                "A larger share of the rows read, and the run is refused. Instead of `max_rows`.",
            )
            .examples(&["0.5"]),
            Field::new(
                "store",
                Choice(&["row", "key", "none"]),
                "What the job log keeps of a rejected row: `row` (default) the whole row as JSON, \
                 `key` only its business key, `none` neither.",
            )
            .default("row")
            .examples(&["key"]),
        ],
    )
};

/// `close_limit`.
pub(in crate::spec) const CLOSE_LIMIT: Section = Section::new(
    "How much a load may close.",
    &[
        Field::new(
            "percent",
            Number(PERCENT),
            "Share of the current rows in percent.",
        )
        .default("20")
        .examples(&["20"]),
        Field::new(
            "min_rows",
            Whole(ANY_NUMBER),
            "Up to this many rows are closed whatever their share.",
        )
        .default("10")
        .examples(&["10"]),
    ],
);

/// `hooks`.
pub(in crate::spec) const HOOKS: Section = Section::new(
    "SQL on the target.",
    &[
        Field::new(
            "before_run",
            List(&HOOK_SHAPE),
            "Before the first row is read; a fault fails the run.",
        )
        .examples(&["['delete from stage_airport']"]),
        Field::new(
            "after_success",
            List(&HOOK_SHAPE),
            "After the rows are safe; a fault is told, and no reason to load again.",
        )
        .examples(&["[{file: sql/refresh.sql}]"]),
        Field::new(
            "after_failure",
            List(&HOOK_SHAPE),
            "After a run that failed.",
        )
        .examples(&["['select etl.alert()']"]),
    ],
);

const HOOK_SHAPE: Shape = Either(&[Name, Shape::Section(&HOOK)]);

/// A hook in a file.
pub(in crate::spec) const HOOK: Section = Section::new(
    "SQL in a file.",
    &[
        Field::new("file", Name, "The SQL file, relative to the job's.")
            .examples(&["sql/refresh.sql"]),
    ],
)
.require(&["file"]);
