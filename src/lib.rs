//! What a job offer really pays over four years: the distribution of realized pay under stock risk,
//! early exits and sign-on clawbacks.
//!
//! # Example
//!
//! ```
//! use vestrisk::{
//!     Detail, Document, NoSources, Options, Overrides, Processor, Unobserved, summarize,
//! };
//!
//! let text = r#"
//!     format = 1
//!     [stocks.ACME]
//!     price = 50.0
//!     expected_return = 0.04
//!     model = { kind = "gbm", volatility = 0.45 }
//!     [[offers]]
//!     name = "Acme"
//!     attrition = "startup"
//!     base_salary = 150_000
//!     [[offers.grants]]
//!     stock = "ACME"
//!     value = 200_000
//!     vesting = "even_cliff_12"
//! "#;
//! let overrides = Overrides { runs: Some(10_000), ..Overrides::default() };
//! let scenario = Document::parse("acme.toml", text.as_bytes())?.lower(&NoSources, &overrides)?;
//! let pool = rayon::ThreadPoolBuilder::new().build().expect("threads start");
//! let processor = Processor::best();
//! let options = Options { pool: &pool, memory: 1 << 30, detail: Detail::Means, processor };
//! let summary = summarize(&scenario, &options, &Unobserved)?;
//! let acme = &summary.offers[0];
//! assert_eq!(acme.letter.total, 800_000.0);
//! assert!(acme.pay.distribution.mean.value < acme.letter.total);
//! # Ok::<(), vestrisk::Error>(())
//! ```
//!
//! # Units
//!
//! | quantity | unit |
//! |---|---|
//! | money | nominal US dollars before tax |
//! | time | months since the start date, t = 0; whole months in documents |
//! | rates, yields, volatilities, hazards | a year, as fractions (0.04 is 4 %); rates compound continuously |
//! | vesting | percent |
//! | probabilities | fractions |
//!
//! # Layers
//!
//! A module imports only from lower numbers; modules of one number never import each other. A test
//! holds this.
//!
//! | layer | module | owns |
//! |---|---|---|
//! | 0 | [`error`] | the one public error |
//! | 0 | [`processor`] | which vector instructions the hot loops run on |
//! | 0 | [`room`] | memory for many numbers, straight from the system |
//! | 1 | [`quantity`] | validated quantities, ranges declared once |
//! | 1 | [`random`] | addressed draws, the only source of randomness |
//! | 1 | [`statistics`] | numbers in, numbers out |
//! | 2 | [`market`] | how prices move |
//! | 2 | [`attrition`] | when and why the job ends |
//! | 3 | [`offer`] | what is promised |
//! | 4 | [`simulation`] | setup, plan, kernel, ledger, engine |
//! | 5 | [`scenario`] | documents into setups; presets and built-in scenarios |
//! | 6 | [`analysis`] | questions and their answers |
//! | 7 | [`report`] | results into bytes |
//! | 8 | [`study`] | many cases of one scenario, and their table: shares, resuming, merging |
//! | 10 | [`cli`] | arguments, files, clock, terminal |
//! | – | [`guide`] | methods, [stock models](guide::models), [comparing files](guide::compare), [tornadoes](guide::tornado), [samplers and exits](guide::samplers), [stresses](guide::stress), the [worst runs](guide::tail), [what to ask for](guide::solve), [what offers are worth](guide::worth), the [brief](guide::brief), [studies](guide::studies), the scenario file, the [cookbook](guide::cookbook), design notes |

pub mod analysis;
pub mod attrition;
pub mod cli;
pub mod error;
pub mod guide;
pub mod market;
pub mod offer;
pub mod processor;
pub mod quantity;
pub mod random;
pub mod report;
pub mod room;
pub mod scenario;
pub mod simulation;
pub mod statistics;
pub mod study;

pub use analysis::{Detail, Options, Summary, summarize};
pub use error::{DocumentFaults, Error, Fault, Flag, ParameterError};
pub use market::{Market, Model, Stock};
pub use offer::{Component, Grant, Offer, SignOn};
pub use processor::Processor;
pub use scenario::{Document, NoSources, Overrides, Scenario, Sources};
pub use simulation::{Measure, Observer, Settings, Setup, Unobserved};
