"""What a station offers behind its door: help and advice, reports, supplies, books, turns. Each offer is one module."""
