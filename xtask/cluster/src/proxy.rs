//! A TCP proxy before a server, for the faults of a network: what is sent is held back, slowed
//! down, cut off in the middle, closed on one side, or dropped without a word, as by a cable that
//! is pulled or a firewall that forgot the connection.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use socket2::{SockFilter, SockRef};

/// A proxy that listens until it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

#[derive(Debug)]
struct Shared {
    server: SocketAddr,
    faults: Mutex<Faults>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Faults {
    links: Vec<Weak<Link>>,
    stalled: bool,
    delay: Duration,
    /// Bytes that still go through before all links are cut, by way.
    left: [Option<u64>; 2],
    refusing: bool,
    ended: bool,
}

/// One client's connection and the server's that belongs to it.
#[derive(Debug)]
struct Link {
    client: TcpStream,
    server: TcpStream,
}

impl Link {
    fn cut(&self) {
        // A socket that is closed already is as it should be.
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

impl Shared {
    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while nothing goes through. How many of these bytes do then, and whether the link is
    /// cut behind them; `None`: the proxy has ended.
    fn admit(&self, way: Way, bytes: usize) -> Option<(usize, bool)> {
        let delay = self.faults().delay;
        if !delay.is_zero() {
            std::thread::sleep(delay);
        }
        let mut faults = self.faults();
        while faults.stalled && !faults.ended {
            faults = self
                .changed
                .wait(faults)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if faults.ended {
            return None;
        }
        let Some(left) = &mut faults.left[way as usize] else {
            return Some((bytes, false));
        };
        let admitted = usize::try_from(*left).map_or(bytes, |left| left.min(bytes));
        *left -= admitted as u64;
        Some((admitted, *left == 0))
    }
}

impl Proxy {
    /// A proxy before the server at this port of 127.0.0.1.
    ///
    /// # Errors
    /// No port is free.
    pub fn before(port: u16) -> io::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let server = SocketAddr::from(([127, 0, 0, 1], port));
        let shared = Arc::new(Shared {
            server,
            faults: Mutex::default(),
            changed: Condvar::new(),
        });
        let serving = Arc::clone(&shared);
        let listener = std::thread::spawn(move || accept(&listener, &serving));
        Ok(Proxy {
            address,
            shared,
            listener: Some(listener),
        })
    }

    /// The port that it listens on, at 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The same URL by way of the proxy.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        url.replacen(
            &format!("127.0.0.1:{}", self.shared.server.port()),
            &self.address.to_string(),
            1,
        )
    }

    /// Connections that are open.
    #[must_use]
    pub fn links(&self) -> usize {
        self.shared
            .faults()
            .links
            .iter()
            .filter(|link| link.strong_count() > 0)
            .count()
    }

    /// Nothing goes through any more; what is sent is taken, and acknowledged, and kept.
    pub fn stall(&self) {
        self.shared.faults().stalled = true;
    }

    /// What was held back goes through, and all that follows, at once.
    pub fn resume(&self) {
        let mut faults = self.shared.faults();
        (faults.stalled, faults.delay, faults.left, faults.refusing) =
            (false, Duration::ZERO, [None; 2], false);
        drop(faults);
        self.shared.changed.notify_all();
    }

    /// Each piece goes through after a while.
    pub fn delay(&self, each: Duration) {
        self.shared.faults().delay = each;
    }

    /// So many bytes still go through this way, over all connections; then they are closed.
    pub fn truncate_after(&self, way: Way, bytes: u64) {
        self.shared.faults().left[way as usize] = Some(bytes);
    }

    /// The one who sends this way seems to have closed its half of each connection.
    pub fn half_close(&self, way: Way) {
        self.each(|link| {
            let to = if way == Way::ToServer {
                &link.server
            } else {
                &link.client
            };
            // A socket that is closed already is as it should be.
            let _ = to.shutdown(Shutdown::Write);
        });
    }

    /// Closes all connections. Others can be opened.
    pub fn cut(&self) {
        self.each(Link::cut);
    }

    /// Connections that come from now on are closed at once.
    pub fn refuse(&self) {
        self.shared.faults().refusing = true;
    }

    /// Whatever either side of the open connections sends is lost, acknowledgements and all:
    /// neither is told. Others can be opened.
    ///
    /// # Errors
    /// The operating system does not let packets be dropped.
    pub fn vanish(&self) -> io::Result<()> {
        // Berkeley Packet Filter: return 0, the bytes of each packet that are kept.
        const DROP: u16 = 0x06;
        let mut outcome = Ok(());
        self.each(|link| {
            for socket in [&link.client, &link.server] {
                outcome = std::mem::replace(&mut outcome, Ok(()))
                    .and(SockRef::from(socket).attach_filter(&[SockFilter::new(DROP, 0, 0, 0)]));
            }
        });
        outcome
    }

    fn each(&self, mut act: impl FnMut(&Link)) {
        let links: Vec<Arc<Link>> = self
            .shared
            .faults()
            .links
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        links.iter().for_each(|link| act(link));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.faults().ended = true;
        self.shared.changed.notify_all();
        self.cut();
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        let (refusing, ended) = {
            let faults = shared.faults();
            (faults.refusing, faults.ended)
        };
        if ended {
            return;
        }
        // A client that is gone already, or a server that does not answer: the client's socket is
        // closed, as the server would.
        let Some(client) = client.ok().filter(|_| !refusing) else {
            continue;
        };
        let Ok(server) = TcpStream::connect(shared.server) else {
            continue;
        };
        let _ = client.set_nodelay(true);
        let _ = server.set_nodelay(true);
        let link = Arc::new(Link { client, server });
        let mut faults = shared.faults();
        faults.links.retain(|link| link.strong_count() > 0);
        faults.links.push(Arc::downgrade(&link));
        drop(faults);
        for way in [Way::ToServer, Way::ToClient] {
            let (link, shared) = (Arc::clone(&link), Arc::clone(shared));
            std::thread::spawn(move || pump(&link, way, &shared));
        }
    }
}

/// Carries bytes one way until that way ends.
fn pump(link: &Link, way: Way, shared: &Shared) {
    let (mut from, mut to) = match way {
        Way::ToServer => (&link.client, &link.server),
        Way::ToClient => (&link.server, &link.client),
    };
    let mut buffer = vec![0; 16 << 10];
    loop {
        let length = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return link.cut(),
        };
        let Some((admitted, last)) = shared.admit(way, length) else {
            return link.cut();
        };
        if to.write_all(&buffer[..admitted]).is_err() || last {
            return link.cut();
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that sends back what it gets, until its client closes.
    fn echo() -> io::Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                std::thread::spawn(move || io::copy(&mut &client, &mut &client));
            }
        });
        Ok(port)
    }

    fn said(client: &mut TcpStream, text: &str) -> io::Result<String> {
        client.write_all(text.as_bytes())?;
        let mut buffer = vec![0; text.len()];
        client.read_exact(&mut buffer)?;
        String::from_utf8(buffer).map_err(io::Error::other)
    }

    #[test]
    fn each_fault_is_one() -> io::Result<()> {
        let proxy = Proxy::before(echo()?)?;
        let open = || -> io::Result<TcpStream> {
            let client = TcpStream::connect(("127.0.0.1", proxy.port()))?;
            client.set_read_timeout(Some(Duration::from_millis(300)))?;
            Ok(client)
        };
        let mut client = open()?;
        assert_eq!(said(&mut client, "hello")?, "hello");

        proxy.stall();
        assert_eq!(
            said(&mut client, "held").map_err(|error| error.kind()),
            Err(io::ErrorKind::WouldBlock)
        );
        proxy.resume();
        let mut late = [0; 4];
        client.read_exact(&mut late)?;
        assert_eq!(&late, b"held");

        let clock = std::time::Instant::now();
        proxy.delay(Duration::from_millis(40));
        assert_eq!(said(&mut client, "slow")?, "slow");
        assert!(clock.elapsed() >= Duration::from_millis(80));
        proxy.resume();

        proxy.truncate_after(Way::ToClient, 3);
        let mut all = Vec::new();
        client.write_all(b"truncated")?;
        client.read_to_end(&mut all)?;
        assert_eq!(all, b"tru");
        proxy.resume();

        let mut client = open()?;
        assert_eq!(said(&mut client, "again")?, "again");
        proxy.half_close(Way::ToClient);
        assert_eq!(client.read(&mut [0; 1])?, 0);

        let mut client = open()?;
        assert_eq!(said(&mut client, "again")?, "again");
        proxy.vanish()?;
        assert_eq!(
            said(&mut client, "lost").map_err(|error| error.kind()),
            Err(io::ErrorKind::WouldBlock)
        );
        assert_eq!(said(&mut open()?, "another")?, "another");

        proxy.refuse();
        assert!(said(&mut open()?, "refused").is_err());
        Ok(())
    }
}
