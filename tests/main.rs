//! The tests that see the program as its users do: each module has a subject. One program for all of
//! them is linked once, and what several tests look at is made once.
//!
//! `cargo test golden::` runs the tests of one module.

#![expect(
    clippy::duplicate_mod,
    reason = "both generators of sample data, programs of their own, draw and name alike"
)]

mod common;

mod absent;
mod alert_mails;
mod alerts;
mod architecture;
mod batch;
mod broken;
mod cases;
mod changes;
mod charts;
mod complaints;
mod documents;
mod duty;
mod editions;
mod explain;
mod explained;
mod fairness;
mod faults;
mod full;
mod fuzzed;
mod goals;
mod golden;
mod grading;
mod guards;
mod history;
mod hostile;
mod killed;
mod kpis;
mod languages;
mod listing;
mod log;
mod look;
mod lookback;
mod milestones;
mod operations;
mod order;
mod overview;
mod paper;
mod pdf;
mod protect;
mod prune;
mod purchases;
mod quarters;
mod real;
mod recall;
mod redact;
mod reprint;
mod resend;
mod review;
mod rules;
mod sample;
mod sample_rules;
mod schema;
mod secrets;
mod send;
mod starter;
mod together;
mod untested;
mod values;
mod verdicts;
mod waterfall;
mod workbook;
