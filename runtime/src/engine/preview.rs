//! A look at what a job makes of its first rows: source read, filter and expressions applied,
//! nothing compared, nothing written. The target is not opened.

use super::lost;
use super::readers::open_sources;
use super::session::Session;
use super::shape;
use super::workers::guarded;
use crate::clock;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::preview::{Preview, PreviewOf, PreviewRow};
use crate::program::{Compiled, Pass};
use crate::scratch::Scratch;
use crate::source::Chunk;
use crate::source::bounds::Bounds;

/// Looks at a job's first rows.
pub(crate) fn preview(job: &Compiled, options: &Options, of: PreviewOf) -> Result<Vec<PreviewRow>> {
    let session = Session::resolve(job, options)?;
    let (origin, _) = session.find_source(None, None, &*lost::unasked())?;
    shape::check_source(&*origin)?;
    let now = clock::now();
    let scratch = Scratch::new(session.constants(0, now, options.effective_at.unwrap_or(now)));
    let files = origin.names();
    let mut preview = Preview::new(of, scratch, &files);
    let mut sources = open_sources(&session, &*origin)?;
    let source = sources
        .first_mut()
        .ok_or_else(|| Error::failed("the source is not open"))?;
    let pass = Pass::Preview(&mut preview);
    guarded(|| {
        session
            .code
            .pass(&mut **source, Chunk::Bounds(&Bounds::All), pass)
    })?;
    Ok(preview.rows)
}
