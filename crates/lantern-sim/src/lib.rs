//! A seeded world of phones, bad links and an HQ on failing disks, in which Lantern's invariants hold or a seed says where not.
//!
//! What runs here is the product: the phone's engine, the ledger, the server's intake, journal, index and fold.
//! Only what lies outside of it is simulated: disks, browsers' stores, clocks, networks, keys, people.
//! How to run it, to repeat a finding and to add trouble stands in the README beside this.

pub mod world;

mod calm;
mod checks;
mod day;
mod tabs;

pub mod happenings;
pub mod seams;

pub mod handset;
pub mod hq;
pub mod hub;
pub mod link;
pub mod people;

pub mod annals;
pub mod findings;
pub mod oracle;

pub mod chance;
pub mod copy;
pub mod forger;
pub mod gate;
pub mod signing;
