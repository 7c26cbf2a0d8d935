"""The system of an unattended rest station: rules, journal, identity, sync, screen and hub."""

__version__ = "0.1.0"
