"""A kiosk that cannot be heard is told of, and is no mishap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from machine import Machine
from test_story_service import enter, now
from test_story_vitals import known, told

from station_app.wire import Intent, Sound, line_of

if TYPE_CHECKING:
    from hub_rig import HubRig

__all__ = ["known"]


def _says(station: Machine, sound: Sound) -> None:
    station.kiosk.touch(line_of(Intent(want="painted", sound=sound)))


@pytest.mark.parametrize(
    ("sound", "row"),
    [
        ("no-card", ("default", "lost", "sound-no-card")),
        ("works", ("default", "works", "")),
        ("off", None),
        ("", None),
    ],
)
async def test_a_technician_sees_whether_the_kiosk_can_be_heard(
    station: Machine, sound: Sound, row: tuple[str, str, str] | None
) -> None:
    _says(station, sound)
    await enter(station)

    seen = {one.name: (one.driver, one.state, one.fault) for one in now(station).devices}
    assert seen.get("sound") == row


async def test_a_kiosk_that_cannot_be_heard_is_no_incident(station: Machine) -> None:
    _says(station, "no-player")
    await station.advance(5)

    assert (station.incidents, station.kiosk.now.degraded) == ([], False)


async def test_the_hub_is_told_whether_the_kiosk_can_be_heard(known: Machine, hub: HubRig) -> None:
    _says(known, "busy")
    vitals = await told(known, hub, lambda one: one.sound != "")

    assert vitals.sound == "busy"
