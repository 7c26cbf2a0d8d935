"""The only place that builds things and hands them to each other: one module per process or command."""
