"""The screen process: Qt and nothing else."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from station_app.wiring.process import die_with_parent

if TYPE_CHECKING:
    from station_app.config import Settings
    from station_app.screen.control_plan import ControlPlan

KIOSK_SIZE = (1080, 1920)

PEOPLE = (
    ("师傅甲/Worker A", "320299198501020012"),
    ("师傅乙/Worker B", "320299197006150325"),
    ("师傅丙/Worker C", "34129919930808411X"),
)


def run_screen(socket: Path, *, parent: int | None, window: bool, picture: Path | None) -> int:
    """Show the kiosk until told to stop."""
    if parent is not None:
        # A screen that hangs hears no SIGTERM, and it has nothing to put away.
        die_with_parent(parent, signal.SIGKILL)
    from station_app.screen.app import main

    # A picture is for people without a display: it has the size of a kiosk, whatever the window would have.
    return main(str(socket), fullscreen=not window, size=KIOSK_SIZE if picture else None, picture=picture)


def run_control_window(config: Path, *, parent: int | None) -> int:
    """Show the demo's control window until its input ends."""
    if parent is not None:
        die_with_parent(parent)
    from station_app.screen.control_window import main
    from station_app.wiring.devices import checked_settings

    return main(control_plan(checked_settings(config)))


def control_plan(settings: Settings) -> ControlPlan:
    """What there is to play with in a config, and three people whom nobody is."""
    from station_app.screen.control_plan import ControlPlan
    from station_app.wiring.devices import reader_roles

    roles = reader_roles(settings)
    exits = {name: wires.exit_button for name, wires in settings.wiring.items()}
    return ControlPlan(
        readers=tuple(name for name, kind in roles.items() if kind == "id-card"),
        scanners=tuple(name for name, kind in roles.items() if kind == "code"),
        doors=tuple(settings.wiring),
        devices=tuple(settings.devices),
        exit_inputs={name: f"{button.device}/input/{button.channel}" for name, button in exits.items() if button},
        cards=PEOPLE,
    )
