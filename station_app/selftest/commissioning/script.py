"""The whole conversation, from nothing to a station that may be written down."""

from __future__ import annotations

from typing import Final

from station_app.selftest.commissioning.detector_talk import learn_detectors
from station_app.selftest.commissioning.devices_talk import find_devices
from station_app.selftest.commissioning.door_talk import learn_door
from station_app.selftest.commissioning.knowledge import Knowledge
from station_app.selftest.commissioning.learned import Brief, Learned, LearnedDoor, LearnedZone
from station_app.selftest.commissioning.station_talk import learn_particulars
from station_app.selftest.commissioning.talk import Question, Talk, tell, yes_no

_NAME: Final = r"[A-Za-z][A-Za-z0-9_-]{0,39}"
_TITLE: Final = r"[^\x00-\x1f\x7f]{1,40}"
_MOST_DOORS: Final = 8


def commissioning(brief: Brief) -> Talk[Learned]:
    """Ask for everything that a station needs, in the order in which a technician walks through it."""
    know = Knowledge(brief)
    yield from tell("welcome")
    own = yield from learn_particulars(brief)
    yield from find_devices(know)
    doors, zones = yield from _doors(know)
    inputs = yield from learn_detectors(know)
    unused = [wired.name for wired in know.devices if wired not in know.boards and wired.name not in know.readers]
    if unused:
        yield from tell("unused", names=", ".join(unused))
    yield from tell("summary", devices=str(len(know.devices)), doors=str(len(doors)), inputs=str(len(inputs)))
    write = yield from yes_no("overwrite" if brief.file_exists else "write", default="")
    return Learned(
        station_id=own.station_id,
        station_name=own.name,
        help_phone=own.help_phone,
        operator=own.operator,
        hub_url=own.hub_url,
        devices=tuple(know.devices),
        doors=tuple(doors),
        inputs=inputs,
        zones=tuple(zones),
        miswirings=tuple(know.miswirings),
        write=write,
        kept=brief.kept,
    )


def _doors(know: Knowledge) -> Talk[tuple[list[LearnedDoor], list[LearnedZone]]]:
    doors: list[LearnedDoor] = []
    zones: dict[str, LearnedZone] = {}
    while know.relays() and len(doors) < _MOST_DOORS and (yield from _has_door(know, doors)):
        used = {door.name for door in doors}
        name = yield from _text("door.name", _NAME, default="main" if not doors else f"door{len(doors) + 1}")
        if name in used:
            yield from tell("door.twice", door=name)
            continue
        zone = yield from _text("zone.name", _NAME, default=next(iter(zones), "hall"))
        if zone not in zones:
            zones[zone] = yield from _zone(know, zone)
        door = yield from learn_door(know, name, zone)
        if door.readers:
            doors.append(door)
        else:
            yield from tell("door.no-reader", door=name)
            _forget(know, door)
    return doors, list(zones.values())


def _has_door(know: Knowledge, doors: list[LearnedDoor]) -> Talk[bool]:
    if not doors:
        return (yield from yes_no("door.first", default="yes"))
    readers = [wired for wired in know.devices if wired not in know.boards]
    if len(readers) <= len(know.readers):
        return False  # a door without a reader cannot be written down
    return (yield from yes_no("door.another", default="no"))


def _zone(know: Knowledge, name: str) -> Talk[LearnedZone]:
    title = know.brief.zone_title or (yield from _text("zone.title", _TITLE, default="休息区"))
    answer = yield Question(code="zone.capacity", kind="number", default="16", about={"zone": title})
    return LearnedZone(name=name, title=title, capacity=int(answer.said))


def _forget(know: Knowledge, door: LearnedDoor) -> None:
    for terminal in (door.lock, door.contact, door.exit_button):
        if terminal is not None:
            know.taken.remove(terminal)


def _text(code: str, pattern: str, default: str = "") -> Talk[str]:
    answer = yield Question(code=code, kind="text", pattern=pattern, default=default)
    return answer.said
