//! Statistics: numbers in, numbers out, no knowledge of pay.
//!
//! This layer turns outcomes into estimates and tells how far each may be off. Three rules hold throughout:
//!
//! * **Sign.** More is better. The tail of the risk measures is the *low* end, reported as the outcome
//!   itself and never as a loss.
//! * **Absent is absent.** A statistic that does not exist (the mean of nothing, the standard error of
//!   one number) is `None`, never 0. Bounds are written so that NaN fails them.
//! * **The same bits everywhere.** Nothing here depends on threads, on the order of merging, or on the
//!   platform's mathematical library.
//!
//! | File | Owns |
//! |---|---|
//! | `estimate` | a value with its standard error |
//! | `moments` | mergeable sums: count, mean, standard deviation, least and greatest |
//! | `chunk_sums` | a chunk's sums, piece by piece, in a fixed order that vectorizes |
//! | `weighted_sums` | the same of values with weights |
//! | `sample` | sorting |
//! | `order` | what is known of a sample's order: the questions that estimates ask |
//! | `classes` | classes of numbers cut from the floats' bits |
//! | `class` | the values of a class, known only by number |
//! | `bins` | counts in classes: a sample's order in constant memory |
//! | `class_counts` | the same once a sample is complete, as a list |
//! | `share_bins` | counts in classes of values that have weights |
//! | `sole_value` | whether the values of a class are one |
//! | `selection` | exact order statistics of a stored sample, without sorting it |
//! | `cells` | what is known of such a sample, interval by interval |
//! | `sift` | the pass over it that finds out more |
//! | `quantiles` | percentiles |
//! | `risk` | expected shortfall |
//! | `proportion` | probabilities |
//! | `dominance` | first- and second-order stochastic dominance |
//! | `segments` | the same between samples that are counted or selected, not sorted |
//! | `replicates` | standard errors where runs are not independent |
//! | `equivalent` | the independent runs that an estimate is worth |
//! | `sensitivity` | Sobol's indices: which input explains how much of a variance |
//! | `bracket` | where a function crosses 0 |
//! | `tilting` | weights that make a sample hold some means with the least change |
//! | `weighted` | percentiles and expected shortfall of values with weights |
//! | `histogram` | round class edges, counts |

mod bins;
mod bracket;
mod cells;
mod chunk_sums;
mod class;
mod class_counts;
mod classes;
mod dominance;
mod equivalent;
mod estimate;
mod histogram;
mod moments;
mod order;
mod proportion;
mod quantiles;
mod replicates;
mod risk;
mod sample;
mod segments;
mod selection;
mod sensitivity;
mod share_bins;
mod sift;
mod sole_value;
mod tilting;
mod weighted;
mod weighted_sums;

pub use bins::Bins;
pub use bracket::Bracket;
pub use chunk_sums::ChunkSums;
pub use class::{Class, Classed};
pub use class_counts::{ClassCounts, WideClasses};
pub use classes::RELATIVE_ERROR;
pub use dominance::{Dominance, Dominant, dominance, dominance_while};
pub use equivalent::{
    equivalent_runs, proportion_run_variance, quantile_run_variance, quantile_run_variance_ranks,
    shortfall_run_variance,
};
pub use estimate::Estimate;
pub use histogram::{Histogram, histogram, nice_edges};
pub use moments::Moments;
pub use order::Order;
pub use proportion::proportion_estimate;
pub use quantiles::{quantile, quantile_estimate, quantile_estimate_ranks, quantile_ranks};
pub use replicates::{REPLICATES, from_replicates};
pub use risk::{
    expected_shortfall, expected_shortfall_estimate, shortfall_boundary, shortfall_ranks,
};
pub use sample::{PIECE, sort, sort_while};
pub use segments::{dominance_of_classes, dominance_of_selections};
pub use selection::Selection;
pub use sensitivity::{SaltelliDesign, SaltelliValues, SobolIndex, sobol_indices};
pub use share_bins::ShareBins;
pub use sift::Pieces;
pub use tilting::{MOST_VIEWS, Tilting, Untiltable, View, tilt};
pub use weighted::{WeightedSample, effective_size};
pub use weighted_sums::{Kept, WeightedSums};
