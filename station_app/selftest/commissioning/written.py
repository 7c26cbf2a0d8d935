"""What was learned, as the text of a station.toml with comments for the next technician."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from hardware.catalog import KINDS
from hardware.options import OptionValue
from station_app.selftest.commissioning.learned import Learned, LearnedDoor, LearnedInput, Terminal
from station_app.selftest.commissioning.sights import Wired

_HELD_AFTER: Final = 30
_HEADER: Final = re.compile(r"\s*\[+\s*([A-Za-z0-9_-]+)")
_LOCKS: Final = {
    "fail-safe": "without power the door is free (magnet)",
    "fail-secure": "without power the door stays locked from outside (strike); leaving must work by the handle",
    "unknown": "what it does without power was not tried",
}


def toml_of(learned: Learned, day: str) -> str:
    """The whole file; `day` is the date that its first line names."""
    return "\n".join(_lines(learned, day)) + "\n"


def _lines(learned: Learned, day: str) -> Iterator[str]:
    yield f"# Written by `station commission` on {day}: every wire below was learned by pressing, pushing and showing."
    yield "# Check it with `station check-config`; the wiring sheet beside it names the same terminals."
    if learned.miswirings:
        yield f"# Named on the way: {', '.join(dict.fromkeys(learned.miswirings))}."
    yield from _kept(learned, "station") or _station(learned)
    yield from _kept(learned, "hub") or _hub(learned)
    for wired in learned.devices:
        yield from _device(wired)
    for door in learned.doors:
        yield from _door(door)
    for one in learned.inputs:
        yield from _input(one)
    for zone in learned.zones:
        yield from ("", f"[zones.{zone.name}]", f"name = {_text(zone.title)}", f"capacity = {zone.capacity}")
        yield 'privacy = "public"                   # public | private: a private zone may never have a camera'
    rules = ("", "[policy]", 'hours = "24h"                        # the built-in rules until the hub sends its own')
    yield from _kept(learned, "policy") or rules


def tables_of(text: str, names: tuple[str, ...]) -> dict[str, str]:
    """The tables of these names, with all that is below them, as they stand in a configuration that can be read."""
    found: dict[str, list[str]] = {}
    table = ""
    for line in text.splitlines():
        if header := _HEADER.match(line):
            table = header[1]
        if table in names:
            found.setdefault(table, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _kept(learned: Learned, name: str) -> tuple[str, ...]:
    return ("", learned.kept[name]) if name in learned.kept else ()


def _station(learned: Learned) -> tuple[str, ...]:
    point = (
        () if learned.doors else ('class = "point"                      # no door was found: people log themselves',)
    )
    own = [f"id = {_text(learned.station_id)}", f"name = {_text(learned.station_name)}"]
    told = {"help_phone": learned.help_phone, "operator": learned.operator}
    own += [f"{key} = {_text(value)}" for key, value in told.items() if value]
    return ("", "[station]", *own, 'timezone = "Asia/Shanghai"', *point)


def _hub(learned: Learned) -> tuple[str, ...]:
    return ("", "[hub]", f"url = {_text(learned.hub_url)}") if learned.hub_url else ()


def _device(wired: Wired) -> Iterator[str]:
    yield ""
    told = ", ".join(f"{name} {value}" for name, value in wired.details.items())
    yield f"[devices.{wired.name}]" + (f"  # told: {_comment(told)}" if told else "")
    yield f"driver = {_text(wired.driver)}"
    yield f"port = {_text(wired.port)}"
    usual = KINDS[wired.driver].baud
    yield f"baud = {wired.baud}" + ("" if wired.baud == usual else f"  # found at this rate; its maker's is {usual}")
    for name, value in wired.options.items():
        yield f"{name} = {_value(value)}"


def _door(door: LearnedDoor) -> Iterator[str]:
    yield from ("", f"[doors.{door.name}]", f"zone = {_text(door.zone)}")
    yield f"lock = {_text(door.lock.text)}  # {_LOCKS[door.lock_kind]}"
    if door.contact is not None:
        yield f"contact = {_text(door.contact.text)}  # {_polarity(door.contact, 'the door is shut', 'it is open')}"
    if door.exit_button is not None:
        terminal = door.exit_button
        yield f"exit_button = {_text(terminal.text)}  # {_polarity(terminal, 'it is let go', 'it is pressed')}"
    yield f"readers = [{', '.join(_text(reader) for reader in door.readers)}]"
    measured = ", ".join(f"{seconds:.1f}" for seconds in door.reactions)
    reason = f"door open after {measured} s when tried" if measured else "tried by hand, not measured"
    yield f"pulse_seconds = {door.pulse_seconds:g}  # {reason}"
    yield "enter_within_seconds = 8"
    yield f"held_after_seconds = {_HELD_AFTER}"
    yield 'when_store_fails = "admit"           # admit | refuse; leaving is always possible'


def _input(one: LearnedInput) -> Iterator[str]:
    yield from ("", f"[inputs.{one.name}]", f"terminal = {_text(one.terminal.text)}")
    if one.means == "smoke":
        yield 'means = "smoke"                      # normally closed: a cut wire alarms'
    else:
        yield f"means = {_text(one.means)}"


def _polarity(terminal: Terminal, rest: str, act: str) -> str:
    return f"closed while {rest if terminal.inverted else act}"


def _text(text: str) -> str:
    """A basic string of TOML, which JSON's escapes fit."""
    return json.dumps(text, ensure_ascii=False)


def _value(value: OptionValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else f"{value}"


def _comment(text: str) -> str:
    """On one line, whatever a device told of itself."""
    return "".join(character for character in text if character.isprintable())
