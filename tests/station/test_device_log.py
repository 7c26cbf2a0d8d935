"""The log tells of a device once when it is lost and once when it is back."""

from __future__ import annotations

import logging

import pytest

from hardware.devices.readings import DeviceLost, DeviceRestored
from hardware.errors import LinkLost
from station_app.station.device_log import DeviceLog


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "station.device")
    return caplog


def test_a_lost_device_is_named_with_what_to_do(told: pytest.LogCaptureFixture) -> None:
    DeviceLog().take(DeviceLost(device="board", fault=LinkLost("the port is gone.")))

    assert told.messages == [f"board is lost: the port is gone. {LinkLost.remedy}"]


def test_a_device_that_is_back_is_told(told: pytest.LogCaptureFixture) -> None:
    devices = DeviceLog()
    devices.take(DeviceLost(device="board", fault=LinkLost("gone")))
    told.clear()

    devices.take(DeviceRestored(device="board"))

    assert (told.messages, devices.lost) == (["board is back"], [])


def test_a_device_s_first_sign_of_life_is_no_news(told: pytest.LogCaptureFixture) -> None:
    DeviceLog().take(DeviceRestored(device="board"))

    assert told.messages == []


def test_the_lost_ones_are_known_by_name() -> None:
    devices = DeviceLog()
    for name in ("scanner", "board"):
        devices.take(DeviceLost(device=name, fault=LinkLost("gone")))

    assert devices.lost == ["board", "scanner"]
