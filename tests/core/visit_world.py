"""Visits, as tests say it."""

from __future__ import annotations

MINUTE = 60
