"""Who did what, when. Hash-chained, append-only; the only writer of the log."""
