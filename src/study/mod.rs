//! Stand-in.
#![allow(missing_docs)]
mod output;
use crate::error::*;
use crate::scenario::*;
use crate::simulation::Observer;
pub use output::*;
#[derive(Debug)]
pub enum AxisKind {
    Number,
    Text,
}
#[derive(Debug)]
pub struct AxisColumn {
    pub name: String,
    pub kind: AxisKind,
}
#[derive(Debug, Default)]
pub struct StudyChanges {
    pub flags: Vec<Flag>,
    pub overrides: Overrides,
}
pub struct StudyFile {
    pub name: String,
    pub bytes: Vec<u8>,
    pub path: Option<std::path::PathBuf>,
}
pub trait StudySources {
    fn scenario(&self, path: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String>;
    fn cases(&self, path: &str) -> Result<StudyFile, String>;
}
pub struct BuiltIn;
impl StudySources for BuiltIn {
    fn scenario(&self, _: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String> {
        Err(String::new())
    }
    fn cases(&self, _: &str) -> Result<StudyFile, String> {
        Err(String::new())
    }
}
#[derive(Debug)]
pub struct Study {
    axes: Vec<AxisColumn>,
    base: Scenario,
}
pub struct Checked<'s> {
    s: &'s Study,
}
impl Checked<'_> {
    pub fn scenario(&self, case: u64) -> Result<Scenario, Error> {
        self.s.scenario(case)
    }
    pub fn study(&self) -> &Study {
        self.s
    }
}
impl Study {
    pub fn read(_: &str, _: &[u8], _: &dyn StudySources, _: &StudyChanges) -> Result<Self, Error> {
        Err(Error::Interrupted)
    }
    pub fn axes(&self) -> &[AxisColumn] {
        &self.axes
    }
    pub fn len(&self) -> u64 {
        0
    }
    pub fn title(&self) -> Option<&str> {
        None
    }
    pub fn cells(&self, _: u64) -> Vec<String> {
        Vec::new()
    }
    pub fn scenario(&self, _: u64) -> Result<Scenario, Error> {
        Err(Error::Interrupted)
    }
    pub fn base(&self) -> &Scenario {
        &self.base
    }
    pub fn sha256(&self) -> &str {
        ""
    }
    pub fn files(&self) -> Vec<std::path::PathBuf> {
        Vec::new()
    }
    pub fn check(&self, _: &rayon::ThreadPool, _: &dyn Observer) -> Result<Checked<'_>, Error> {
        Ok(Checked { s: self })
    }
}
