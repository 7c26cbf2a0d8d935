"""Pure rules: told everything, asks nothing. No I/O, clock, logging, threads or randomness."""
