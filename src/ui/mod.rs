//! Components that know neither the phone nor the network: words, values and signals in, events out.
