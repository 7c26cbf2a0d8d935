"""The screen process: Qt and nothing else."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from station_app.wiring.process import die_with_parent

if TYPE_CHECKING:
    from hardware.protocols.register_map import Quantity
    from station_app.config import DeviceTable, Point, Settings
    from station_app.screen.control_plan import ControlPlan

KIOSK_SIZE = (1080, 1920)

PEOPLE = (
    ("师傅甲/Worker A", "320299198501020012"),
    ("师傅乙/Worker B", "320299197006150325"),
    ("师傅丙/Worker C", "34129919930808411X"),
)

UNION_CARDS = (("工会卡甲/Union card A", "04A1B2C3D4E5F6071829"), ("工会卡乙/Union card B", "04F00BA40C0FFEE01234"))
"""Ten bytes each, of which a reader reads the first four, or five at the low frequency."""

FEELINGS: Mapping[str, tuple[float, ...]] = {
    "temperature": (-5, 21.5, 38),
    "humidity": (20, 45, 90),
    "co2": (450, 900, 2500),
    "pm2.5": (8, 35, 250),
    "pm10": (15, 70, 400),
    "voltage": (190, 230, 250),
    "frequency": (49, 50, 51),
}
"""What a sensor of the demo can be made to feel; what is not here gets 0, 50 and 100."""


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
    from station_app.screen.control_plan import ControlPlan, InputPlan, SensorPlan
    from station_app.wiring.devices import reader_roles

    roles = reader_roles(settings)
    exits = {name: wires.exit_button for name, wires in settings.wiring.items()}
    return ControlPlan(
        readers=tuple(name for name, kind in roles.items() if kind == "id-card"),
        scanners=tuple(name for name, kind in roles.items() if kind == "code"),
        doors=tuple(settings.wiring),
        devices=tuple(settings.devices),
        exit_inputs={name: _terminal(button) for name, button in exits.items() if button},
        cards=PEOPLE,
        tag_readers={name: _id_bytes(settings, name) for name, kind in roles.items() if kind == "tag"},
        tags=UNION_CARDS,
        sensors=tuple(
            SensorPlan(device=name, quantity=one.name, unit=one.unit, values=FEELINGS.get(one.name, (0.0, 50.0, 100.0)))
            for name, table in settings.devices.items()
            for one in _quantities(name, table)
        ),
        inputs=tuple(
            InputPlan(name=name, terminal=_terminal(wired.terminal), means=wired.means)
            for name, wired in settings.inputs.items()
        ),
    )


def _terminal(point: Point) -> str:
    return f"{'!' if point.inverted else ''}{point.device}/input/{point.channel}"


def _id_bytes(settings: Settings, reader: str) -> int:
    return 5 if settings.devices[reader].driver == "rdm6300-reader" else 4


def _quantities(name: str, table: DeviceTable) -> Sequence[Quantity]:
    from hardware.protocols.register_map import chosen
    from station_app.wiring.devices import checked

    options = checked(name, table).options
    return chosen(str(options["preset"]), str(options["map"])) if {"preset", "map"} <= options.keys() else ()
