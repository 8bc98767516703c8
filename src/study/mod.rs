//! Batches of cases: which table they make, how it is divided, taken up again and put together. Formats nothing, which is
//! the business of `report`, and opens nothing, which is that of `cli`.

mod container;
mod identity;
mod manifest;
mod merge;
mod partial;
mod shard;

pub use container::{FirstLine, Frames, write_frame};
pub use identity::{Content, Identity, VERSION};
pub use manifest::{FileFacts, Manifest, Share};
pub use merge::in_order;
pub use partial::Left;
pub use shard::{MOST_SHARDS, Shard, ShardBy};
