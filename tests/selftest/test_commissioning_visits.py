"""A visit may be broken off, gone back in, skipped through; boards may be simple. What was learned stays true."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from commissioned import Visit
from miswired_site import CARD, CODE, Bus, Site, Socket, Wires
from site_technician import Names, Technician

from hardware.catalog import KINDS, SimulateRequest
from hardware.simulators import Twin
from hardware.simulators.lcus_relay import SimulatedLcusRelay
from station_app.selftest.commissioning.learned import Learned
from station_app.selftest.commissioning.progress import Kept
from station_app.selftest.commissioning.talk import Question

FULL = Wires(smoke=3, help_button=4)
STEPS = ("station.name", "show", "door.open", "door.shut", "exit.release", "lock.try", "pulse.measure", "smoke.end")


class Hesitant(Technician):
    """Says something else the first time that one question comes up."""

    def __init__(self, site: Site, code: str, said: str) -> None:
        super().__init__(site)
        self._code, self._said = code, said

    async def ask(self, question: Question) -> str:
        if question.code != self._code:
            return await super().ask(question)
        self._code = ""
        self.asked.append(question.code)
        return self._said


def sht20(site: Site, unit: int) -> Twin:
    """A sensor with a number that is not its usual one."""
    kind = KINDS["modbus-sensor"]
    options = kind.checked({"preset": "sht20", "unit": unit})
    return kind.simulate(SimulateRequest(name="s", clock=site.clock, options=options))


async def visited(site: Site, technician: Technician) -> Learned:
    learned = await Visit(site, technician).run()
    assert learned is not None
    return comparable(learned)


def comparable(learned: Learned) -> Learned:
    """Without the seconds that were measured, which differ from visit to visit."""
    return replace(learned, doors=tuple(replace(door, reactions=(), pulse_seconds=0) for door in learned.doors))


@pytest.mark.parametrize("step", STEPS)
async def test_a_visit_that_is_broken_off_goes_on_where_it_was(step: str) -> None:
    usual = Site(wires=FULL)
    site = Site(wires=FULL)
    first = Visit(site, Hesitant(site, step, "stop"))
    assert await first.run() is None

    second = Visit(site, technician := Technician(site))
    second.conversation = second.conversation_after(first.kept)
    learned = await second.run()

    assert learned is not None
    assert comparable(learned) == await visited(usual, Technician(usual))
    assert technician.asked[0] == step


@pytest.mark.parametrize("step", STEPS)
async def test_going_back_asks_again_and_changes_nothing_that_was_learned(step: str) -> None:
    usual, site = Site(wires=FULL), Site(wires=FULL)
    technician = Hesitant(site, step, "back")

    assert await visited(site, technician) == await visited(usual, Technician(usual))
    assert technician.asked.count(step) > 1


async def test_a_door_without_contact_and_button_is_learned_by_its_lock_alone() -> None:
    site = Site()
    technician = Technician(site, door_open="skip", exit_press="skip")
    (door,) = (await visited(site, technician)).doors

    assert (door.contact, door.exit_button, door.lock.text) == (None, None, "board/relay/1")


async def test_a_board_that_answers_nobody_is_named_by_the_technician() -> None:
    site = Site(wires=Wires(contact=None, exit_button=None))
    site.board = SimulatedLcusRelay("board", site.clock)
    site.sockets["pty:board"].twin = site.board
    technician = Names(site, "lcus-relay", "pty:board", missing="no")
    learned = await visited(site, technician)

    assert [(one.name, one.driver) for one in learned.devices if one.port == "pty:board"] == [("board", "lcus-relay")]
    assert learned.doors[0].lock.text == "board/relay/1"


async def test_a_sensor_on_the_boards_wire_is_named_and_works_beside_it() -> None:
    site = Site()
    kind = KINDS["modbus-sensor"]
    sensor = kind.simulate(SimulateRequest(name="s", clock=site.clock, options=kind.checked({"preset": "senseair-s8"})))
    site.sockets["pty:board"].twin = Bus(site.board, sensor)
    learned = await visited(site, Names(site, "modbus-sensor senseair-s8", "pty:board"))

    assert [one.name for one in learned.devices if one.port == "pty:board"] == ["board", "sensor"]
    assert learned.doors[0].contact is not None


async def test_a_sensor_is_found_under_the_number_that_the_technician_has_set_on_it() -> None:
    site = Site()
    site.sockets["pty:board"].twin = Bus(site.board, sht20(site, 2))
    learned = await visited(site, Names(site, "modbus-sensor sht20", "pty:board", others_unit="2"))

    assert [one.options["unit"] for one in learned.devices if one.name == "sensor"] == [2]


async def test_a_number_that_is_the_usual_one_is_not_written_down() -> None:
    site = Site()
    twin = KINDS["r421a08-relay"].simulate(
        SimulateRequest(name="x", clock=site.clock, options=KINDS["r421a08-relay"].checked({}))
    )
    site.sockets["pty:x"] = Socket(twin, 9600)
    learned = await visited(site, Names(site, "r421a08-relay", "pty:x"))

    assert [dict(one.options) for one in learned.devices if one.port == "pty:x"] == [{}]


@pytest.mark.parametrize("driver", ["r421a08-relay", "pn532-reader", "gm65-scanner"])
async def test_a_device_that_cannot_be_searched_for_is_named_and_tried(driver: str) -> None:
    site, kind = Site(), KINDS[driver]
    twin = kind.simulate(SimulateRequest(name="x", clock=site.clock, options=kind.checked({})))
    site.sockets["pty:x"] = Socket(twin, kind.baud)
    learned = await visited(site, Names(site, driver, "pty:x", reader_tag="skip"))

    assert [one.driver for one in learned.devices if one.port == "pty:x"] == [driver]


class Stumbles(Technician):
    """Pulls the board's cable with the door."""

    stumbled = False

    async def _door_open(self, question: Question) -> str:
        self.site.sockets["pty:board"].swapped = not self.stumbled
        self.stumbled = True
        return await super()._door_open(question)


async def test_a_board_whose_cable_comes_off_with_the_door_is_not_taken_for_two() -> None:
    site = Site()
    technician = Stumbles(site, {"board-refuses": lambda site: setattr(site.sockets["pty:board"], "swapped", False)})
    learned = await visited(site, technician)

    assert technician.diagnoses == ["board-refuses"]
    assert learned.doors[0].contact is not None


async def test_a_board_that_answers_nobody_moves_nothing_before_it_is_named() -> None:
    site = Site(wires=Wires(contact=None, exit_button=None))
    site.board = SimulatedLcusRelay("board", site.clock)
    site.sockets["pty:board"].twin = site.board
    moved: list[tuple[int, bool]] = []
    site.board.observe(lambda channel, on: moved.append((channel, on)))
    await Visit(site, Technician(site, missing="no", others="stop")).run()

    assert moved == []


async def test_every_lock_is_left_locked_when_a_visit_is_broken_off_in_a_pulse() -> None:
    site = Site()
    await Visit(site, Hesitant(site, "pulse.measure", "stop")).run()

    assert not any(site.board.relays)


async def test_a_refusal_in_the_end_is_remembered_as_one() -> None:
    site = Site()

    assert not (await visited(site, Technician(site, write="no"))).write


async def test_nothing_that_is_kept_holds_a_number_or_a_code() -> None:
    site = Site(keyboard_scanner=True)
    visit = Visit(site, Technician(site, {"scanner-keyboard": lambda site: setattr(site, "keyboard_scanner", False)}))
    await visit.run()
    kept = msgspec.json.encode(Kept(ports=site.ports, answers=visit.kept)).decode()

    assert visit.technician.diagnoses == ["scanner-keyboard"]
    assert CARD.number not in kept
    assert CODE not in kept


async def test_a_pulse_is_as_long_as_the_slowest_opening_and_a_margin() -> None:
    site = Site()
    learned = await Visit(site, Technician(site)).run()
    assert learned is not None
    (door,) = learned.doors

    assert len(door.reactions) == 3
    assert max(door.reactions) + 1 <= door.pulse_seconds <= max(door.reactions) + 1.5


async def test_a_pulse_grows_until_the_door_was_opened_in_time() -> None:
    site = Site()
    learned = await Visit(site, Slow(site)).run()
    assert learned is not None

    assert learned.doors[0].pulse_seconds == 5


class Slow(Technician):
    """Has a bag in each hand when it counts."""

    async def _pulse_check(self, question: Question) -> str:
        return "yes" if float(question.about["seconds"]) >= 5 else "no"
