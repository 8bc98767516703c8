//! When and why the job ends: causes, hazards, profiles, and the clocks that turn unit exponentials
//! into exit times. Knows no prices and no pay.

mod cause;
mod clock;
mod hazard;
mod profile;

pub use cause::{Cause, Causes};
pub use clock::{Clock, ExitColumns, first_exit};
pub use hazard::Hazard;
pub use profile::{CertainExit, Hazards, Profile};
