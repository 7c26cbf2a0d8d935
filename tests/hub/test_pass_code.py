"""A code for whoever telephones: who may make one, for where, how many, and that it is shown once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from pass_rig import Desk, opened

from station_app.core.events import Known
from station_app.hub import typed_codes
from station_app.hub.models import Pass, Station
from station_app.identity.typed_code import HOUR, MOST_AN_HOUR

DIGITS = re.compile(r'id="digits">(\d{4}) (\d{4})<')


@pytest.fixture
async def desk(rig: HubRig, station: Enrolled) -> Desk:
    return await opened(rig, station)


def make(desk: Desk, who: str = "manager", **told: str) -> Any:
    once = desk.form("/passes/code/", who)
    return desk.post("/passes/code/", who, **{"station": "ST-1", "label": "", "once": once, **told})


def digits(answer: Any) -> str:
    return "".join(DIGITS.findall(answer.text_now)[0])


def known(desk: Desk, typed: str, station: str = "ST-1") -> bool:
    book = desk.rig.in_thread(lambda: typed_codes.book_of(Station.objects.get(pk=station)))
    return isinstance(book.verify(typed, round(timezone.now().timestamp() * 1000)), Known)


def test_a_manager_makes_a_code_that_its_station_knows(desk: Desk) -> None:
    code = digits(make(desk))

    assert (known(desk, code), known(desk, code, "ST-2")) == (True, False)


def test_each_code_of_an_hour_is_another_one(desk: Desk) -> None:
    assert len({digits(make(desk)) for _ in range(4)}) == 4


def test_a_station_has_so_many_an_hour(desk: Desk) -> None:
    make(desk)

    def fill() -> None:
        row = Pass.objects.get()
        for number in range(1, MOST_AN_HOUR):
            row.pk, row.pass_id, row.batch = None, f"code:{number:016x}", f"{number:016x}"
            row.save(force_insert=True)

    desk.rig.in_thread(fill)
    answer = make(desk)
    assert (answer.status_code, "一小时最多 20 个" in answer.text_now) == (422, True)


def test_a_code_is_shown_once_and_kept_nowhere(desk: Desk) -> None:
    answer = make(desk)
    kept = desk.rig.in_thread(lambda: str(list(Pass.objects.values())))

    assert (digits(answer) in kept, answer["Cache-Control"]) == (False, "no-store, private")


def test_a_form_that_is_sent_twice_makes_one(desk: Desk) -> None:
    once = desk.form("/passes/code/")
    make(desk, once=once)

    assert (make(desk, once=once).status_code, len(desk.rows("id"))) == (422, 1)


def test_what_cannot_be_is_told_and_nothing_is_made(desk: Desk) -> None:
    wrong = [{"station": "ST-2"}, {"station": ""}, {"station": "*"}, {"label": "13800138000"}, {"once": "forged"}]
    answers = [make(desk, **told).status_code for told in wrong]

    assert (set(answers), desk.rows("id")) == ({422}, [])


@pytest.mark.parametrize("who", ["viewer", "auditor", "technician"])
def test_nobody_makes_one_who_may_not_issue_passes(desk: Desk, who: str) -> None:
    assert desk.get("/passes/code/", who).status_code == 403


def test_the_second_factor_comes_first(desk: Desk) -> None:
    desk.client("manager", confirmed=False)
    answer = desk.get("/passes/code/")

    assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)


def test_a_code_is_a_pass_in_the_list_and_revoked_like_one(desk: Desk) -> None:
    make(desk)
    one = desk.rig.in_thread(lambda: Pass.objects.get())
    page = desk.get("/passes/").text_now
    desk.revoke(one)

    assert "电话报码" in page
    assert desk.rig.in_thread(lambda: Pass.objects.get().revoked_at) is not None


def test_a_code_is_renewed_by_nothing(desk: Desk) -> None:
    make(desk)
    one = desk.rig.in_thread(lambda: Pass.objects.get())

    assert desk.get(f"/passes/{one.pk}/renew/").status_code == 403
    assert "换发" not in desk.get(f"/passes/{one.pk}/").text_now


def test_it_ends_with_the_next_hour(desk: Desk) -> None:
    make(desk)
    hour = int(timezone.now().timestamp()) // HOUR

    assert desk.rows("until") == [(datetime.fromtimestamp((hour + 2) * HOUR, UTC),)]


def test_who_made_it_is_recorded_without_the_digits(desk: Desk) -> None:
    code = digits(make(desk))
    deeds = desk.deeds("pass-issued")

    assert (len(deeds), code in str(deeds)) == (1, False)
