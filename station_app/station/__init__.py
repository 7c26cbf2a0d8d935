"""The shell round the rules: one queue of events in, `step`, commands carried out in order."""
