"""The screen process: Qt and nothing else."""

from __future__ import annotations

from pathlib import Path

from station_app.wiring.process import die_with_parent


def run_screen(socket: Path, *, parent: int | None, window: bool, picture: Path | None) -> int:
    """Show the kiosk until told to stop."""
    if parent is not None:
        die_with_parent(parent)
    from station_app.screen.app import main

    return main(str(socket), fullscreen=not window)


def run_control_window(config: Path, *, parent: int | None) -> int:
    """Show the demo's control window until its input ends."""
    if parent is not None:
        die_with_parent(parent)
