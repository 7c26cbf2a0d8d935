"""Whole stations in virtual time: people, doors, mishaps and the same rules as in the kiosk, checked on every step."""
