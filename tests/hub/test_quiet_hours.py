"""What quiet hours hold back, and the digest that tells of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hub_rig import HubRig
from notice_rig import Told

from station_app.hub import cases
from station_app.hub.accounts import set_account
from station_app.hub.models import (
    Case,
    Notice,
    QuietHours,
)


@pytest.fixture
def told(rig: HubRig) -> Told:
    found = Told(rig)
    found.station("ST-1")
    found.station("ST-2", "滨湖")
    return found


NIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)
"""23:00 in China."""


def test_a_fault_at_night_is_told_in_the_morning(told: Told) -> None:
    told.account("a")
    told.now = NIGHT
    told.case(cause="device/board", severity="fault")

    told.tick()
    night = list(told.sent)
    told.pass_by(hours=7)

    assert (night, [one[:11] for one in told.sent]) == ([], ["a: 【故障】ST-1"])


def test_a_call_for_help_at_night_is_told_at_once(told: Told) -> None:
    a = told.account("a")
    told._(
        lambda: [QuietHours.objects.create(who_id=a, severity=one, begin=0, end=1439) for one in ("urgent", "alarm")]
    )
    told.now = NIGHT
    told.case(cause="help", severity="urgent")

    told.tick()

    assert len(told.sent) == 1


def test_what_came_and_went_at_night_is_in_the_digest(told: Told) -> None:
    told.account("a")
    told.now = NIGHT
    number = told.case(cause="device/board", severity="fault")
    told.tick()
    told._(lambda: Case.objects.filter(pk=number).update(closed_ms=cases.ms(NIGHT), next_at=None))

    told.pass_by(hours=7)
    early = list(told.sent)
    told.pass_by(hours=2)

    (text,) = told.sent
    assert (early, "1 项" in text, "ST-1 设备失联 board" in text, "已结束" in text) == ([], True, True, True)


def test_a_digest_comes_once(told: Told) -> None:
    told.account("a")
    told.now = NIGHT
    told.case(cause="card-left", severity="notice")
    told.tick()

    for _ in range(40):
        told.pass_by(hours=1)

    assert len(told.sent) == 1


def test_what_was_told_in_the_morning_is_not_in_the_digest(told: Told) -> None:
    told.account("a")
    told.now = NIGHT
    told.case(cause="device/board", severity="fault")
    told.tick()

    told.pass_by(hours=7)
    told.pass_by(hours=2)

    assert [("免打扰" in one) for one in told.sent] == [False, False][: len(told.sent)]


def test_a_digest_tells_nothing_of_a_district_that_was_taken_away(told: Told) -> None:
    told.account("a")
    told.now = NIGHT
    told.case(cause="card-left", severity="notice")
    told.tick()
    told._(lambda: set_account("a", "", ("滨湖",)))

    told.pass_by(hours=10)

    assert (told.sent, told.count(Notice, held=True, digested_at=None)) == ([], 0)
