//! Entries, chains, batches, bundles and receipts, and the sync state machine, all without I/O.
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]
