//! Studies: many cases of one scenario, from the document to the table.

mod tables;
