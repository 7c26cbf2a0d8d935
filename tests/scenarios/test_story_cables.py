"""Cables, ports and lines: cut, swapped, noisy. Nothing is lost, and nobody restarts anything."""

from __future__ import annotations

import pytest
from machine import Machine
from story_people import COURIER, a_pass, card

DEVICES = ("id_reader", "scanner", "board")


async def works(station: Machine) -> bool:
    """Whether a card and a pass both admit, through the door and back."""
    before = len(station.told("visit.started"))
    await station.lay(card())
    await station.walk_in()
    await station.lift()
    await station.show(a_pass(station))
    await station.walk_in()
    return len(station.told("visit.started")) == before + 2


@pytest.mark.parametrize("device", DEVICES)
async def test_a_cut_cable_is_told_and_after_it_is_mended_all_works(station: Machine, device: str) -> None:
    station.world.cut(device)
    await station.advance(3)
    told = (station.bodies("device.lost", "device", "fault"), station.kiosk.now.degraded)
    station.world.mend(device)
    await station.advance(3)

    assert told == ([(device, "link-lost")], True)
    assert station.bodies("device.restored", "device") == [device]
    assert station.incidents == [("incident.opened", f"device/{device}"), ("incident.closed", f"device/{device}")]
    assert await works(station)


@pytest.mark.parametrize(("device", "way"), [("id_reader", "id-card"), ("scanner", "code")])
async def test_the_kiosk_does_not_offer_a_way_in_that_does_not_work(station: Machine, device: str, way: str) -> None:
    station.world.cut(device)
    await station.advance(1)

    assert [one.kind for one in station.kiosk.now.ways if not one.works] == [way]


async def test_a_cable_cut_in_the_middle_of_a_cards_frame_loses_only_that_reading(station: Machine) -> None:
    station.cut_after("id_reader", 700)
    await station.lay(card())
    cut = station.kinds()
    station.world.mend("id_reader")
    await station.advance(4)

    assert cut == ["device.lost", "incident.opened"]
    assert station.kinds()[2:] == ["device.restored", "incident.closed", "access.granted", "door.unlocked"]


async def test_a_cable_cut_in_the_middle_of_a_code_loses_only_that_code(station: Machine) -> None:
    station.cut_after("scanner", 90)
    await station.show(a_pass(station))
    station.world.mend("scanner")
    await station.advance(3)
    await station.show(a_pass(station))

    assert station.kinds("incident.opened", "incident.closed") == [
        *("device.lost", "device.restored", "access.granted", "door.unlocked"),
    ]


async def test_a_cable_cut_in_the_middle_of_the_boards_answer_is_got_over(station: Machine) -> None:
    station.cut_after("board", 3)
    await station.advance(1)
    station.world.mend("board")
    await station.advance(3)

    assert station.bodies("device.restored", "device") == ["board"]
    assert await works(station)


@pytest.mark.parametrize("device", ["id_reader", "board"])
async def test_another_device_on_the_port_is_called_so(station: Machine, device: str) -> None:
    station.world.fault(device, "wrong-device", on=True)
    await station.advance(6)
    station.world.fault(device, "wrong-device", on=False)
    await station.advance(6)

    assert station.bodies("device.lost", "device", "fault") == [(device, "wrong-device")]
    assert await works(station)


async def test_a_card_reader_on_the_scanners_port_is_called_so_when_it_speaks(station: Machine) -> None:
    station.world.fault("scanner", "wrong-device", on=True)
    for _ in range(3):
        await station.show("a frame comes instead of this")
    station.world.fault("scanner", "wrong-device", on=False)
    await station.show(a_pass(station))

    assert station.bodies("device.lost", "device", "fault") == [("scanner", "wrong-device")]
    assert station.bodies("access.granted", "credential") == ["pass"]
    assert station.bodies("device.restored", "device") == ["scanner"]


@pytest.mark.parametrize("device", ["id_reader", "board"])
async def test_noise_before_each_frame_disturbs_nobody(station: Machine, device: str) -> None:
    station.world.fault(device, "noise", on=True)

    assert await works(station)
    assert station.told("device.lost") == []


async def test_noise_before_a_pass_is_refused_as_noise_and_the_pass_admits(station: Machine) -> None:
    station.world.fault("scanner", "noise", on=True)
    await station.show(a_pass(station))

    assert station.bodies("access.denied", "reason") == ["code-unreadable"]
    assert station.bodies("access.granted", "credential") == ["pass"]


@pytest.mark.parametrize(
    ("device", "fault"),
    [("id_reader", "duplicate"), ("board", "duplicate"), ("board", "echo")],
)
async def test_a_line_with_a_habit_of_its_own_is_lived_with(station: Machine, device: str, fault: str) -> None:
    station.world.fault(device, fault, on=True)

    assert await works(station)


@pytest.mark.parametrize("device", ["id_reader", "board"])
async def test_a_device_whose_power_fails_comes_back_by_itself(station: Machine, device: str) -> None:
    station.world.fault(device, "slow-boot", on=True)
    await station.advance(10)

    assert station.bodies("device.restored", "device") == [device]
    assert await works(station)


async def test_a_card_that_lies_there_while_the_station_starts_admits(station: Machine) -> None:
    await station.stop()
    station.world.lay_card("id_reader", card(COURIER))
    await station.start()
    await station.advance(2)

    assert "access.granted" in station.kinds()


async def test_the_first_scan_after_ten_replugs_works(station: Machine) -> None:
    for _ in range(10):
        for device in DEVICES:
            station.world.cut(device)
        await station.advance(1)
        for device in DEVICES:
            station.world.mend(device)
        await station.advance(3)

    assert await works(station)
    assert len(station.told("device.lost")) == len(station.told("device.restored")) == 30
