"""Devices: one plain class each, with verbs that name a state (hold, release) and never a flip."""
