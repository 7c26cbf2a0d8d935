"""The ports that may be searched, each by the steadiest name that a configuration can give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol, cast

from serial.tools import list_ports

from hardware.links.port import parse_port

_BY_ID: Final = Path("/dev/serial/by-id")
_BY_PATH: Final = Path("/dev/serial/by-path")


class Plugged(Protocol):
    """What is used of pyserial's list, which carries no types."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None


def ports_of_this_machine() -> tuple[str, ...]:
    """Every serial port that the system knows."""
    plugged = list(cast("Iterable[Plugged]", list_ports.comports()))
    return tuple(sorted(steady_names(plugged, _links(_BY_ID), _links(_BY_PATH)).values()))


def steady_names(plugged: Iterable[Plugged], by_id: Mapping[str, str], by_path: Mapping[str, str]) -> dict[str, str]:
    """For each port its name: by serial number, by the system's id, or by the socket where nothing else tells it.

    `by_id` and `by_path` are the system's links, each by the device that it leads to.
    """
    all_of_them = list(plugged)
    twice = Counter((one.vid, one.pid, one.serial_number) for one in all_of_them)
    return {
        one.device: _steady(one, twice[one.vid, one.pid, one.serial_number] == 1, by_id, by_path) for one in all_of_them
    }


def _steady(one: Plugged, alone: bool, by_id: Mapping[str, str], by_path: Mapping[str, str]) -> str:
    if one.vid is None or one.pid is None:
        return one.device
    if one.serial_number and alone:
        name = f"usb:{one.vid:04X}:{one.pid:04X}:{one.serial_number}"
        if _is_port(name):
            return name
    # cheap adapters all say the same of themselves: the link by id then belongs to whichever came last
    if alone and one.device in by_id:
        return by_id[one.device]
    return by_path.get(one.device, one.device)


def _is_port(name: str) -> bool:
    try:
        parse_port(name)
    except ValueError:
        return False
    return True


def _links(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}
