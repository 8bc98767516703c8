//! Studies: many cases of one scenario, simulated whole or in shares.

mod parts;
