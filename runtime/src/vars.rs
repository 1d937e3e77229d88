//! Environment variables, so that tests and callers of the library can give their own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use crate::error::{Error, Result};

/// Where environment variables are looked up: the process's environment by default.
#[derive(Clone)]
pub struct Vars(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<OsString> + Send + Sync;

impl Vars {
    /// Exactly these variables, and none of the process's.
    #[must_use]
    pub fn of<K: Into<String>, V: Into<OsString>>(vars: impl IntoIterator<Item = (K, V)>) -> Vars {
        let vars: BTreeMap<String, OsString> = vars
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Vars(Arc::new(move |name| vars.get(name).cloned()))
    }

    /// A variable's value; `None` where it is not set.
    ///
    /// # Errors
    /// A value that is not UTF-8.
    pub fn get(&self, name: &str) -> Result<Option<String>> {
        match (self.0)(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(_)) => Err(Error::usage(format!(
                "the environment variable {name} is not valid UTF-8"
            ))),
        }
    }
}

impl Default for Vars {
    fn default() -> Vars {
        Vars(Arc::new(|name| std::env::var_os(name)))
    }
}

impl fmt::Debug for Vars {
    /// Names nothing: a variable may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vars(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_utf_8_is_an_error_that_names_it() {
        use std::os::unix::ffi::OsStringExt;
        let vars = Vars::of([("BAD", OsString::from_vec(vec![0xff]))]);
        assert!(vars.get("BAD").unwrap_err().to_string().contains("BAD"));
        assert_eq!(vars.get("OTHER").unwrap(), None);
    }
}
