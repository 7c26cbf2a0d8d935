"""A technician walks through a station whose wires are wrong: the conversation names what is wrong, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from commissioned import commissioned
from miswired_site import Bus, Lock, Site, Wires, two_units
from site_technician import Mend, Names, Technician

from hardware.catalog import KINDS, SimulateRequest
from station_app.assets import LANGUAGES, texts
from station_app.config import DeviceTable
from station_app.selftest.commissioning.learned import Learned, Plan, PlannedDoor
from station_app.selftest.commissioning.miswirings import MISWIRINGS


@dataclass(frozen=True, kw_only=True)
class Case:
    """One wrong wire, or one thing that is broken."""

    code: str
    spoil: Callable[[Site], object]
    mend: Mend | None = None
    """What the technician does about it; None: it serves as it is."""
    plan: Plan | None = None
    others: tuple[str, str] = ("none", "")
    """A device that the technician names because it was not found, and its port."""
    about: tuple[str, str] | None = None
    """One blank of the diagnosis, and what must fill it."""
    result: Callable[[Learned], bool] = lambda _: True
    """What must have been learned in the end."""


def wires(**changes: object) -> Callable[[Site], object]:
    return lambda site: [setattr(site.wires, name, value) for name, value in changes.items()]


def lock(**changes: object) -> Callable[[Site], object]:
    return lambda site: [setattr(site.lock, name, value) for name, value in changes.items()]


def socket(port: str, **changes: object) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        for name, value in changes.items():
            setattr(site.sockets[port], name, value)

    return change


def exchange_plugs(site: Site) -> None:
    """Put the ID reader's plug into the scanner's port, and the other way round."""
    sockets = site.sockets
    sockets["pty:id_reader"], sockets["pty:scanner"] = sockets["pty:scanner"], sockets["pty:id_reader"]


def dead(site: Site, *, is_dead: bool = True) -> None:
    """The board's supply has failed."""
    site.lamp = not is_dead
    site.sockets["pty:board"].swapped = is_dead


def sensor_beside_the_board(site: Site) -> None:
    """A sensor on the board's pair of wires, with another number than its sheet says."""
    kind = KINDS["modbus-sensor"]
    request = SimulateRequest(name="s", clock=site.clock, options=kind.checked({"preset": "sht20", "unit": 9}))
    site.sockets["pty:board"].twin = Bus(site.board, kind.simulate(request))


def both_units_are_one(site: Site) -> None:
    """A second board on the same wire, with the same number; one of its contacts is closed."""
    site.sockets["pty:board"].twin = two_units(site.board, site.clock)


def alone(site: Site) -> None:
    site.sockets["pty:board"].twin = site.board
    site.sockets["pty:board"].replugged()


READERS_PLAN = Plan(
    devices={
        "id_reader": DeviceTable(driver="sam-id-reader", port="pty:id_reader"),
        "scanner": DeviceTable(driver="line-scanner", port="pty:scanner"),
    }
)

CASES = [
    Case(code="swapped-ab", spoil=socket("pty:board", swapped=True), mend=socket("pty:board", swapped=False)),
    Case(
        code="unit-silent",
        spoil=sensor_beside_the_board,
        others=("modbus-sensor sht20", "pty:board"),
        about=("ports", "pty:board"),
    ),
    Case(code="dead-board", spoil=dead, mend=lambda site: dead(site, is_dead=False)),
    Case(
        code="unit-number",
        spoil=lambda site: site.renumber(5),
        about=("unit", "5"),
        result=lambda learned: learned.devices[0].options == {"unit": 5},
    ),
    Case(
        code="wrong-baud",
        spoil=socket("pty:board", baud=19200),
        about=("baud", "19200"),
        result=lambda learned: learned.devices[0].baud == 19200,
    ),
    Case(code="echo", spoil=socket("pty:board", echo=True), about=("port", "pty:board")),
    Case(code="units-same-number", spoil=both_units_are_one, mend=alone, about=("port", "pty:board")),
    Case(
        code="input-linked",
        spoil=lambda site: site.link_input(3),
        mend=lambda site: site.link_input(3, linked=False),
        about=("port", "pty:board"),
    ),
    Case(
        code="readers-swapped",
        spoil=exchange_plugs,
        mend=exchange_plugs,
        plan=READERS_PLAN,
        result=lambda learned: [one.port for one in learned.devices if one.name == "id_reader"] == ["pty:id_reader"],
    ),
    Case(
        code="scanner-keyboard",
        spoil=lambda site: setattr(site, "keyboard_scanner", True),
        mend=lambda site: setattr(site, "keyboard_scanner", False),
    ),
    Case(
        code="scanner-dead",
        spoil=lambda site: setattr(site, "scanner_powered", False),
        mend=lambda site: setattr(site, "scanner_powered", True),
    ),
    Case(
        code="contact-wrong-input",
        spoil=wires(contact=4),
        about=("terminal", "board/input/4"),
        result=lambda learned: learned.doors[0].contact.text == "board/input/4",
    ),
    Case(
        code="contact-inverted",
        spoil=wires(contact_closed_when="shut"),
        about=("terminal", "!board/input/1"),
        result=lambda learned: learned.doors[0].contact.text == "!board/input/1",
    ),
    Case(code="contact-cut", spoil=wires(contact=None), mend=lambda site: setattr(site.wires, "contact", 1)),
    Case(
        code="exit-stuck",
        spoil=wires(exit_shorted=True),
        mend=lambda site: setattr(site.wires, "exit_shorted", False),
        about=("terminal", "board/input/2"),
    ),
    Case(code="exit-cut", spoil=wires(exit_button=None), mend=lambda site: setattr(site.wires, "exit_button", 2)),
    Case(
        code="exit-wrong-input",
        spoil=wires(exit_button=6),
        result=lambda learned: learned.doors[0].exit_button.text == "board/input/6",
    ),
    Case(
        code="lock-nc",
        spoil=lock(contact="NC"),
        mend=lambda site: setattr(site.lock, "contact", "NO"),
        about=("terminal", "board/relay/1"),
    ),
    Case(
        code="lock-nc",
        spoil=lambda site: setattr(site, "lock", Lock(kind="magnet", contact="NO")),
        mend=lambda site: setattr(site.lock, "contact", "NC"),
        result=lambda learned: learned.doors[0].lock_kind == "fail-safe",
    ),
    Case(code="lock-no-power", spoil=lock(powered=False), mend=lambda site: setattr(site.lock, "powered", True)),
    Case(
        code="door-not-locked",
        spoil=lambda site: setattr(site, "lock", Lock(kind="magnet", contact="NC", powered=False)),
        mend=lambda site: setattr(site.lock, "powered", True),
    ),
    Case(
        code="lock-wrong-relay",
        spoil=lock(relay=3),
        about=("terminal", "board/relay/3"),
        result=lambda learned: learned.doors[0].lock.text == "board/relay/3",
    ),
    Case(
        code="relays-dead",
        spoil=lambda site: site.board.fault("wedged", True),
        mend=lambda site: site.board.fault("wedged", False),
    ),
    Case(
        code="smoke-normally-open",
        spoil=wires(smoke=3, smoke_kind="normally-open"),
        mend=lambda site: setattr(site.wires, "smoke_kind", "normally-closed"),
        about=("terminal", "board/input/3"),
        result=lambda learned: [one.terminal.text for one in learned.inputs] == ["!board/input/3"],
    ),
    Case(
        code="cannot-open",
        spoil=socket("pty:board", there=False),
        mend=socket("pty:board", there=True),
        about=("port", "pty:board"),
    ),
    Case(
        code="garbage",
        spoil=socket("pty:board", hum=True),
        mend=socket("pty:board", hum=False),
        about=("ports", "pty:board"),
    ),
    Case(
        code="reader-silent",
        spoil=lambda site: setattr(site, "antenna_covered", True),
        mend=lambda site: setattr(site, "antenna_covered", False),
        result=lambda learned: learned.doors[0].readers == ("id_reader", "scanner"),
    ),
    Case(
        code="reader-elsewhere",
        spoil=lambda _: None,
        plan=Plan(doors={"main": PlannedDoor(readers=("scanner",)), "back": PlannedDoor(readers=("id_reader",))}),
        about=("other", "back"),
    ),
    Case(
        code="contact-silent-at-lock",
        spoil=lambda site: setattr(site, "loose_magnet", True),
        mend=lambda site: setattr(site, "loose_magnet", False),
        about=("terminal", "board/input/1"),
    ),
    Case(
        code="board-refuses",
        spoil=lambda site: setattr(site, "cable_in_the_way", True),
        mend=socket("pty:board", swapped=False),
        about=("name", "board"),
    ),
    Case(
        code="detector-silent",
        spoil=lambda site: setattr(site, "detectors", ("smoke",)),
        mend=lambda site: setattr(site.wires, "smoke", 3),
        result=lambda learned: [one.name for one in learned.inputs] == ["smoke"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.code}" for number, case in enumerate(CASES)])
async def test_what_is_wrong_is_named_and_nothing_else(case: Case) -> None:
    site = Site()
    case.spoil(site)
    technician = Names(site, *case.others)
    technician.mends = {case.code: case.mend} if case.mend else {}

    learned = await commissioned(site, technician, case.plan)

    assert technician.diagnoses == [case.code]
    assert case.about is None or technician.heard[0][1][case.about[0]] == case.about[1]
    assert learned is not None and case.result(learned)


async def test_a_well_wired_station_is_learned_without_a_diagnosis() -> None:
    technician = Technician(site := Site(wires=Wires(smoke=3, help_button=4)))

    learned = await commissioned(site, technician)

    assert technician.heard == []
    assert learned is not None
    assert [one.terminal.text for one in learned.inputs] == ["!board/input/3", "board/input/4"]


async def test_a_board_that_stays_silent_after_its_wires_were_exchanged_is_called_dead() -> None:
    site = Site()
    site.sockets["pty:board"].swapped = True
    technician = Technician(site, {"swapped-ab": lambda _: None, "dead-board": socket("pty:board", swapped=False)})

    await commissioned(site, technician)

    assert technician.diagnoses == ["swapped-ab", "dead-board"]


async def test_two_boards_that_agree_while_nothing_moves_are_found_out_when_a_door_opens() -> None:
    site = Site()
    site.sockets["pty:board"].twin = two_units(site.board, site.clock, differ=False)
    technician = Technician(site, {"units-same-number": alone})

    learned = await commissioned(site, technician)

    assert technician.diagnoses == ["units-same-number"]
    assert learned is not None


async def test_a_detector_that_alarms_by_closing_is_never_written_down() -> None:
    site = Site(wires=Wires(smoke=3, smoke_kind="normally-open"))
    technician = Technician(site)

    learned = await commissioned(site, technician)

    assert technician.diagnoses == ["smoke-normally-open"]
    assert learned is not None and learned.inputs == ()


async def test_a_lock_that_is_wired_to_the_wrong_contact_is_never_written_down() -> None:
    site = Site(lock=Lock(contact="NC"))

    assert await commissioned(site, Technician(site)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", MISWIRINGS)
def test_every_mis_wiring_says_what_was_seen_and_what_to_do(language: str, code: str) -> None:
    text = texts(language)

    assert text[f"miswiring.{code}.title"] and text[f"miswiring.{code}.next"]


def test_every_mis_wiring_is_played() -> None:
    assert {case.code for case in CASES} == set(MISWIRINGS)
