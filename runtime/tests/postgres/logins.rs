//! TLS and passwords, on a server with a certificate of its own. What is wrong is told, and never
//! by the secret.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use loadwright_cluster::Cluster;
use loadwright_runtime::error::Kind;

use crate::server::Server;
use crate::support::{World, only_on};
use crate::tables::CUSTOMER;

const PASSWORD: &str = "Gänse-4711/füßchen";

/// As a URL carries it.
const IN_URL: &str = "G%C3%A4nse-4711%2Ff%C3%BC%C3%9Fchen";

/// Who may come, and how: the tests' own superuser as ever, the job's user by TLS and password
/// only.
const RULES: &str = "local all all trust\nhost all loadwright all trust\nhostssl all etl all \
                     scram-sha-256\nhostnossl all etl all reject\n";

/// A server with TLS, and the folder with the authorities' certificates: `ca.crt` signed the
/// server's, `other.crt` did not.
struct Guarded {
    cluster: Cluster,
    world: World,
}

impl Guarded {
    fn start() -> Guarded {
        let cluster = Cluster::builder().setting("fsync", "off").start().unwrap();
        let world = World::of(Some(Server::on(&cluster.url("postgres"), "")), None);
        let folder = world.path("");
        for name in ["ca", "other"] {
            openssl(
                &folder,
                &format!(
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
                     -subj /CN={name} -keyout {name}.key -out {name}.crt"
                ),
            );
        }
        // The certificate is for a name, not for the address.
        openssl(
            &folder,
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
             -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr",
        );
        openssl(
            &folder,
            "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 \
             -copy_extensions copy -out server.crt",
        );
        for file in ["server.key", "server.crt"] {
            put(
                &cluster,
                file,
                &std::fs::read_to_string(folder.join(file)).unwrap(),
            );
        }
        put(&cluster, "pg_hba.conf", RULES);
        cluster
            .psql("postgres", "ALTER SYSTEM SET ssl = on")
            .unwrap();
        cluster
            .psql(
                "postgres",
                &format!("CREATE ROLE etl LOGIN PASSWORD '{PASSWORD}'; SELECT pg_reload_conf()"),
            )
            .unwrap();
        world.shop(CUSTOMER);
        world.add_customers("(1, 'Ada', 'London', 'a@x', '2020-01-01')");
        let grants =
            "GRANT ALL ON SCHEMA shop, dw TO etl; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO etl";
        world
            .source_server()
            .unwrap()
            .client("dw")
            .batch_execute(grants)
            .unwrap();
        Guarded { cluster, world }
    }

    /// The server's URL for the job's user: host, what follows the user's name, and parameters.
    fn url(&self, host: &str, secret: &str, parameters: &str) -> String {
        let ours = &self.world.source_server().unwrap().url;
        let rest = ours.split_once("@127.0.0.1:").unwrap().1;
        format!("postgres://etl{secret}@{host}:{rest}?{parameters}")
    }

    /// A run by this URL, with more lines for its connection, and these variables: `Ok`, or what it
    /// says.
    fn run(&self, url: &str, lines: &str, vars: &[(&str, &str)]) -> Result<(), (Kind, String)> {
        // A literal password is refused, so the URL comes from a variable.
        let place = |schema: &str| {
            format!("{{kind: [sqlite, postgres], url: \"${{URL}}\", schema: {schema}{lines}}}")
        };
        let vars: Vec<(&str, &str)> = vars.iter().copied().chain([("URL", url)]).collect();
        let text = format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop"),
            place("dw")
        );
        let outcome = self
            .world
            .job("dim_customer")
            .lenient()
            .connections(&text, &vars)
            .go();
        outcome
            .map(drop)
            .map_err(|failed| (failed.error.kind(), failed.error.chain()))
    }
}

/// Puts a file into the server's folder, as the server's own user and for it alone.
fn put(cluster: &Cluster, file: &str, text: &str) {
    let lines: Vec<String> = text.lines().map(|line| format!("('{line}')")).collect();
    let program = format!("umask 077; rm -f {file}; cat > {file}");
    cluster
        .psql(
            "postgres",
            &format!("COPY (VALUES {}) TO PROGRAM '{program}'", lines.join(", ")),
        )
        .unwrap();
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .expect("openssl is installed");
    assert!(
        output.status.success(),
        "{arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[track_caller]
fn refused(outcome: Result<(), (Kind, String)>, words: &str) {
    let (_, told) = outcome.expect_err("it was to be refused");
    assert!(told.contains(words), "{told}");
    for secret in [PASSWORD, IN_URL, "wrong-one"] {
        assert!(!told.contains(secret), "a secret is told: {told}");
    }
}

#[test]
fn certificates_are_checked_as_far_as_sslmode_says() {
    only_on!(Postgres);
    let guarded = Guarded::start();
    let secret = format!(":{IN_URL}");
    let file = |name: &str| guarded.world.path(name).display().to_string();
    let (ca, other) = (file("ca.crt"), file("other.crt"));
    let mode = |host: &str, parameters: &str| {
        guarded.run(&guarded.url(host, &secret, parameters), "", &[])
    };
    for (host, parameters) in [
        ("localhost", "sslmode=prefer".to_owned()),
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={ca}")),
        ("localhost", format!("sslmode=verify-full&sslrootcert={ca}")),
    ] {
        mode(host, &parameters).unwrap_or_else(|told| panic!("{host} {parameters}: {told:?}"));
    }
    refused(mode("localhost", "sslmode=disable"), "pg_hba.conf");
    refused(
        mode(
            "localhost",
            &format!("sslmode=verify-ca&sslrootcert={other}"),
        ),
        "certificate",
    );
    // As libpq: a root that is given is checked.
    refused(
        mode("localhost", &format!("sslmode=require&sslrootcert={other}")),
        "certificate",
    );
    refused(
        mode(
            "127.0.0.1",
            &format!("sslmode=verify-full&sslrootcert={ca}"),
        ),
        "certificate",
    );
    refused(
        mode(
            "localhost",
            &format!("sslmode=verify-full&sslrootcert={}", file("missing.crt")),
        ),
        "missing.crt",
    );
    refused(mode("localhost", "sslmode=always"), "sslmode");
    assert_eq!(guarded.world.customers().len(), 1);
    // It was the job's user who loaded, by TLS; and nothing of the password is kept.
    let ledger = guarded
        .cluster
        .psql(
            &guarded.world.source_server().unwrap().name,
            "SELECT r::text FROM dw.lw_run r",
        )
        .unwrap();
    assert!(
        !ledger.contains(PASSWORD) && !ledger.contains(IN_URL),
        "{ledger}"
    );
}

#[test]
fn a_password_comes_from_wherever_libpq_would_take_it() {
    only_on!(Postgres);
    let guarded = Guarded::start();
    let bare = guarded.url("localhost", "", "sslmode=require");
    guarded
        .run(
            &guarded.url("localhost", &format!(":{IN_URL}"), "sslmode=require"),
            "",
            &[],
        )
        .unwrap();
    guarded
        .run(&bare, ", password: \"${SECRET}\"", &[("SECRET", PASSWORD)])
        .unwrap();
    // The connection's own goes before the URL's.
    let wrong = guarded.url("localhost", ":wrong-one", "sslmode=require");
    guarded
        .run(&wrong, ", password: \"${SECRET}\"", &[("SECRET", PASSWORD)])
        .unwrap();
    let file = guarded.world.path("secret");
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    guarded
        .run(
            &bare,
            &format!(", password: \"${{file:{}}}\"", file.display()),
            &[],
        )
        .unwrap();
    guarded.run(&bare, "", &[("PGPASSWORD", PASSWORD)]).unwrap();

    let passfile = guarded.world.path("passfile");
    std::fs::write(
        &passfile,
        format!("# ours\nelsewhere:*:*:etl:wrong-one\nlocalhost:*:*:etl:{PASSWORD}\n"),
    )
    .unwrap();
    let named = passfile.display().to_string();
    std::fs::set_permissions(&passfile, std::fs::Permissions::from_mode(0o600)).unwrap();
    guarded.run(&bare, "", &[("PGPASSFILE", &named)]).unwrap();
    guarded
        .run(&format!("{bare}&passfile={named}"), "", &[])
        .unwrap();
    // Others may read it: passed over, as by libpq.
    std::fs::set_permissions(&passfile, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(
        guarded.run(&bare, "", &[("PGPASSFILE", &named)]),
        "password",
    );

    refused(
        guarded.run(&wrong, "", &[]),
        "password authentication failed",
    );
    refused(
        guarded.run(&bare, "", &[("PGPASSWORD", "wrong-one")]),
        "password authentication failed",
    );
    refused(guarded.run(&bare, "", &[]), "password");
}

/// A connections file with these lines for both of the job's places.
fn connections_file(world: &World, lines: &str) -> String {
    let place = |schema: &str| format!("{{kind: [sqlite, postgres], schema: {schema}, {lines}}}");
    let path = world.path("secret-connections.yaml");
    std::fs::write(
        &path,
        format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop"),
            place("dw")
        ),
    )
    .unwrap();
    path.display().to_string()
}

/// Whatever may be seen of a password: itself, as a URL has it, and what a careless split of either
/// leaves.
#[track_caller]
fn tells_no_secret(text: &str, of: &str) {
    for secret in ["nse-4711", "füßchen", "f%C3%BC", "G%C3%A4", "wrong-one"] {
        assert!(!text.contains(secret), "`{secret}` is told by {of}: {text}");
    }
}

#[test]
fn no_command_and_no_table_tells_a_password() {
    only_on!(Postgres);
    let guarded = Guarded::start();
    let world = &guarded.world;
    let bare = guarded.url("localhost", "", "sslmode=require");
    let in_url = guarded.url("localhost", &format!(":{IN_URL}"), "sslmode=require");
    let passfile = |secret: &str| {
        let path = world.path("passfile");
        std::fs::write(&path, format!("localhost:*:*:etl:{secret}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    };
    let named = passfile(PASSWORD);
    let file = world.path("secret");
    std::fs::write(&file, PASSWORD).unwrap();
    let from_file = format!(
        "url: \"${{URL}}\", password: \"${{file:{}}}\"",
        file.display()
    );
    let url = "url: \"${URL}\"";
    let by_variable = "url: \"${URL}\", password: \"${SECRET}\"";
    let ways: &[(&str, &[(&str, &str)])] = &[
        (url, &[("URL", &in_url)]),
        (by_variable, &[("URL", &bare), ("SECRET", PASSWORD)]),
        (&from_file, &[("URL", &bare)]),
        (url, &[("URL", &bare), ("PGPASSWORD", PASSWORD)]),
        (url, &[("URL", &bare), ("PGPASSFILE", &named)]),
    ];
    let tell = |lines: &str, vars: &[(&str, &str)], arguments: &[&str]| {
        let path = connections_file(world, lines);
        let arguments: Vec<&str> = ["--connections", &path]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let (code, told) = crate::child::command(&arguments, vars);
        tells_no_secret(&told, &format!("{lines} {arguments:?}"));
        (code, told)
    };
    let commands: &[&[&str]] = &[
        &["plan"],
        &["check"],
        &["preview"],
        &["ddl"],
        &["run", "--dry-run"],
        &["run"],
        &[
            "run",
            "--json",
            "--enable-parallel",
            "--max-workers",
            "2",
            "--chunk-size",
            "1",
            "--min-rows-for-parallel",
            "0",
        ],
        &["status"],
        &["status", "--json"],
        &["history", "--json"],
        &["rejects"],
        &["stop"],
    ];
    for (place, (lines, vars)) in ways.iter().enumerate() {
        // All commands get in by the same door: one way shows that.
        for command in if place == 0 {
            commands
        } else {
            &commands[4..7]
        } {
            let (code, told) = tell(lines, vars, command);
            assert!(code == 0 || command == &["stop"], "{command:?}: {told}");
        }
    }
    let raw = guarded.url("localhost", &format!(":{PASSWORD}"), "sslmode=require");
    // Not as a URL has it, which is understood, or not, but never told.
    tell(url, &[("URL", &raw)], &["run"]);
    for help in [&["--help"][..], &["run", "--help"], &["--version"]] {
        assert_eq!(
            tell(by_variable, &[("URL", &in_url), ("SECRET", PASSWORD)], help).0,
            0
        );
    }

    // Runs that fail: in the middle, at the door, and before it.
    world.warehouse(
        "CREATE TRIGGER broken BEFORE INSERT ON dim_customer BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    world.add_customers("(2, 'Bob', 'Rome', NULL, NULL)");
    for (lines, vars) in ways {
        let (code, told) = tell(lines, vars, &["run", "--json"]);
        assert!(code == 1 && told.contains("cannot insert"), "{told}");
    }
    let closed = "postgres://etl:wrong-one@localhost:1/db?connect_timeout=2";
    let wrong = guarded.url("localhost", ":wrong-one", "sslmode=require");
    let named = passfile("wrong-one");
    let failing: &[(&str, &[(&str, &str)])] = &[
        (url, &[("URL", &wrong)]),
        (by_variable, &[("URL", &bare), ("SECRET", "wrong-one")]),
        (url, &[("URL", &bare), ("PGPASSWORD", "wrong-one")]),
        (url, &[("URL", &bare), ("PGPASSFILE", &named)]),
        (by_variable, &[("URL", closed), ("SECRET", PASSWORD)]),
        (
            url,
            &[("URL", &closed.replace("localhost", "no-such-host.invalid"))],
        ),
        // No URLs, though nearly.
        (
            url,
            &[("URL", &in_url.replace("postgres://", "postgre://"))],
        ),
        (
            url,
            &[("URL", &in_url.replace("@localhost:", "@localhost:x"))],
        ),
        (url, &[("URL", &in_url.replace("@", ""))]),
        (
            url,
            &[("URL", &format!("{bare}&password={IN_URL}&colour=wrong-one"))],
        ),
        // Literal passwords are refused, in the file's own words but these.
        ("url: \"postgres://etl:wrong-one@localhost:1/db\"", &[]),
        ("url: \"${URL}\", password: wrong-one", &[("URL", &bare)]),
    ];
    for (lines, vars) in failing {
        for command in [&["run"][..], &["run", "--json"], &["plan"], &["status"]] {
            let (code, told) = tell(lines, vars, command);
            assert!(
                (1..=2).contains(&code) && told.contains("error: "),
                "{lines} {vars:?} {command:?}: {code} {told}"
            );
        }
    }

    let name = &world.source_server().unwrap().name;
    let tables = guarded
        .cluster
        .psql(
            name,
            "SELECT relname FROM pg_class WHERE relname LIKE 'lw\\_%' AND relkind = 'r'",
        )
        .unwrap();
    assert!(tables.lines().count() > 5, "{tables}");
    for table in tables
        .lines()
        .map(str::trim)
        .filter(|table| !table.is_empty())
    {
        tells_no_secret(
            &guarded
                .cluster
                .psql(name, &format!("SELECT t::text FROM dw.{table} t"))
                .unwrap(),
            table,
        );
    }
    let kept = guarded
        .cluster
        .psql(name, "SELECT string_agg(message, ' ') FROM dw.lw_run")
        .unwrap();
    assert!(kept.contains("cannot insert"), "{kept}");
}
