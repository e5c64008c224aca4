//! Turns a month of work records into review packets.
