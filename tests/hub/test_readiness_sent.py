"""Readiness reports that stations send: verified, kept once, shown on the station's page, and nobody else's."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hub_rig import URL, Enrolled, HubRig, enrolled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_pages import Browser
from test_readiness_page import brief, code_of

from station_app.hub import readying
from station_app.hub.models import ReadinessReport, Station
from station_app.upstream import signing
from station_app.upstream.readiness_message import READINESS_PATH, ReadinessTold
from station_app.wire import Service
from station_app.wiring import readiness_command

PAGE = "/stations/ST-1/readiness/"


async def post(rig: HubRig, station: Enrolled, body: bytes) -> httpx.Response:
    request = signing.Request(method="POST", url=URL + READINESS_PATH, headers={})
    signing.sign_request(request, body, station.key, station.name, int(time.time()))
    async with httpx.AsyncClient(transport=rig.transport, trust_env=False) as http:
        return await http.post(URL + READINESS_PATH, content=body, headers=dict(request.headers))


def told(code: str, station: str = "ST-1") -> bytes:
    return msgspec.json.encode(ReadinessTold(station=station, code=code))


def kept(rig: HubRig) -> list[tuple[str, str]]:
    return rig.in_thread(lambda: list(ReadinessReport.objects.order_by("id").values_list("station", "verdict")))


async def test_a_report_is_kept(rig: HubRig, station: Enrolled) -> None:
    new = await station.client().readiness(code_of(station, brief()))

    assert (new, kept(rig)) == (True, [("ST-1", "not-ready")])


async def test_a_report_that_comes_twice_is_kept_once(rig: HubRig, station: Enrolled) -> None:
    code = code_of(station, brief())
    answers = [await station.client().readiness(code) for _ in range(2)]

    assert (answers, len(kept(rig))) == ([True, False], 1)


async def test_another_stations_report_is_refused(rig: HubRig, station: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    named = brief(station="ST-2")
    foreign = [code_of(other, named), code_of(station, named), code_of(other, brief())]

    answers = [await post(rig, station, told(code)) for code in foreign]
    answers.append(await post(rig, other, told(code_of(station, brief()))))
    assert ([one.status_code for one in answers], kept(rig)) == ([400, 400, 400, 403], [])


async def test_an_altered_report_is_refused(rig: HubRig, station: Enrolled) -> None:
    code = code_of(station, brief())
    altered = code[:10] + ("A" if code[10] != "A" else "B") + code[11:]

    assert ((await post(rig, station, told(altered))).status_code, kept(rig)) == (400, [])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda code: told(code or "x"))))
async def test_nothing_that_is_sent_ends_in_an_error_of_the_hub(rig: HubRig, station: Enrolled, body: bytes) -> None:
    assert (await post(rig, station, body)).status_code in {400, 403}


async def test_the_last_few_hundred_are_kept(rig: HubRig, station: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readying, "KEPT", 2)
    for visits in (1, 2, 3):
        await station.client().readiness(code_of(station, brief(visits=visits)))
    shown = rig.in_thread(lambda: [one.brief.visits for one in readying.newest(Station.objects.get(), 9)])

    assert shown == [3, 2]


async def test_staff_read_what_was_red_and_what_was_before(rig: HubRig, station: Enrolled) -> None:
    await station.client().readiness(code_of(station, brief()))
    await station.client().readiness(code_of(station, brief(verdict="ready", failed=0, faults=())))

    page = Browser(rig, "viewer").get(PAGE).text_now
    assert ("board · 有回应" in page, page.index("✓ 就绪") < page.index("未就绪")) == (True, True)


async def test_the_reports_of_a_replaced_computer_stay(rig: HubRig, station: Enrolled) -> None:
    await station.client().readiness(code_of(station, brief()))
    await enrolled(rig, "ST-1")

    assert "未就绪" in Browser(rig, "viewer").get(PAGE).text_now


async def test_what_a_report_says_is_text(rig: HubRig, station: Enrolled) -> None:
    await station.client().readiness(code_of(station, brief(version="<b>x</b>", faults=(("<i>y", "<u>z"),))))

    page = Browser(rig, "viewer").get(PAGE).text_now
    assert [tag in page for tag in ("<b>x", "<i>y", "<u>z")] == [False] * 3


@pytest.mark.parametrize("number", [-1, 2**31, 2**63, 10**40])
async def test_no_number_of_a_report_breaks_the_hub(rig: HubRig, station: Enrolled, number: int) -> None:
    await station.client().readiness(code_of(station, brief(at=number, seq=number, green=number, failed=number)))

    assert Browser(rig, "viewer").get(PAGE).status_code == 200


async def test_the_page_speaks_english(rig: HubRig, station: Enrolled) -> None:
    await station.client().readiness(code_of(station, brief()))
    viewer = Browser(rig, "viewer")
    viewer.client.cookies["language"] = "en"

    assert "Not ready" in viewer.get(PAGE).text_now


class Command:
    """`station readiness --send` with a station that has just made this report."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, client: Any, qr: str) -> None:
        service = Service(serial=1, open=False, report_text="report", report_qr=qr)
        learned = service, json.dumps({"report": {"verdict": "ready"}})
        monkeypatch.setattr(readiness_command, "at_station", lambda *_: learned)
        monkeypatch.setattr("station_app.wiring.sync.hub_client", lambda *_: client)
        monkeypatch.setattr("station_app.wiring.devices.checked_settings", lambda _: None)


class Hub:
    """Takes codes."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    async def readiness(self, code: str) -> bool:
        self.codes.append(code)
        return True

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("qr", ["https://hub.example/r/CODE", "CODE"])
def test_the_command_sends_the_code_that_the_picture_holds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qr: str
) -> None:
    hub = Hub()
    Command(monkeypatch, hub, qr)

    status = readiness_command.readiness(tmp_path / "station.toml", tmp_path, "text", send=True)
    assert (status, hub.codes) == (0, ["CODE"])


def test_a_station_without_a_hub_is_told_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Command(monkeypatch, None, "CODE")

    with pytest.raises(readiness_command.UsageError, match="made but not sent"):
        readiness_command.readiness(tmp_path / "station.toml", tmp_path, "text", send=True)
