"""The national size, measured: our own code path against hand-written SQL. Run it with `make bench`."""
