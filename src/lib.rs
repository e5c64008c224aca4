//! Scorepack turns a month of work records into a review packet for every engineer and team.
//!
//! Data flows one way through named stages; `ARCHITECTURE.md` has the picture.

pub mod archive;
pub mod calendar;
pub mod cell;
pub mod chart;
pub mod cli;
pub mod compose;
pub mod deliver;
pub mod diagnostic;
pub mod load;
pub mod locale;
pub mod measure;
pub mod period;
pub mod pipeline;
pub mod quantity;
pub mod render;
pub mod score;
pub mod statistics;
pub mod theme;
pub mod typeface;
pub mod workspace;
