"""What the wiring sheet says: every used terminal with what it goes to, the free ones together, and the readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hardware.catalog import KINDS
from station_app.config import DeviceTable, Point, Settings

_KINDS: Final[tuple[tuple[Literal["relay", "input"], Literal["relays", "inputs"]], ...]] = (
    ("relay", "relays"),
    ("input", "inputs"),
)


Things = dict[tuple[Literal["relay", "input"], int], tuple[str, str]]
"""What the terminals of one device go to, and how each behaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One terminal, or several free ones."""

    kind: Literal["relay", "input", "free"]
    terminal: str
    """As printed on the board, in words."""
    thing: str = ""
    polarity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRows:
    """One board with all its terminals."""

    title: str
    port: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderRow:
    """A device without terminals."""

    name: str
    driver: str
    port: str
    rate: str
    door: str


def boards_of(settings: Settings, text: Mapping[str, str]) -> tuple[BoardRows, ...]:
    """Every device with relays or inputs."""
    things = _things(settings, text)
    boards: list[BoardRows] = []
    for name, table in settings.devices.items():
        kind = KINDS[table.driver]
        if kind.roles & {"relays", "inputs"}:
            options = kind.checked(table.options)
            rows = [
                row
                for one, role in _KINDS
                for row in _rows(one, kind.channels(role, options), things.get(name, {}), text)
            ]
            boards.append(BoardRows(title=f"{name} · {table.driver}", port=_where(table, text), rows=tuple(rows)))
    return tuple(boards)


def readers_of(settings: Settings, text: Mapping[str, str]) -> tuple[ReaderRow, ...]:
    """Every device without terminals, and the door to which it admits, or the zone where a tap means one."""
    doors = {reader: name for name, zone in settings.house.zones.items() for reader in zone.readers}
    doors |= {reader: name for name, door in settings.house.doors.items() for reader in door.readers}
    return tuple(
        ReaderRow(name=name, driver=table.driver, port=table.port, rate=_rate(table, text), door=doors.get(name, "—"))
        for name, table in settings.devices.items()
        if not KINDS[table.driver].roles & {"relays", "inputs"}
    )


def _things(settings: Settings, text: Mapping[str, str]) -> dict[str, Things]:
    """What each used terminal of each device goes to, and how it behaves."""
    found: dict[str, Things] = {}

    def put(point: Point | None, thing: str, polarity: str) -> None:
        if point is not None:
            found.setdefault(point.device, {})[point.kind, point.channel] = (thing, polarity)

    for name, wires in settings.wiring.items():
        pulse = f"{settings.house.doors[name].pulse_seconds:g}"
        released = text["commission.sheet.pulse"].format(seconds=pulse)
        put(wires.lock, f"{text['commission.sheet.lock']} {name}", released)
        for point, what in ((wires.contact, "contact"), (wires.exit_button, "exit")):
            put(point, f"{text[f'commission.sheet.{what}']} {name}", _polarity(point, text))
    for name, wired in settings.inputs.items():
        meaning = text[f"commission.sheet.means.{wired.means}"]
        thing = meaning if name == wired.means else f"{meaning} {name}"
        put(wired.terminal, thing, _polarity(wired.terminal, text))
    return found


def _rows(kind: Literal["relay", "input"], count: int, things: Things, text: Mapping[str, str]) -> Iterator[Row]:
    word = text[f"commission.sheet.{kind}"]
    free: list[int] = []
    for channel in range(1, count + 1):
        found = things.get((kind, channel))
        if found is None:
            free.append(channel)
        else:
            yield Row(kind=kind, terminal=f"{word} {channel}", thing=found[0], polarity=found[1])
    if free:
        yield Row(kind="free", terminal=f"{word} {spans(free)}")


def spans(channels: list[int]) -> str:
    """Numbers in rising order, written short: `2-5, 7`."""
    parts: list[list[int]] = []
    for channel in channels:
        if parts and channel == parts[-1][-1] + 1:
            parts[-1].append(channel)
        else:
            parts.append([channel])
    return ", ".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts)


def _polarity(point: Point | None, text: Mapping[str, str]) -> str:
    if point is None:
        return ""
    return text["commission.sheet.open-act" if point.inverted else "commission.sheet.closed-act"]


def _where(table: DeviceTable, text: Mapping[str, str]) -> str:
    return f"{table.port} · {_rate(table, text)}"


def _rate(table: DeviceTable, text: Mapping[str, str]) -> str:
    unit = table.options.get("unit")
    told = f"{table.baud or KINDS[table.driver].baud} {table.serial}"
    return told if unit is None else f"{told} · {text['commission.sheet.unit']} {unit}"
