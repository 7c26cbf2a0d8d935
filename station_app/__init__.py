"""The system of an unattended rest station: rules, journal, identity, sync, screen and hub."""
