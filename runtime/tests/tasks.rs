//! Chunks as tasks: other processes execute them, in any order, twice, or late, and the table is
//! that of an undisturbed run.

use loadwright_runtime::tasks::Task;

use crate::support::{Run, World};

/// A run that is planned, and whose process is gone then.
fn planned(run: &Run<'_>) -> Vec<Task> {
    assert_eq!(
        run.clone()
            .failing("plan.committed=1*return(kill)")
            .elsewhere()
            .end()
            .0,
        None
    );
    let tasks = run.ask.tasks();
    // What another process is given is text.
    let text = serde_json::to_string(&tasks).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Task>>(&text).unwrap(), tasks);
    tasks
}

fn working<'w>(run: &Run<'w>, tasks: &[Task]) -> Run<'w> {
    let mut run = run.clone();
    run.ask.tasks = tasks.to_vec();
    run
}

/// Executes tasks in another process: how it ends, and what it tells.
fn work(run: &Run<'_>, tasks: &[Task]) -> (Option<i32>, serde_json::Value) {
    working(run, tasks).elsewhere().end()
}

/// All tasks in three processes at once, some of them in two; then the run, which finds nothing to
/// load.
fn by_others(run: &Run<'_>, run_id: i64) {
    let tasks = planned(run);
    assert!(tasks.len() > 3, "{}", tasks.len());
    let (first, second) = tasks.split_at(tasks.len() / 2);
    let processes =
        [first, second, &tasks[1..3]].map(|tasks| (tasks.len(), working(run, tasks).elsewhere()));
    for (asked, process) in processes {
        assert_eq!(
            process.end(),
            (Some(0), serde_json::json!({ "done": asked }))
        );
    }
    assert_eq!(
        run.world.number(&format!(
            "SELECT count(*) FROM lw_chunk WHERE run_id = {run_id} AND status <> 'DONE'"
        )),
        0
    );
    // Once more changes nothing.
    assert_eq!(
        work(run, &tasks),
        (Some(0), serde_json::json!({ "done": tasks.len() }))
    );
    let report = run.clone().ok();
    assert!(report.resumed && report.run_id == run_id, "{report:?}");
    assert!(run.ask.tasks().is_empty());
    // The lease was raised since.
    let (code, answer) = work(run, &tasks);
    assert_eq!(code, Some(5), "{answer}");
}

fn customers(index: bool) -> World {
    let world = World::with_many_customers(900);
    if !index {
        world.shop(
            "CREATE TABLE copy AS SELECT * FROM customer; DROP TABLE customer; ALTER TABLE copy \
             RENAME TO customer",
        );
    }
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(900);
    world
}

#[test]
fn ranges_and_partitions_are_loaded_by_other_processes() {
    for index in [true, false] {
        let undisturbed = customers(index);
        undisturbed.job("dim_customer").on(2).lenient().ok();
        let world = customers(index);
        by_others(
            &world.job("dim_customer").on(2).lenient().parallel(2, 60),
            2,
        );
        assert_eq!(
            world.dump("dim_customer"),
            undisturbed.dump("dim_customer"),
            "with an index: {index}"
        );
    }
}

#[test]
fn files_are_loaded_by_other_processes() {
    let world = World::new();
    world.make_ledger();
    let rows: String = (0..600).map(|n| format!("{n},note,1.00\n")).collect();
    world.file("sales.csv", format!("sale,note,amount\n{rows}"));
    by_others(&world.job("fact_sale").parallel(2, 50), 2);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT sale) FROM fact_sale"),
        ["600|600"]
    );

    let quotes: String = (1..=300).map(|n| format!("code {n},{n}\n")).collect();
    world.file("quotes.csv", format!("code,quote\n{quotes}"));
    by_others(&world.job("dim_quote").on(1).parallel(2, 20), 3);
    assert_eq!(
        world.ask("SELECT count(*), count(DISTINCT code) FROM dim_quote WHERE is_current"),
        ["300|300"]
    );
}

#[test]
fn a_table_without_a_key_is_loaded_by_another_process() {
    let world = World::new();
    world.make_ledger();
    world.shop("CREATE TABLE log (id integer, v text); INSERT INTO log VALUES (1, 'a'), (2, 'b')");
    world.warehouse("CREATE TABLE hook_log (hook text); CREATE TABLE hook_gate (name text)");
    let run = world.job("fact_log");
    let tasks = planned(&run);
    assert_eq!(tasks.len(), 1);
    let twice = [work(&run, &tasks), work(&run, &tasks)];
    assert_eq!(
        twice,
        [
            (Some(0), serde_json::json!({"done": 1})),
            (Some(0), serde_json::json!({"done": 1}))
        ]
    );
    assert_eq!(run.ok().counts.inserted, 2);
    assert_eq!(world.number("SELECT count(*) FROM fact_log"), 2);
}

#[test]
fn a_task_of_another_source_spec_or_run_is_refused() {
    let world = customers(true);
    let run = world.job("dim_customer").on(2).lenient().parallel(2, 60);
    let tasks = planned(&run);
    let (code, answer) = work(&run.clone().param("no_such", "1"), &tasks);
    assert_eq!(code, Some(2), "{answer}");
    let mut bounds: Vec<serde_json::Value> =
        serde_json::from_value(serde_json::to_value(&tasks).unwrap()).unwrap();
    bounds[0]["bounds"] = serde_json::json!("null_key");
    let wrong: Vec<Task> = serde_json::from_value(bounds.into()).unwrap();
    let (code, answer) = work(&run, &wrong[..1]);
    assert!(
        code == Some(2)
            && answer["error"]
                .as_str()
                .unwrap()
                .contains("has no such chunk"),
        "{answer}"
    );
    run.clone().fresh().ok();
    let (code, answer) = work(&run, &tasks);
    assert_eq!(code, Some(5), "{answer}");
}
