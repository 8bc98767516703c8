//! From the cases of a study to its table: what decides its bytes, how it is divided, taken up again after any end, and put
//! together.
//!
//! `contents` makes the bytes of cases: rows, or parts of answers where the runs are divided; `identity` says of which table
//! they are, `shard` which share of it; `container` is the file that keeps them, `partial` what an earlier process left of
//! one; `merge` orders shares, and `manifest` is what stands beside a finished table.

mod container;
mod contents;
mod identity;
mod manifest;
mod merge;
mod partial;
mod shard;

pub use container::{FirstLine, Frames, write_frame};
pub use contents::{Joiner, Table, Wanted};
pub use identity::{Content, Identity};
pub use manifest::{FileFacts, Manifest, Share};
pub use merge::in_order;
pub use partial::Left;
pub use shard::{MOST_SHARDS, Shard, ShardBy};
