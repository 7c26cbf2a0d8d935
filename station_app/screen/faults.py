"""What keeps the screen from coming up."""

from __future__ import annotations


class ScreenError(RuntimeError):
    """The screen cannot come up; says what is missing."""
