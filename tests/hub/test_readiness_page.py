"""The page behind a readiness report's QR code: genuine, altered, unknown; and who reads what is in it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hub_rig import Enrolled, HubRig

from station_app.core.readiness import Brief, encode, text_of, to_sign
from station_app.hub.accounts import set_account
from station_app.hub.models import Station

GENUINE, ALTERED, UNKNOWN = "报告是真的", "报告不是真的", "不认识这个站点"


def brief(**more: Any) -> Brief:
    told: dict[str, Any] = {
        "station": "ST-1",
        "at": int(time.time()),
        "tested": int(time.time()) - 3600,
        "verdict": "not-ready",
        "version": "1.0",
        "config": "0123456789abcdef",
        "epoch": "e1",
        "seq": 7,
        "head": "fedcba9876543210",
        "clock": "trusted",
        "disk_mb": 1000,
        "fire_test": "2026-05-20",
        "visits": 12,
        "refusals": 3,
        "green": 20,
        "never": 0,
        "failed": 1,
        "faults": (("board.answers", "no-answer"),),
    }
    return Brief(**{**told, **more})


def code_of(station: Enrolled, what: Brief) -> str:
    text = text_of(what)
    return encode(text, station.key.sign(to_sign(text)))


def seen(rig: HubRig, code: str, role: str = "", language: str = "") -> str:
    client = Client(SERVER_NAME="localhost")
    if language:
        rig.in_thread(lambda: client.get(f"/language/{language}/?next=/"))
    if role:
        rig.in_thread(lambda: set_account(role, role))
        rig.in_thread(
            lambda: client.force_login(User.objects.get(username=role), "django.contrib.auth.backends.ModelBackend")
        )
    response = rig.in_thread(lambda: client.get(f"/r/{code}"))
    assert response.status_code == 200
    return response.content.decode()


async def test_a_stranger_learns_that_a_report_is_genuine_and_no_more(rig: HubRig, station: Enrolled) -> None:
    page = seen(rig, code_of(station, brief()))

    assert GENUINE in page
    assert "有回应" not in page and "board" not in page
    assert "未就绪" not in page


async def test_staff_read_what_is_red(rig: HubRig, station: Enrolled) -> None:
    page = seen(rig, code_of(station, brief()), "viewer")

    assert GENUINE in page
    assert "未就绪" in page
    assert "board · 有回应" in page
    assert "设备没有回应" in page


async def test_a_check_is_named_in_the_readers_language(rig: HubRig, station: Enrolled) -> None:
    red = brief(failed=2, faults=(("main.push", "stays-shut"), ("station.journal", "no-answer")))
    page = seen(rig, code_of(station, red), "viewer", "en")

    assert "main · Door pushed" in page
    assert "Whole station · " in page
    assert "main.push" not in page


async def test_a_check_that_the_hub_is_too_old_to_know_is_named_as_it_is(rig: HubRig, station: Enrolled) -> None:
    assert "board.hums" in seen(rig, code_of(station, brief(faults=(("board.hums", "no-answer"),))), "viewer")


@pytest.mark.parametrize("role", ["", "viewer"])
async def test_a_report_that_was_made_to_say_something_else_is_not_genuine(
    rig: HubRig, station: Enrolled, role: str
) -> None:
    text = text_of(brief())
    signature = station.key.sign(to_sign(text))
    better = text_of(replace(brief(), verdict="ready", failed=0, faults=()))

    page = seen(rig, encode(better, signature), role)

    assert ALTERED in page
    assert "有回应" not in page and "board" not in page


async def test_a_signature_made_for_something_else_proves_nothing(rig: HubRig, station: Enrolled) -> None:
    text = text_of(brief())

    assert ALTERED in seen(rig, encode(text, station.key.sign(text.encode())))


@pytest.mark.parametrize("place", [0, 40, 100, -1])
async def test_a_code_with_one_letter_changed_is_not_genuine(rig: HubRig, station: Enrolled, place: int) -> None:
    letters = list(code_of(station, brief()))
    letters[place] = "A" if letters[place] != "A" else "B"

    page = seen(rig, "".join(letters))

    assert GENUINE not in page


@pytest.mark.parametrize("code", ["x", "-" * 1300, "AAAA" * 40, "%20", "报告"])
async def test_what_is_no_report_is_not_genuine(rig: HubRig, station: Enrolled, code: str) -> None:
    assert ALTERED in seen(rig, code)


async def test_a_station_that_the_hub_does_not_know_cannot_be_verified(rig: HubRig, station: Enrolled) -> None:
    assert UNKNOWN in seen(rig, code_of(station, brief(station="ST-9")))


async def test_a_revoked_station_proves_nothing_any_more(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    assert UNKNOWN in seen(rig, code_of(station, brief()))


async def test_an_old_report_is_told_to_be_old(rig: HubRig, station: Enrolled) -> None:
    fresh = seen(rig, code_of(station, brief()), "viewer")
    old = seen(rig, code_of(station, brief(at=int(time.time()) - 2 * 86_400)), "viewer")

    assert "不是现在的报告" in old
    assert "不是现在的报告" not in fresh


async def test_a_stranger_is_not_shown_an_old_report_as_one_of_now(rig: HubRig, station: Enrolled) -> None:
    page = seen(rig, code_of(station, brief(at=1_767_225_600)))

    assert "2026-01-01 08:00:00" in page
    assert "不是现在的报告" in page


@pytest.mark.parametrize(("days", "warns"), [(30, False), (32, True)])
async def test_results_of_long_ago_are_told_to_be(rig: HubRig, station: Enrolled, days: int, warns: bool) -> None:
    tested = int(time.time()) - days * 86_400

    assert ("检查已久" in seen(rig, code_of(station, brief(tested=tested)), "viewer")) == warns


async def test_what_a_report_says_is_text_and_never_part_of_the_page(rig: HubRig, station: Enrolled) -> None:
    evil = '"><script>alert(1)</script>'
    told = brief(version=evil, config=evil, epoch=evil, head=evil, clock=evil, fire_test=evil, faults=((evil, evil),))

    page = seen(rig, code_of(station, told), "viewer")

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("number", [-1, 2**31, 2**63, 10**40])
async def test_no_number_of_a_report_breaks_the_page(rig: HubRig, station: Enrolled, number: int) -> None:
    told = {
        name: number for name in ("at", "tested", "seq", "disk_mb", "visits", "refusals", "green", "never", "failed")
    }

    assert GENUINE in seen(rig, code_of(station, brief(**told)), "viewer")


async def test_the_report_of_another_station_is_that_stations(rig: HubRig, station: Enrolled) -> None:
    text = text_of(brief(station="ST-2"))
    rig.in_thread(lambda: Station.objects.create(id="ST-2", public_key=bytes(32).hex(), enrolled_at=timezone.now()))

    assert ALTERED in seen(rig, encode(text, station.key.sign(to_sign(text))), "viewer")


async def test_a_ready_station_is_told_to_be_ready(rig: HubRig, station: Enrolled) -> None:
    page = seen(rig, code_of(station, brief(verdict="ready", failed=0, faults=())), "viewer")

    assert "✓ 就绪" in page


async def test_the_reports_journal_is_compared_with_the_hubs_own(rig: HubRig, station: Enrolled) -> None:
    row = station.paper.boot()
    await station.push_all()
    agrees = seen(rig, code_of(station, brief(epoch=row.epoch, seq=row.seq, head=row.hash[:16])), "viewer")
    differs = seen(rig, code_of(station, brief(epoch=row.epoch, seq=row.seq, head="0" * 16)), "viewer")

    assert "与平台的日志相符" in agrees
    assert "与平台的日志不符" in differs


async def test_staff_of_another_district_learn_as_much_as_a_stranger(rig: HubRig, station: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(district="滨湖"))

    page = seen(rig, code_of(station, brief()), "viewer")

    assert (GENUINE in page, "未就绪" in page) == (True, False)
