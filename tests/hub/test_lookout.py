"""What no station can tell, the hub finds itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from hub_rig import HubRig
from notice_rig import NOON, Told

from station_app.hub import cases
from station_app.hub.models import (
    Case,
    CaseDeed,
    Epoch,
    LostRange,
    SetAside,
    Station,
)
from station_app.hub.notifier import Notifier


@pytest.fixture
def told(rig: HubRig) -> Told:
    found = Told(rig)
    found.station("ST-1")
    found.station("ST-2", "滨湖")
    return found


@pytest.fixture
def mute(told: Told) -> Told:
    """Its stations were heard of at noon, and not since."""
    told.speaking = False
    return told


def alive(told: Told, *stations: str) -> None:
    told._(lambda: Station.objects.filter(id__in=stations).update(last_contact=told.now))


def test_a_station_that_says_nothing_for_ten_minutes_is_a_case(mute: Told) -> None:
    mute.account("a")
    mute.now += timedelta(minutes=11)
    alive(mute, "ST-2")

    mute.tick()

    assert [one.partition(" · ")[0] for one in mute.sent] == ["a: 【报警】ST-1 站点失去联系"]


def test_a_station_that_speaks_again_ends_its_case(mute: Told) -> None:
    mute.now += timedelta(minutes=11)
    mute.tick()
    alive(mute, "ST-1", "ST-2")

    mute.pass_by(seconds=5)

    assert mute._(lambda: sorted(Case.objects.values_list("cause", "closed_ms"))) == [
        ("silent", cases.ms(mute.now)),
        ("silent", cases.ms(mute.now)),
    ]


def test_one_silence_is_one_case(mute: Told) -> None:
    for _ in range(5):
        mute.pass_by(minutes=11)

    assert mute.count(Case, cause="silent", station="ST-1") == 1


def test_a_hub_that_slept_blames_no_station(mute: Told) -> None:
    mute.now += timedelta(days=1)
    mute.notifier = mute._(lambda: Notifier("https://hub.test", mute.send, lambda: mute.now))

    mute.tick()

    assert mute.count(Case) == 0


def test_a_replaced_journal_is_a_case(told: Told) -> None:
    for name in ("e1", "e2"):
        told._(lambda name=name: Epoch.objects.create(station_id="ST-1", epoch=name, first_seen=NOON))

    told.tick()

    assert told._(lambda: list(Case.objects.values_list("station", "cause"))) == [("ST-1", "replaced")]


def test_lost_rows_are_a_case(told: Told) -> None:
    told._(lambda: LostRange.objects.create(station_id="ST-1", epoch="e1", first=1, last=2, came_at=NOON))

    told.tick()

    assert told.count(Case, cause="rows-lost") == 1


def test_rows_set_aside_are_one_case_that_counts(told: Told) -> None:
    def aside(number: int) -> None:
        came = told.now
        told._(
            lambda: SetAside.objects.create(
                station_id="ST-1", epoch="e1", seq=number, reason="x", row="", digest=str(number), came_at=came
            )
        )

    aside(1)
    told.tick()
    for number in (2, 3):
        told.now += timedelta(minutes=1)
        aside(number)
    told.tick()

    assert told._(lambda: list(Case.objects.values_list("cause", "repeats"))) == [("aside", 2)]


def test_what_the_hub_found_is_ended_by_people_and_not_found_again(told: Told) -> None:
    a = told.account("a")
    told._(lambda: LostRange.objects.create(station_id="ST-1", epoch="e1", first=1, last=2, came_at=NOON))
    told.tick()
    told._(lambda: cases.resolve(Case.objects.get(), User.objects.get(pk=a), "passed", now=told.now))

    told.pass_by(minutes=5)

    assert (told.count(Case), told._(lambda: Case.objects.get().state), told.count(CaseDeed, what="resolved")) == (
        1,
        "resolved",
        1,
    )
