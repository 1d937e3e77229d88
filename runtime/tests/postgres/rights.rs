//! What the job's role may not do is known before a row moves, and told with the statements to run;
//! those suffice. Rows that a policy hides are no rows that are gone.

use loadwright_runtime::error::Kind;

use crate::server::Server;
use crate::support::{World, only_on};
use crate::tables::CUSTOMER;

/// A login on the world's server, for one test.
struct Role<'w> {
    world: &'w World,
    name: String,
    url: String,
}

impl<'w> Role<'w> {
    fn new(world: &'w World) -> Role<'w> {
        let server = world.server();
        let name = server.name.replace("test_", "etl_");
        admin(world, &format!("CREATE ROLE {name} LOGIN"));
        let url = server.url.replace("loadwright@", &format!("{name}@"));
        Role { world, name, url }
    }

    fn run(&self, job: &str) -> crate::support::Run<'w> {
        self.world.job(job).at_url(&self.url).lenient()
    }

    /// What `check` says, and its exit code.
    fn check(&self) -> (i32, String) {
        let place = |schema: &str| {
            format!(
                "{{kind: [sqlite, postgres], url: \"{}\", schema: {schema}}}",
                self.url
            )
        };
        let path = self.world.path("role-connections.yaml");
        std::fs::write(
            &path,
            format!(
                "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
                place("shop"),
                place("dw")
            ),
        )
        .unwrap();
        crate::child::command(&["check", "--connections", path.to_str().unwrap()], &[])
    }

    /// Runs the job until nothing is missing, giving it after each refusal what the refusal asks
    /// for. Returns all that was asked for.
    #[track_caller]
    fn granted(&self, job: &str) -> Vec<String> {
        let mut given = Vec::new();
        for _ in 0..8 {
            let failed = match self.run(job).go() {
                Ok(_) => return given,
                Err(failed) => failed,
            };
            let told = failed.error.chain();
            assert_eq!(failed.error.kind(), Kind::Refused, "{told}");
            assert!(failed.report.is_none(), "a run was opened: {told}");
            if job == "dim_customer" {
                let (code, said) = self.check();
                assert_eq!(code, 4, "{said}");
                let statements = statements(&told);
                assert!(
                    statements.iter().all(|statement| said.contains(statement)),
                    "{statements:?} is not in {said}"
                );
            }
            let statements = statements(&told);
            assert!(!statements.is_empty(), "no statement is told: {told}");
            for statement in statements {
                admin(self.world, &statement);
                given.push(statement);
            }
        }
        panic!("it never has enough: {given:#?}");
    }
}

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let sql = format!(
            "DROP OWNED BY {name} CASCADE; DROP ROLE {name}",
            name = self.name
        );
        if !std::thread::panicking() {
            admin(self.world, &sql);
        }
    }
}

fn admin(world: &World, sql: &str) {
    world
        .server()
        .client("dw")
        .batch_execute(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// The statements that a refusal tells, one behind the colon of each line.
fn statements(told: &str) -> Vec<String> {
    let words = ["GRANT ", "CREATE ", "ALTER "];
    let of_line = |line: &str| {
        let start = words
            .iter()
            .filter_map(|word| line.find(&format!(": {word}")))
            .min()?
            + 2;
        Some(
            line[start..]
                .split("; or ")
                .next()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    told.lines().filter_map(of_line).collect()
}

/// A warehouse whose table, indexes and job log are there, and another's.
fn warehouse() -> World {
    let world = World::new();
    world.shop(CUSTOMER);
    world.fill_customers(50);
    world.job("dim_customer").on(1).ok();
    world.change_many_customers(50);
    world
}

#[test]
fn the_statements_that_a_refusal_tells_are_all_that_a_load_needs() {
    only_on!(Postgres);
    let world = warehouse();
    admin(
        &world,
        &format!(
            "REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC",
            world.server().name
        ),
    );
    let role = Role::new(&world);
    let before = world.dump_all("dim_customer");
    let given = role.granted("dim_customer");
    assert_ne!(world.dump_all("dim_customer"), before);
    assert_eq!(
        world.latest_run(),
        2,
        "only the one that had all its rights was opened"
    );
    // No more than it needs: nothing of the table is its own, and it deletes nothing there.
    let all = given.join("\n");
    for needed in [
        "ON SCHEMA \"shop\"",
        "SELECT ON \"shop\".\"customer\"",
        "UPDATE ON \"dw\".\"dim_customer\"",
        "TEMPORARY",
        "ON SEQUENCE",
    ] {
        assert!(all.contains(needed), "{needed}: {all}");
    }
    assert!(
        !all.contains("OWNER") && !all.contains("DELETE ON \"dw\".\"dim_customer\""),
        "{all}"
    );
    assert_eq!(role.check(), (0, role.check().1));

    // The same rows as the owner would have loaded.
    let own = warehouse();
    own.job("dim_customer").lenient().ok();
    let rows = |world: &World| {
        world.ask(
            "SELECT customer_id, name, city, email, is_current FROM dim_customer ORDER BY 1, 5, 3",
        )
    };
    assert_eq!(rows(&world), rows(&own));
}

#[test]
fn rights_to_columns_suffice() {
    only_on!(Postgres);
    let world = warehouse();
    let role = Role::new(&world);
    let name = &role.name;
    admin(
        &world,
        &format!(
            "GRANT USAGE ON SCHEMA shop, dw TO {name}; GRANT SELECT ON ALL TABLES IN SCHEMA shop \
             TO {name};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dw TO {name}; GRANT \
             USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA dw TO {name};
             REVOKE ALL ON dim_customer FROM {name}; GRANT SELECT, INSERT ON dim_customer TO \
             {name};
             GRANT UPDATE (valid_to, is_current, row_hash, email, upd_load_id) ON dim_customer TO \
             {name}"
        ),
    );
    let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
    assert!(
        told.contains(&format!(
            "GRANT UPDATE (\"dw_updated_at\") ON \"dw\".\"dim_customer\" TO \"{name}\""
        )),
        "{told}"
    );
    admin(
        &world,
        &format!("GRANT UPDATE (dw_updated_at) ON dim_customer TO {name}"),
    );
    assert!(role.run("dim_customer").ok().counts.versioned > 0);
}

#[test]
fn indexes_that_only_the_owner_can_make_are_told_before_a_row_moves() {
    only_on!(Postgres);
    let world = warehouse();
    let role = Role::new(&world);
    role.granted("dim_customer");
    admin(
        &world,
        "DROP INDEX dim_customer_current, dim_customer_versions",
    );
    world.shop("UPDATE customer SET city = 'moved'");
    let before = world.dump_all("dim_customer");
    let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
    assert!(
        told.contains("as loadwright: CREATE UNIQUE INDEX"),
        "{told}"
    );
    assert_eq!(world.dump_all("dim_customer"), before);
    let (code, said) = role.check();
    assert!(code == 4 && said.contains("CREATE UNIQUE INDEX"), "{said}");
    for statement in statements(&told) {
        admin(&world, &statement);
    }
    role.run("dim_customer").ok();
    assert_eq!(world.indexes("dim_customer"), 2);
}

#[test]
fn a_role_that_can_make_nothing_is_told_what_to_make() {
    only_on!(Postgres);
    let world = World::new();
    world.shop(CUSTOMER);
    world.fill_customers(5);
    let role = Role::new(&world);
    let given = role.granted("dim_customer");
    assert!(
        given
            .iter()
            .any(|statement| statement.contains("GRANT CREATE ON SCHEMA \"dw\"")),
        "{given:?}"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk > 0"),
        5
    );
    // A schema for the job log that is not there.
    let told = role
        .run("dim_customer")
        .ledger("job_log", "lw_")
        .fails(Kind::Refused)
        .error
        .chain();
    assert_eq!(
        statements(&told),
        [format!(
            "CREATE SCHEMA \"job_log\" AUTHORIZATION \"{}\"",
            role.name
        )]
    );
    admin(&world, &statements(&told)[0]);
    role.run("dim_customer").ledger("job_log", "lw_").ok();
    admin(&world, "DROP SCHEMA job_log CASCADE");

    admin(
        &world,
        &format!(
            "ALTER ROLE {} SET default_transaction_read_only = on",
            role.name
        ),
    );
    let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
    assert!(told.contains("default_transaction_read_only"), "{told}");
}

#[test]
fn a_column_s_sequence_is_a_right_of_its_own() {
    only_on!(Postgres);
    let world = warehouse();
    let role = Role::new(&world);
    role.granted("dim_customer");
    admin(
        &world,
        "CREATE SEQUENCE apart; ALTER TABLE dim_customer ADD COLUMN number bigint NOT NULL \
         DEFAULT nextval('apart')",
    );
    let given = role.granted("dim_customer");
    assert!(
        given
            .iter()
            .any(|statement| statement.contains("ON SEQUENCE dw.apart")),
        "{given:?}"
    );
}

#[test]
fn a_source_behind_a_view_may_be_denied_too() {
    only_on!(Postgres);
    let world = World::new();
    world.shop(
        "CREATE TABLE member_base (id bigint, region text, name text); INSERT INTO member_base \
         VALUES (1, 'US', 'Ada')",
    );
    world.shop("CREATE VIEW members AS SELECT * FROM member_base");
    let role = Role::new(&world);
    role.granted("dim_member");
    world.shop(&format!("ALTER VIEW members OWNER TO {}", role.name));
    let told = role.run("dim_member").fails(Kind::Refused).error.chain();
    assert!(
        told.contains("member_base") && told.contains("GRANT SELECT"),
        "{told}"
    );
    world.shop("ALTER VIEW members OWNER TO loadwright");
}

/// A shop and a warehouse in which the role has all rights.
fn open_to_all(world: &World, role: &Role<'_>) {
    let name = &role.name;
    admin(
        world,
        &format!(
            "GRANT ALL ON SCHEMA shop, dw TO {name}; GRANT ALL ON ALL TABLES IN SCHEMA shop, dw \
             TO {name};
             GRANT ALL ON ALL SEQUENCES IN SCHEMA dw TO {name}"
        ),
    );
}

#[test]
fn rows_that_a_policy_hides_are_not_gone() {
    only_on!(Postgres);
    let world = warehouse();
    world.job("dim_customer").lenient().ok();
    let role = Role::new(&world);
    open_to_all(&world, &role);
    role.run("dim_customer").ok();
    let before = world.dump_all("dim_customer");
    let refused = |policy: &str| {
        let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
        assert!(
            told.contains(policy)
                && told.contains(&role.name)
                && told.contains("row_security: view"),
            "{told}"
        );
        let (code, said) = role.check();
        assert!(code == 4 && said.contains(policy), "{said}");
        // No command that reads takes a part for the whole.
        assert!(role.run("dim_customer").dry().go().is_err());
        assert_eq!(world.dump_all("dim_customer"), before);
    };
    // The source; then what is behind it where it is a view; then the target; then the job log.
    for (table, sql) in [
        ("shop.customer", ""),
        (
            "shop.customer_base",
            "ALTER TABLE shop.customer RENAME TO customer_base; CREATE VIEW shop.customer AS \
             SELECT * FROM shop.customer_base",
        ),
        ("dw.dim_customer", ""),
        ("dw.lw_chunk", ""),
    ] {
        if !sql.is_empty() {
            admin(&world, sql);
            // The view's owner is asked, who is no superuser here.
            admin(
                &world,
                &format!(
                    "ALTER VIEW shop.customer OWNER TO {name}; GRANT SELECT ON shop.customer_base \
                     TO {name}",
                    name = role.name
                ),
            );
        }
        let column = if table == "dw.lw_chunk" {
            "chunk > 1"
        } else {
            "name = 'name 7'"
        };
        admin(
            &world,
            &format!(
                "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY \"only 7\" ON \
                 {table} USING ({column})"
            ),
        );
        if table == "dw.lw_chunk" {
            let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
            assert!(
                told.contains("the job log: the policy \"only 7\" on"),
                "{told}"
            );
        } else {
            refused("\"only 7\" on ");
        }
        admin(&world, &format!("DROP POLICY \"only 7\" ON {table}"));
        if table == "shop.customer" {
            refused("row security without a policy hides all rows");
        }
        // Who is not bound by policies is not refused; a view shows what its owner sees.
        if sql.is_empty() {
            world.job("dim_customer").lenient().dry().ok();
        }
        admin(
            &world,
            &format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
        );
    }
    role.run("dim_customer").ok();
}

#[test]
fn a_policy_that_comes_while_a_run_reads_ends_it() {
    only_on!(Postgres);
    let world = warehouse();
    world.job("dim_customer").lenient().ok();
    let role = Role::new(&world);
    open_to_all(&world, &role);
    role.run("dim_customer").ok();
    let before = world.dump_all("dim_customer");
    // What the look at rights cannot foresee: a function that reads as it likes.
    world.shop(
        "ALTER TABLE customer RENAME TO customer_base; ALTER TABLE customer_base ENABLE ROW LEVEL \
         SECURITY;
         CREATE FUNCTION all_customers() RETURNS SETOF customer_base LANGUAGE plpgsql STABLE AS
             $$ BEGIN RETURN QUERY SELECT * FROM shop.customer_base; END $$;
         CREATE VIEW customer AS SELECT * FROM all_customers()",
    );
    open_to_all(&world, &role);
    let told = role.run("dim_customer").fails(Kind::Refused).error.chain();
    assert!(told.contains("customer_base"), "{told}");
    assert_eq!(world.dump_all("dim_customer"), before);
}

#[test]
fn what_the_role_sees_is_the_truth_where_the_spec_says_so() {
    only_on!(Postgres);
    let world = World::new();
    world.shop("CREATE TABLE members (id bigint, region text, name text)");
    world.shop(
        "INSERT INTO members SELECT n, CASE WHEN n % 10 = 0 THEN 'EU' ELSE 'US' END, 'n' || n \
         FROM generate_series(1, 50) n",
    );
    world.job("dim_member").on(1).ok();
    let role = Role::new(&world);
    open_to_all(&world, &role);
    admin(
        &world,
        "CREATE POLICY us ON shop.members USING (region = 'US'); ALTER TABLE shop.members ENABLE \
         ROW LEVEL SECURITY;
         CREATE POLICY all_of_it ON dw.dim_member USING (region <> 'XX'); ALTER TABLE \
         dw.dim_member ENABLE ROW LEVEL SECURITY",
    );
    world.shop(
        "UPDATE members SET name = 'new' WHERE id = 1; INSERT INTO members VALUES (51, 'US', \
         'late')",
    );
    let report = role.run("dim_member").on(2).ok();
    assert_eq!(
        (
            report.counts.rows_read,
            report.counts.closed,
            report.counts.versioned,
            report.counts.inserted
        ),
        (46, 5, 1, 1)
    );
    // The first load of all goes another way into the table, which a server does not take where
    // there are policies.
    admin(&world, "TRUNCATE dw.dim_member");
    assert_eq!(
        role.run("dim_member").on(3).fresh().ok().counts.inserted,
        46
    );
}

#[test]
fn settings_of_a_role_do_not_change_what_a_load_does() {
    only_on!(Postgres);
    let world = warehouse();
    let database = &world.server().name;
    // Names are told with quotes; idle sessions are ended, as the one is that holds the lease while
    // its workers work.
    for setting in [
        "quote_all_identifiers = on",
        "idle_session_timeout = '150ms'",
        "idle_in_transaction_session_timeout = '150ms'",
        "statement_timeout = '150ms'",
        "DateStyle = 'German'",
    ] {
        admin(&world, &format!("ALTER DATABASE {database} SET {setting}"));
    }
    world.slow_chunks(150_000);
    let report = world
        .job("dim_customer")
        .on(2)
        .lenient()
        .parallel(1, 25)
        .ok();
    assert!(
        report.counts.versioned > 0 && report.retries == 0,
        "{report:?}"
    );
    let (code, said) = {
        let role = Role {
            world: &world,
            name: "loadwright".to_owned(),
            url: world.server().url.clone(),
        };
        let found = role.check();
        std::mem::forget(role);
        found
    };
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_standby_takes_no_load() {
    only_on!(Postgres);
    let cluster = loadwright_cluster::Cluster::builder()
        .setting("fsync", "off")
        .start()
        .unwrap();
    let world = World::of(Some(Server::on(&cluster.url("postgres"), "")), None);
    world.shop(CUSTOMER);
    world.fill_customers(5);
    world.job("dim_customer").on(1).ok();
    let standby = cluster.standby(&[]).unwrap();
    let name = &world.server().name;
    let told = world
        .job("dim_customer")
        .at_url(&standby.url(name))
        .fails(Kind::Refused)
        .error
        .chain();
    assert!(
        told.contains("standby") && told.contains("primary"),
        "{told}"
    );
}

#[test]
fn what_a_table_refuses_is_told_with_the_row_s_key() {
    only_on!(Postgres);
    let world = World::new();
    world.shop("CREATE TABLE members (id bigint, region text, name text)");
    world.shop(
        "INSERT INTO members SELECT n, 'r' || n % 3, 'n' || n FROM generate_series(1, 300) n",
    );
    world.job("dim_member").on(1).ok();
    admin(
        &world,
        "ALTER TABLE dim_member ADD CONSTRAINT short CHECK (length(region) < 10);
         CREATE INDEX by_name ON dim_member (name);
         CREATE FUNCTION no_moon() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.region = 'moon' THEN RAISE EXCEPTION 'nobody lives there'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER no_moon BEFORE INSERT ON dim_member FOR EACH ROW EXECUTE FUNCTION no_moon()",
    );
    // About 6 kB that cannot be compressed.
    let long = "(SELECT string_agg(md5(g::text), '') FROM generate_series(1, 190) g)";
    for (change, key, words) in [
        ("region = 'far too long a region'", 217, "constraint short"),
        (&format!("name = {long}"), 23, "(54000)"),
        ("region = 'moon'", 300, "nobody lives there"),
    ] {
        // Other rows change too, and are not what is told.
        world.shop("UPDATE members SET name = 'x' || name WHERE id % 2 = 1");
        world.shop(&format!("UPDATE members SET {change} WHERE id = {key}"));
        let told = world
            .job("dim_member")
            .on(2)
            .fails(Kind::Failed)
            .error
            .chain();
        assert!(
            told.contains(&format!("cannot write the row with the key {key}:"))
                && told.contains(words),
            "{told}"
        );
        world.shop(&format!(
            "UPDATE members SET region = 'r', name = 'n' WHERE id = {key}"
        ));
    }
    // A first load into an empty table, which is copied, as well.
    world.shop("INSERT INTO members VALUES (301, 'moon', 'late')");
    admin(&world, "TRUNCATE dim_member");
    let told = world
        .job("dim_member")
        .on(3)
        .fresh()
        .fails(Kind::Failed)
        .error
        .chain();
    assert!(
        told.contains("cannot write the row with the key 301:")
            && told.contains("nobody lives there"),
        "{told}"
    );
    world.shop("DELETE FROM members WHERE id = 301");
    world.job("dim_member").on(4).ok();
}

#[test]
fn special_members_that_a_constraint_refuses_are_told_by_check() {
    only_on!(Postgres);
    let world = warehouse();
    admin(
        &world,
        "DELETE FROM dim_customer WHERE customer_sk = -1; ALTER TABLE dim_customer ADD CONSTRAINT \
         known CHECK (name <> 'Unknown')",
    );
    let role = Role::new(&world);
    open_to_all(&world, &role);
    let (code, said) = role.check();
    assert!(
        code == 4 && said.contains("special members") && said.contains("constraint known"),
        "{said}"
    );
    assert_eq!(
        world.number("SELECT count(*) FROM dim_customer WHERE customer_sk = -1"),
        0
    );
}

#[test]
fn a_key_that_comes_and_goes_on_one_day_is_deleted_which_is_a_right() {
    only_on!(Postgres);
    let world = World::new();
    let file = |rows: &str| {
        world.file(
            "products.csv",
            format!("sku,title,price,origin,seq\n{rows}"),
        )
    };
    file("a,A,1,own,1\nb,B,1,own,1\n");
    world.job("dim_product").on(1).ok();
    let role = Role::new(&world);
    file("a,A,1,own,1\nb,C,1,own,1\n");
    let given = role.granted("dim_product").join("\n");
    assert!(
        given.contains("DELETE ON \"dw\".\"dim_product\""),
        "{given}"
    );
    let today = world.ask("SELECT valid_from FROM dim_product WHERE title = 'C'");
    file("a,A,1,own,1\n");
    let at = format!("{}T00:00:00Z", today[0]);
    assert_eq!(role.run("dim_product").at(&at).ok().counts.closed, 1);
    // A version that says so is written, and nothing is deleted.
    let world = World::new();
    world.shop(
        "CREATE TABLE tariff (code text, title text, price numeric(10,2), since text); INSERT \
         INTO tariff VALUES ('a', 'A', 1, 's')",
    );
    world.job("dim_tariff").on(1).ok();
    let role = Role::new(&world);
    let given = role.granted("dim_tariff").join("\n");
    assert!(
        !given.contains("DELETE ON \"dw\".\"dim_tariff\""),
        "{given}"
    );
    world.shop("INSERT INTO tariff VALUES ('b', 'B', 1, 's')");
    let report = role.run("dim_tariff").ok();
    world.shop("DELETE FROM tariff WHERE code = 'b'");
    assert_eq!(
        role.run("dim_tariff")
            .at(&report.effective_at)
            .ok()
            .counts
            .closed,
        1
    );
}

#[test]
fn to_take_back_what_a_killed_run_wrote_is_a_right_too() {
    only_on!(Postgres);
    let world = World::new();
    world.make_ledger();
    let file = |quotes: &str| world.file("quotes.csv", format!("code,quote\n{quotes}"));
    file("a,1\nb,2\nc,5\n");
    world.job("dim_quote").on(1).ok();
    file("a,4\nb,5\nc,10\n");
    let run = world
        .job("dim_quote")
        .on(2)
        .parallel(1, 1)
        .failing("chunk.committed=1*off->return(kill)");
    assert_eq!(run.elsewhere().end().0, None);
    file("a,5\nb,4\nc,20\n");
    let role = Role::new(&world);
    open_to_all(&world, &role);
    admin(
        &world,
        &format!(
            "ALTER TABLE dim_quote OWNER TO {name}; REVOKE DELETE ON dim_quote FROM {name}",
            name = role.name
        ),
    );
    let before = world.dump_all("dim_quote");
    let refused = role.run("dim_quote").on(2).fails(Kind::Refused);
    let told = refused.error.advice().unwrap_or_default().to_owned();
    let grant = format!("GRANT DELETE ON \"dw\".\"dim_quote\" TO \"{}\"", role.name);
    assert!(told.contains(&grant), "{}: {told}", refused.error.chain());
    assert_eq!(world.dump_all("dim_quote"), before);
    admin(&world, &grant);
    role.run("dim_quote").on(2).ok();
    assert_eq!(
        world.ask("SELECT quote FROM dim_quote WHERE is_current ORDER BY code"),
        ["20", "25", "5"]
    );
}

#[test]
fn the_owner_of_a_table_makes_indexes_only_in_a_schema_that_it_may_add_to() {
    only_on!(Postgres);
    let world = warehouse();
    let role = Role::new(&world);
    open_to_all(&world, &role);
    admin(
        &world,
        &format!(
            "ALTER TABLE dim_customer OWNER TO {name}; REVOKE CREATE ON SCHEMA dw FROM {name};
             DROP INDEX dim_customer_current, dim_customer_versions",
            name = role.name
        ),
    );
    let before = world.dump_all("dim_customer");
    let given = role.granted("dim_customer");
    assert_eq!(
        given,
        [format!(
            "GRANT CREATE ON SCHEMA \"dw\" TO \"{}\"",
            role.name
        )]
    );
    assert_ne!(world.dump_all("dim_customer"), before);
    assert_eq!(world.indexes("dim_customer"), 2);
    // So it is with a job log that is to grow.
    admin(
        &world,
        &format!(
            "UPDATE lw_version SET version = 3; REVOKE CREATE ON SCHEMA dw FROM {}",
            role.name
        ),
    );
    for table in [
        "run", "chunk", "missing", "reject", "lease", "control", "file", "step", "session",
        "version",
    ] {
        admin(
            &world,
            &format!("ALTER TABLE lw_{table} OWNER TO {}", role.name),
        );
    }
    let given = role.granted("dim_customer");
    assert_eq!(
        given,
        [format!(
            "GRANT CREATE ON SCHEMA \"dw\" TO \"{}\"",
            role.name
        )]
    );
}

#[test]
fn what_a_view_calls_is_a_right_too() {
    only_on!(Postgres);
    for language in ["sql", "plpgsql"] {
        let body = if language == "sql" {
            "SELECT upper(a)"
        } else {
            "BEGIN RETURN upper(a); END"
        };
        let world = World::new();
        world.shop(&format!(
            "CREATE TABLE member_base (id bigint, region text, name text); INSERT INTO \
             member_base VALUES (1, 'US', 'Ada');
             CREATE FUNCTION secret(a text) RETURNS text LANGUAGE {language} IMMUTABLE AS $$ \
             {body} $$; REVOKE EXECUTE ON FUNCTION secret FROM PUBLIC;
             CREATE VIEW members AS SELECT id, region, shop.secret(name) AS name FROM member_base"
        ));
        let role = Role::new(&world);
        open_to_all(&world, &role);
        let refused = role.run("dim_member").fails(Kind::Refused);
        let told = refused.error.chain();
        assert!(
            refused.report.is_none()
                && told.contains("function secret")
                && told.contains("EXECUTE"),
            "{told}"
        );
        world.shop(&format!(
            "GRANT EXECUTE ON FUNCTION secret TO {}",
            role.name
        ));
        role.run("dim_member").ok();
        assert_eq!(world.ask("SELECT name FROM dim_member"), ["ADA"]);
    }
}
