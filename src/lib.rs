//! placeholder
pub mod attrition;
pub mod error;
pub mod guide;
pub mod market;
pub mod offer;
pub mod quantity;
pub mod random;
pub mod simulation;
pub mod statistics;
