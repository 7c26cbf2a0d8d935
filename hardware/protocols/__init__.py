"""Protocols turn bytes into frames and back. They do not read, wait or log."""
