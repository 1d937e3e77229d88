//! One error type: what happened, where, what to do, and whether another attempt may help.

use std::fmt;

/// What kind of failure it is: decides the exit code and whether a chunk is retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bad usage or configuration. Exit 2.
    Usage,
    /// A fault that another attempt may not meet: busy, connection lost, deadlock. Exit 1.
    Transient,
    /// Anything else that went wrong. Exit 1.
    Failed,
    /// A constraint of the table is in the way: another row has what this one is to have. It may be
    /// gone when other keys are written; else exit 4.
    Conflict,
    /// The run was asked to stop. Exit 3.
    Stopped,
    /// A rule about the data says no: rejects, close limit, empty source, drift. Exit 4.
    Refused,
    /// The lease is held by another run, or was lost to one. Exit 5.
    Held,
}

/// A failure.
///
/// `Display` is one line without the cause; the command line prints the chain. Values of rows and
/// secrets are never in it.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    help: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The runtime's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of a kind.
    #[cold]
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            help: None,
            source: None,
        }))
    }

    /// Bad usage or configuration.
    #[cold]
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }

    /// A failure that another attempt will not mend.
    #[cold]
    #[must_use]
    pub fn failed(message: impl Into<String>) -> Error {
        Error::new(Kind::Failed, message)
    }

    /// A rule about the data says no.
    #[cold]
    #[must_use]
    pub fn refused(message: impl Into<String>) -> Error {
        Error::new(Kind::Refused, message)
    }

    /// The run was asked to stop.
    #[cold]
    #[must_use]
    pub(crate) fn stopped() -> Error {
        Error::new(
            Kind::Stopped,
            "the run was asked to stop; its committed chunks stay",
        )
        .help("run again to go on with it")
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.0.help = Some(help.into());
        self
    }

    /// With its cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.0.source = Some(source.into());
        self
    }

    /// The same failure, told from further out: of the same kind, with this one as its cause.
    #[must_use]
    pub fn within(self, message: impl Into<String>) -> Error {
        let kind = self.kind();
        Error::new(kind, message).because(self)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What to do about it; the innermost advice of the chain wins.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        let inner = self
            .0
            .source
            .as_deref()
            .and_then(|source| source.downcast_ref::<Error>());
        inner.and_then(Error::advice).or(self.0.help.as_deref())
    }

    /// The process's exit code for it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.kind() {
            Kind::Transient | Kind::Failed => 1,
            Kind::Usage => 2,
            Kind::Stopped => 3,
            Kind::Refused | Kind::Conflict => 4,
            Kind::Held => 5,
        }
    }

    /// The message and its causes on one line, for the ledger.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
