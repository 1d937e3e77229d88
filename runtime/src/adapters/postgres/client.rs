//! A session that the thread which uses it drives: tokio-postgres speaks the protocol, and its
//! connection is polled inside a call only, together with what the call waits for.
//!
//! The rows of a COPY come in blocks. The server sends each row as a message of its own; a turn of
//! the reactor for each of them would cost more than reading, comparing and writing the row.

use std::future::{Future, poll_fn};
use std::io::{self, BufRead, Read};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::try_join_all;
use futures_util::{Sink, Stream};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::ToSql;
use tokio_postgres::{
    Config, CopyInSink, CopyOutStream, Error, Row, SimpleQueryMessage, Socket, Statement,
    ToStatement,
};

/// Bytes of rows that are taken from the server in one go.
const BLOCK_BYTES: usize = 64 << 10;

/// How long a session's farewell may take: the server notices its end without it.
const FAREWELL: Duration = Duration::from_secs(1);

/// One session. The order of its fields is the order in which they are dropped: once nobody can ask
/// it for anything, the connection ends by itself, with a word to the server.
pub(crate) struct Client {
    client: tokio_postgres::Client,
    driver: Driver,
}

/// What moves a session's bytes.
struct Driver {
    runtime: Runtime,
    /// `None`: it has ended.
    connection: Option<Running>,
}

/// A connection on its way to its end.
type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Driver {
    /// Waits for what `work` gives. Where the connection ends, what the server said before comes
    /// first; then how it ended, which says more than that the session is closed.
    fn drive<T>(
        &mut self,
        mut work: impl FnMut(&mut Context<'_>) -> Poll<Result<T, Error>>,
    ) -> Result<T, Error> {
        let Driver {
            runtime,
            connection,
        } = self;
        runtime.block_on(poll_fn(|cx| {
            if let Some(running) = connection
                && let Poll::Ready(end) = running.as_mut().poll(cx)
            {
                *connection = None;
                if let Err(error) = end {
                    return match work(cx) {
                        Poll::Ready(Ok(given)) => Poll::Ready(Ok(given)),
                        Poll::Ready(Err(told)) if told.as_db_error().is_some() => {
                            Poll::Ready(Err(told))
                        }
                        _ => Poll::Ready(Err(error)),
                    };
                }
            }
            work(cx)
        }))
    }

    fn wait<T>(&mut self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut future = pin!(future);
        self.drive(|cx| future.as_mut().poll(cx))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(running) = self.connection.take() {
            let _ = self
                .runtime
                .block_on(async { tokio::time::timeout(FAREWELL, running).await });
        }
    }
}

impl Client {
    /// Opens a session. The config's time to connect is for all of it: a server that takes the
    /// connection may still not answer.
    ///
    /// # Errors
    /// The outer one: no answer in time, or this machine gives no means to wait for a socket.
    pub(super) fn connect<T>(config: &Config, tls: T) -> io::Result<Result<Client, Error>>
    where
        T: MakeTlsConnect<Socket>,
        T::TlsConnect: Send,
        T::Stream: Send + 'static,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let hosts = u32::try_from(config.get_hosts().len())
            .unwrap_or(u32::MAX)
            .max(1);
        let opened = runtime.block_on(async {
            match config.get_connect_timeout() {
                Some(limit) => {
                    tokio::time::timeout(limit.saturating_mul(hosts), config.connect(tls)).await
                }
                None => Ok(config.connect(tls).await),
            }
        });
        let opened = opened
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "the server does not answer"))?;
        Ok(opened.map(|(client, connection)| {
            let connection: Running = Box::pin(connection);
            Client {
                client,
                driver: Driver {
                    runtime,
                    connection: Some(connection),
                },
            }
        }))
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.driver.wait(self.client.prepare(sql))
    }

    pub(crate) fn execute<S: ToStatement + ?Sized>(
        &mut self,
        statement: &S,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        self.driver.wait(self.client.execute(statement, values))
    }

    /// Executes a statement with each of some rows of values, without waiting for one before the
    /// next is sent.
    pub(crate) fn execute_all(
        &mut self,
        statement: &Statement,
        rows: &[Vec<&(dyn ToSql + Sync)>],
    ) -> Result<(), Error> {
        let Client { client, driver } = self;
        driver
            .wait(try_join_all(
                rows.iter().map(|values| client.execute(statement, values)),
            ))
            .map(drop)
    }

    pub(crate) fn query<S: ToStatement + ?Sized>(
        &mut self,
        statement: &S,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        self.driver.wait(self.client.query(statement, values))
    }

    pub(crate) fn query_opt<S: ToStatement + ?Sized>(
        &mut self,
        statement: &S,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        self.driver.wait(self.client.query_opt(statement, values))
    }

    pub(crate) fn query_one<S: ToStatement + ?Sized>(
        &mut self,
        statement: &S,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Error> {
        self.driver.wait(self.client.query_one(statement, values))
    }

    pub(crate) fn batch_execute(&mut self, sql: &str) -> Result<(), Error> {
        self.driver.wait(self.client.batch_execute(sql))
    }

    pub(crate) fn simple_query(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, Error> {
        self.driver.wait(self.client.simple_query(sql))
    }

    /// Begins a COPY … TO STDOUT.
    pub(crate) fn copy_out(&mut self, sql: &str) -> Result<CopyOut<'_>, Error> {
        let stream = self.driver.wait(self.client.copy_out(sql))?;
        let block = Vec::with_capacity(BLOCK_BYTES + (BLOCK_BYTES >> 2));
        Ok(CopyOut {
            driver: &mut self.driver,
            stream: Box::pin(stream),
            block,
            read: 0,
            fault: None,
            ended: false,
        })
    }

    /// Begins a COPY … FROM STDIN.
    pub(crate) fn copy_in(&mut self, sql: &str) -> Result<CopyIn<'_>, Error> {
        let sink = self.driver.wait(self.client.copy_in(sql))?;
        Ok(CopyIn {
            driver: &mut self.driver,
            sink: Box::pin(sink),
        })
    }
}

/// The bytes of a COPY … TO STDOUT.
pub(crate) struct CopyOut<'c> {
    driver: &'c mut Driver,
    stream: Pin<Box<CopyOutStream>>,
    block: Vec<u8>,
    /// Bytes of the block that are done with.
    read: usize,
    /// What the server said behind the last rows.
    fault: Option<Error>,
    ended: bool,
}

impl CopyOut<'_> {
    /// Takes messages until the block is full or the stream ends.
    #[cold]
    fn refill(&mut self) -> io::Result<()> {
        let CopyOut {
            driver,
            stream,
            block,
            read,
            fault,
            ended,
        } = self;
        block.clear();
        *read = 0;
        if let Some(error) = fault.take() {
            return Err(io::Error::other(error));
        }
        if *ended {
            return Ok(());
        }
        driver
            .drive(|cx| {
                while block.len() < BLOCK_BYTES {
                    match stream.as_mut().poll_next(cx) {
                        Poll::Ready(Some(Ok(bytes))) => block.extend_from_slice(&bytes),
                        Poll::Ready(Some(Err(error))) if block.is_empty() => {
                            return Poll::Ready(Err(error));
                        }
                        Poll::Ready(Some(Err(error))) => {
                            *fault = Some(error);
                            break;
                        }
                        Poll::Ready(None) => {
                            *ended = true;
                            break;
                        }
                        Poll::Pending => return Poll::Pending,
                    }
                }
                Poll::Ready(Ok(()))
            })
            .map_err(io::Error::other)
    }
}

impl Read for CopyOut<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(into.len());
        into[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for CopyOut<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.block.len() {
            self.refill()?;
        }
        Ok(&self.block[self.read..])
    }

    #[inline]
    fn consume(&mut self, bytes: usize) {
        self.read += bytes;
    }
}

/// Where the bytes of a COPY … FROM STDIN go. Dropped without [`CopyIn::finish`], the COPY fails.
pub(crate) struct CopyIn<'c> {
    driver: &'c mut Driver,
    sink: Pin<Box<CopyInSink<Bytes>>>,
}

impl CopyIn<'_> {
    /// Hands bytes over.
    pub(crate) fn send(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        let CopyIn { driver, sink } = self;
        let mut bytes = Some(Bytes::from(bytes));
        driver.drive(|cx| {
            if let Some(next) = bytes.take() {
                match sink.as_mut().poll_ready(cx) {
                    Poll::Ready(Ok(())) => sink.as_mut().start_send(next)?,
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => {
                        bytes = Some(next);
                        return Poll::Pending;
                    }
                }
            }
            sink.as_mut().poll_flush(cx)
        })
    }

    /// Ends the COPY. Returns the rows that the server took.
    pub(crate) fn finish(mut self) -> Result<u64, Error> {
        let CopyIn { driver, sink } = &mut self;
        driver.drive(|cx| sink.as_mut().poll_finish(cx))
    }
}
