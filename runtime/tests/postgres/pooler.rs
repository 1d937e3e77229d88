//! A pooler between job and server.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use loadwright_cluster::not_checked;
use loadwright_runtime::error::Kind;

use crate::child::wait_until;
use crate::support::{World, only_on};

const PROGRAM: &str = "/usr/sbin/pgbouncer";

/// A PgBouncer before the test cluster; ended when it is dropped.
struct Pooler {
    process: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Pooler {
    /// `mode`: `transaction` or `session`.
    fn start(url: &str, mode: &str) -> Pooler {
        let (server, database) = url.rsplit_once('/').unwrap();
        let (user, host) = server
            .strip_prefix("postgres://")
            .unwrap()
            .split_once('@')
            .unwrap();
        let (host, server_port) = host.split_once(':').unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgbouncer.ini");
        let settings = format!(
            "[databases]\n* = host={host} port={server_port} \
             user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = \
             {port}\nunix_socket_dir =\nauth_type = any\npool_mode = {mode}\nmax_client_conn = \
             100\ndefault_pool_size = 20\nignore_startup_parameters = extra_float_digits\n"
        );
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(PROGRAM);
        command
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        as_nobody(&mut command, folder.path());
        let process = command.spawn().unwrap();
        let pooler = Pooler {
            process,
            url: format!("postgres://{user}@127.0.0.1:{port}/{database}"),
            _folder: folder,
        };
        wait_until("the pooler answers", || {
            postgres::Client::connect(&pooler.url, postgres::NoTls).is_ok()
        });
        pooler
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// It refuses to run as root.
fn as_nobody(command: &mut Command, folder: &Path) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        const NOBODY: u32 = 65534;
        std::os::unix::fs::chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
}

#[test]
fn a_pooler_that_shares_sessions_is_refused_and_one_that_keeps_them_serves() {
    only_on!(Postgres);
    if !Path::new(PROGRAM).is_file() {
        not_checked!("PgBouncer is not installed (Debian's package `pgbouncer`)");
    }
    let world = World::with_customers("(1, 'Ada', 'London', 'a@x', '2020-01-01')");
    let shared = Pooler::start(&world.server_url(), "transaction");
    let refused = world
        .job("dim_customer")
        .on(1)
        .over(&shared.url)
        .fails(Kind::Usage);
    assert!(
        refused
            .error
            .chain()
            .contains("a pooler that shares sessions among transactions"),
        "{}",
        refused.error.chain()
    );
    let check = |url: &str| {
        let place = |schema: &str| format!("{{kind: postgres, url: \"{url}\", schema: {schema}}}");
        let path = world.path("pooled.yaml");
        let text = format!(
            "version: 1\nconnections:\n  shop: {}\n  warehouse: {}\n",
            place("shop"),
            place("dw")
        );
        std::fs::write(&path, text).unwrap();
        crate::child::command(
            &["check", "--connections", &path.display().to_string()],
            &[],
        )
    };
    let (code, told) = check(&shared.url);
    assert!(
        code == 2 && told.contains("a pooler that shares sessions among transactions"),
        "{code} {told}"
    );
    let kept = Pooler::start(&world.server_url(), "session");
    world.job("dim_customer").on(1).over(&kept.url).ok();
    assert_eq!(world.customers().len(), 1);
    let (code, told) = check(&kept.url);
    assert_eq!(code, 0, "{told}");
}
