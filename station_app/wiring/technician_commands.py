"""The technician's commands: parsers only; what each does is imported when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_technician_commands(command: Add) -> None:
    """Teach the `station` command what technicians need."""
