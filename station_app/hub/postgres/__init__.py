"""What is PostgreSQL's alone: months as partitions, COPY at ingest, a bell across workers."""
