//! The job's settings: `parallel`, `checkpoint`, `retry`, `rejects`, `close_limit`, `analyze`.

use loadwright_types::bounds::{
    ATTEMPTS, CHUNK_SIZE, DELAY_MS, MULTIPLIER, PERCENT, RESUME_WITHIN, WORKERS,
};

use crate::diag::{Diagnostic, Sink, codes};
use crate::model::{Analyze, Settings, StoreRejects};

use super::fields::{self, Fields};
use super::shape::{self, ANY_NUMBER};

/// Reads all of them.
pub(super) fn read(job: &mut Fields<'_>, sink: &mut Sink) -> Settings {
    let mut settings = Settings::default();
    parallel(job, &mut settings, sink);
    checkpoint(job, &mut settings, sink);
    retry(job, &mut settings, sink);
    rejects(job, &mut settings, sink);
    close_limit(job, &mut settings, sink);
    let words = [
        ("auto", Some(Analyze::Auto)),
        ("always", Some(Analyze::Always)),
        ("never", Some(Analyze::Never)),
    ];
    settings.analyze = job
        .get("analyze")
        .and_then(|node| fields::choice(node, "`analyze`", &words, sink))
        .map(|found| found.value);
    settings
}

fn parallel(job: &mut Fields<'_>, settings: &mut Settings, sink: &mut Sink) {
    let Some(node) = job.get("parallel") else {
        return;
    };
    let Some(mut section) = Fields::open(node, "`parallel`", &shape::PARALLEL, sink) else {
        return;
    };
    settings.enable_parallel = section
        .get("enable_parallel")
        .and_then(|node| fields::boolean(node, "`enable_parallel`", sink))
        .map(|found| found.value);
    settings.max_workers = section
        .get("max_workers")
        .and_then(|node| fields::whole(node, "`max_workers`", WORKERS, sink));
    settings.chunk_size = section
        .get("chunk_size")
        .and_then(|node| fields::whole(node, "`chunk_size`", CHUNK_SIZE, sink));
    settings.min_rows_for_parallel = section
        .get("min_rows_for_parallel")
        .and_then(|node| fields::whole(node, "`min_rows_for_parallel`", ANY_NUMBER, sink));
    section.finish(sink);
}

fn checkpoint(job: &mut Fields<'_>, settings: &mut Settings, sink: &mut Sink) {
    let Some(node) = job.get("checkpoint") else {
        return;
    };
    let Some(mut section) = Fields::open(node, "`checkpoint`", &shape::CHECKPOINT, sink) else {
        return;
    };
    settings.resume = section
        .get("enabled")
        .and_then(|node| fields::boolean(node, "`enabled`", sink))
        .map(|found| found.value);
    settings.resume_within_seconds = section
        .get("resume_within")
        .and_then(|node| fields::time(node, "`resume_within`", &RESUME_WITHIN, sink));
    section.finish(sink);
}

fn retry(job: &mut Fields<'_>, settings: &mut Settings, sink: &mut Sink) {
    let Some(node) = job.get("retry") else { return };
    let Some(mut section) = Fields::open(node, "`retry`", &shape::RETRY, sink) else {
        return;
    };
    settings.retry_max_attempts = section
        .get("max_attempts")
        .and_then(|node| fields::whole(node, "`max_attempts`", ATTEMPTS, sink));
    settings.retry_initial_delay_ms = section
        .get("initial_delay_ms")
        .and_then(|node| fields::whole(node, "`initial_delay_ms`", DELAY_MS, sink));
    settings.retry_multiplier = section
        .get("multiplier")
        .and_then(|node| fields::number(node, "`multiplier`", MULTIPLIER, sink));
    let most = section.get("max_delay_ms");
    settings.retry_max_delay_ms =
        most.and_then(|node| fields::whole(node, "`max_delay_ms`", DELAY_MS, sink));
    if let (Some(first), Some(longest), Some(node)) = (
        settings.retry_initial_delay_ms,
        settings.retry_max_delay_ms,
        most,
    ) && first > longest
    {
        sink.push(
            Diagnostic::error(
                codes::CONFLICT,
                "the first delay is longer than the longest",
            )
            .at(&node.span, format!("`initial_delay_ms` is {first}")),
        );
    }
    section.finish(sink);
}

fn rejects(job: &mut Fields<'_>, settings: &mut Settings, sink: &mut Sink) {
    let Some(node) = job.get("rejects") else {
        return;
    };
    let Some(mut section) = Fields::open(node, "`rejects`", &shape::REJECTS, sink) else {
        return;
    };
    let rows = section.entry("max_rows");
    let percent = section.entry("max_percent");
    if let (Some((rows, _)), Some((percent, _))) = (rows, percent) {
        sink.push(
            Diagnostic::error(
                codes::CONFLICT,
                "`max_rows` and `max_percent` exclude each other",
            )
            .at(&percent.span, "a limit by share")
            .at(&rows.span, "a limit by number"),
        );
    }
    settings.rejects_max_rows =
        rows.and_then(|(_, node)| fields::whole(node, "`max_rows`", ANY_NUMBER, sink));
    settings.rejects_max_percent =
        percent.and_then(|(_, node)| fields::number(node, "`max_percent`", PERCENT, sink));
    let words = [
        ("row", Some(StoreRejects::Row)),
        ("key", Some(StoreRejects::Key)),
        ("none", Some(StoreRejects::None)),
    ];
    settings.rejects_store = section
        .get("store")
        .and_then(|node| fields::choice(node, "`store`", &words, sink))
        .map(|found| found.value);
    section.finish(sink);
}

fn close_limit(job: &mut Fields<'_>, settings: &mut Settings, sink: &mut Sink) {
    let Some(node) = job.get("close_limit") else {
        return;
    };
    let Some(mut section) = Fields::open(node, "`close_limit`", &shape::CLOSE_LIMIT, sink) else {
        return;
    };
    settings.close_limit_percent = section
        .get("percent")
        .and_then(|node| fields::number(node, "`percent`", PERCENT, sink));
    settings.close_limit_min_rows = section
        .get("min_rows")
        .and_then(|node| fields::whole(node, "`min_rows`", ANY_NUMBER, sink));
    section.finish(sink);
}
