//! When and why the job ends: causes, hazards, profiles, and the clocks that turn unit exponentials
//! into exit times. Knows no prices and no pay.

mod cause;
mod clock;
mod hazard;
mod leaving;
mod monthly;
mod profile;
mod response;

pub use cause::{Cause, Causes};
pub use clock::{Clock, ExitColumns};
pub use hazard::Hazard;
pub use leaving::{Integrated, Leaving, Risk};
pub use monthly::{MonthlyClock, Ringing};
pub use profile::{CertainExit, Hazards, Profile};
pub use response::{LayoffWaves, Responses, VestTiming};
