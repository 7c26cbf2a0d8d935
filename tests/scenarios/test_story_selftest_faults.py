"""Every mishap that a device of the demo and its wire can have turns its check red, by its name, and green again.

What cannot be seen without hands is seen by the guided test; what concerns nobody is listed with the reason.
"""

from __future__ import annotations

import pytest
from machine import Machine
from technician import Technician

from station_app.selftest.runner import Order

UNATTENDED: dict[tuple[str, str], dict[str, str]] = {
    ("id_reader", "cut"): {"id_reader.answers": "link-lost"},
    ("id_reader", "cut-mid-frame"): {"id_reader.answers": "link-lost"},
    ("id_reader", "half-frame"): {"id_reader.answers": "bad-answer"},
    ("id_reader", "noise"): {"id_reader.steady": "line-errors"},
    ("id_reader", "bit-flip"): {"id_reader.steady": "no-answer"},
    ("id_reader", "late"): {"id_reader.steady": "link-lost"},
    ("id_reader", "duplicate"): {"id_reader.steady": "answers-twice"},
    ("id_reader", "echo"): {"id_reader.steady": "echoes"},
    ("id_reader", "silent"): {"id_reader.answers": "no-answer"},
    ("id_reader", "slow-boot"): {"id_reader.answers": "no-answer"},
    ("id_reader", "brown-out"): {"id_reader.answers": "no-answer"},
    ("id_reader", "wrong-device"): {"id_reader.answers": "wrong-device"},
    ("id_reader", "wrong-baud"): {"id_reader.answers": "no-answer"},
    ("id_reader", "sam-dead"): {"id_reader.answers": "defective"},
    ("scanner", "cut"): {"scanner.answers": "link-lost"},
    ("scanner", "flood"): {"scanner.quiet": "chatters"},
    ("board", "cut"): {"board.answers": "link-lost", "main.lock": "link-lost"},
    ("board", "cut-mid-frame"): {"board.answers": "link-lost", "main.contact": "link-lost"},
    ("board", "half-frame"): {"board.answers": "bad-answer"},
    ("board", "noise"): {"board.steady": "line-errors"},
    ("board", "bit-flip"): {"board.steady": "line-errors"},
    ("board", "late"): {"board.answers": "no-answer", "main.chain": "no-answer"},
    ("board", "duplicate"): {"board.steady": "answers-twice"},
    ("board", "echo"): {"board.steady": "echoes"},
    ("board", "silent"): {"board.answers": "no-answer", "main.chain": "no-answer"},
    ("board", "slow-boot"): {"board.answers": "no-answer"},
    ("board", "brown-out"): {"board.answers": "no-answer"},
    ("board", "wrong-device"): {"board.answers": "wrong-device"},
    ("board", "wrong-baud"): {"board.answers": "no-answer"},
    ("board", "lying-contact"): {"main.contact": "door-open", "main.exit": "button-stuck"},
}
"""Device and mishap -> what the test says of it when nobody stands at the station."""

GUIDED: dict[tuple[str, str], dict[str, str]] = {
    ("id_reader", "read-fails"): {"id_reader.card": "unreadable"},
    ("id_reader", "stuck-card"): {"id_reader.card": "card-stays"},
    ("scanner", "silent"): {"scanner.code": "nothing-read"},
    ("scanner", "half-frame"): {"scanner.code": "pass-tampered"},
    ("scanner", "half-line"): {"scanner.code": "pass-tampered"},
    ("scanner", "noise"): {"scanner.code": "unreadable"},
    ("scanner", "wrong-baud"): {"scanner.code": "unreadable"},
    ("scanner", "wrong-device"): {"scanner.code": "nothing-read"},
    ("scanner", "cut-mid-frame"): {"scanner.code": "link-lost"},
    ("scanner", "bit-flip"): {"scanner.reads": "reads-badly"},
    ("board", "wedged"): {"main.click": "no-click"},
    ("board", "stuck-input"): {"main.push": "contact-silent"},
    ("board", "stuck-button"): {"main.press": "button-stuck"},
}
"""Mishaps that only show when something is laid down, shown, pushed or heard."""

NOT_CONCERNED = {
    ("id_reader", "must-lift"): "a habit of some readers, no mishap",
    (
        "board",
        "bouncing-contact",
    ): "settles in 60 ms, which the driver waits for; the push warns of what it catches",
    ("scanner", "echo"): "nothing is ever said to it",
    ("scanner", "late"): "nobody can tell when a code was shown",
    ("scanner", "duplicate"): "a code that comes twice is one showing, as of a phone that is held still",
    ("scanner", "gbk"): "a pass is written in letters that all encodings share",
    ("scanner", "slow-boot"): "over before anybody shows a code",
    ("scanner", "brown-out"): "over before anybody shows a code",
}


@pytest.mark.parametrize(("where", "expected"), UNATTENDED.items(), ids=lambda one: "-".join(one))
async def test_a_mishap_is_red_by_its_name_and_green_again_when_mended(
    station: Machine, where: tuple[str, str], expected: dict[str, str]
) -> None:
    device, mishap = where
    li = Technician(station)
    station.world.fault(device, mishap, on=True)
    await station.advance(0.5)
    await li.test(device)
    red = dict(li.red)
    station.world.fault(device, mishap, on=False)
    await station.advance(6)
    mended = await li.test(device)

    assert expected.items() <= red.items()
    assert (mended, li.red) == (True, {})


@pytest.mark.parametrize(("where", "expected"), GUIDED.items(), ids=lambda one: "-".join(one))
async def test_a_mishap_that_needs_hands_is_red_in_a_guided_test_and_green_again(
    station: Machine, where: tuple[str, str], expected: dict[str, str]
) -> None:
    device, mishap = where
    li = Technician(station)
    (check,) = expected
    station.world.fault(device, mishap, on=True)
    await station.advance(0.5)
    await li.test(check, guided=True)
    red = dict(li.red)
    station.world.fault(device, mishap, on=False)
    station.world.move_door("main", is_open=False)
    station.world.lift_card("id_reader")
    await station.advance(6)
    mended = await li.test(check, guided=True)

    assert red == expected
    assert (mended, li.red) == (True, {})


def test_every_mishap_of_the_demo_is_in_a_table(station: Machine) -> None:
    known = {(device, mishap) for device in station.settings.devices for mishap in station.world.faults(device)}

    assert known == UNATTENDED.keys() | GUIDED.keys() | NOT_CONCERNED.keys()


async def test_a_contact_that_flutters_is_red(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="main.contact"))
    for _ in range(3):
        await station.advance(0.3)
        station.world.move_door("main", is_open=True)
        await station.advance(0.3)
        station.world.move_door("main", is_open=False)
    await station.until(run.done)

    assert li.red == {"main.contact": "flutters"}
