//! Tests of the deck, the queue and the figures, with fixed clocks.
