"""The phone's page of a ticket: whoever has the code sees how it stands, and nobody learns which codes there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from hypothesis import given
from hypothesis import strategies as st
from request_rig import CODE, account, ask, asking_station, code_hash, only, path, taken
from test_pages import Browser

from station_app.hub.models import Message, TicketVoice, TicketWord
from station_app.hub.pages import worker
from station_app.hub.pages.worker import digits_of
from station_app.hub.ticket_secrets import LARGEST_VOICE, MOST_WORDS

PAGE = f"/t/{CODE}"
WEBM = b"\x1a\x45\xdf\xa3voice"


@pytest.fixture
async def asked(rig: HubRig) -> Enrolled:
    """Somebody has asked, and has a slip."""
    station = await asking_station(rig)
    await ask(station, ticket=code_hash(CODE))
    return station


@pytest.fixture
def phone(rig: HubRig) -> Browser:
    """Nobody is signed in."""
    return Browser(rig)


def speak(rig: HubRig, raw: bytes) -> int:
    client = Client(SERVER_NAME="localhost")
    answer: Any = rig.in_thread(lambda: client.post(f"{PAGE}/voice", raw, content_type="application/octet-stream"))
    return answer.status_code


async def test_a_ticket_s_page_says_how_it_stands(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    before = phone.get(PAGE).text_now
    taken(rig).post(path(rig, "answer"), text="请到仲裁窗口")

    after = phone.get(PAGE).text_now
    assert ("正在请人受理" in before, "请到仲裁窗口" in after, "4821 7365 0194" in after) == (True, True, True)


async def test_its_page_names_neither_its_owner_nor_anybody(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    taken(rig)

    assert "expert" not in phone.get(PAGE).text_now


@pytest.mark.parametrize("typed", ["4821 7365 0194", "4821-7365-0194", "４８２１７３６５０１９４", " 482173650194 "])
async def test_a_code_is_found_however_it_is_typed(rig: HubRig, asked: Enrolled, phone: Browser, typed: str) -> None:
    assert phone.get(f"/t/?code={typed}").headers["Location"] == PAGE


@pytest.mark.parametrize("typed", ["48217365019", "4821736501944", "abc", "482173650194x", "②" * 12, "9" * 99])
def test_what_is_no_code_is_as_unknown_as_a_code_that_nobody_has(phone: Browser, typed: str) -> None:
    phone.get(f"/t/?code={typed}")
    told = [phone.get(one) for one in (f"/t/{typed}", "/t/000000000000")]

    assert [(one.status_code, "这里还没有这个编号" in one.text_now) for one in told] == [(404, True)] * 2


@given(st.text(max_size=60))
def test_whatever_is_typed_is_twelve_digits_or_nothing(typed: str) -> None:
    digits = digits_of(typed)

    assert digits == "" or (len(digits) == 12 and digits.isascii() and digits.isdigit())


async def test_whoever_tries_codes_out_is_stopped_and_one_with_a_code_is_not(
    rig: HubRig, asked: Enrolled, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(worker.timezone, "now", lambda: now)  # one minute, whenever this runs
    tried = [phone.get(f"/t/{number:012}").status_code for number in range(worker.MOST_UNKNOWN + 1)]

    assert (set(tried[:-1]), tried[-1], phone.get(PAGE).status_code) == ({404}, 429, 200)


async def test_an_address_that_looks_too_often_is_told_to_wait(
    rig: HubRig, asked: Enrolled, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(worker.timezone, "now", lambda: now)
    told = [phone.get(PAGE).status_code for _ in range(worker.MOST_A_MINUTE + 1)]

    assert told == [200] * worker.MOST_A_MINUTE + [429]


async def test_an_answer_is_rated_once(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    early = phone.post(f"{PAGE}/rate", stars="1").status_code
    before = only(rig).stars
    taken(rig).post(path(rig, "answer"), text="好")
    for stars in ("9", "4", "1"):
        phone.post(f"{PAGE}/rate", stars=stars)

    assert (early, before, only(rig).stars) == (302, None, 4)


LONG = "👷欠薪\r\n" * 800
WORDS = [(LONG, 302), ("x" * 4000, 302), ("x" * 4001, 422), (" ", 422), ("a\0b", 400)]


@pytest.mark.parametrize(("text", "status"), WORDS)
async def test_something_is_added_in_writing(
    rig: HubRig, asked: Enrolled, phone: Browser, text: str, status: int
) -> None:
    answer = phone.post(f"{PAGE}/words", text=text)

    assert (answer.status_code, rig.in_thread(TicketWord.objects.count)) == (status, int(status == 302))


async def test_what_was_written_is_not_shown_on_the_page_of_the_code(
    rig: HubRig, asked: Enrolled, phone: Browser
) -> None:
    phone.post(f"{PAGE}/words", text="老板姓王")

    assert "老板姓王" not in phone.get(f"{PAGE}?sent").text_now


async def test_the_owner_is_told_of_something_new(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    rig.in_thread(lambda: account("expert"))
    taken(rig)
    phone.post(f"{PAGE}/words", text="老板姓王")

    (text,) = rig.in_thread(lambda: list(Message.objects.values_list("text", flat=True)))
    assert ("有新留言" in text, "姓王" in text, only(rig).fresh) == (True, False, True)


async def test_enough_is_enough(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    told = [phone.post(f"{PAGE}/words", text="一").status_code for _ in range(MOST_WORDS + 1)]

    assert told == [302] * MOST_WORDS + [422]


async def test_a_voice_note_is_taken_in(rig: HubRig, asked: Enrolled) -> None:
    assert (speak(rig, WEBM), rig.in_thread(lambda: TicketVoice.objects.get().kind)) == (200, "audio/webm")


@pytest.mark.parametrize(("raw", "status"), [(b"MZ", 422), (b"", 422), (WEBM + b"x" * LARGEST_VOICE, 413)])
async def test_what_is_no_voice_note_is_refused(rig: HubRig, asked: Enrolled, raw: bytes, status: int) -> None:
    assert (speak(rig, raw), rig.in_thread(TicketVoice.objects.count)) == (status, 0)


async def test_nothing_is_added_to_what_is_over(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    taken(rig).post(path(rig, "return"), reason="twice", text="重复")

    told = phone.post(f"{PAGE}/words", text="一").status_code, speak(rig, WEBM)
    assert told == (422, 422)


@pytest.mark.parametrize("act", ["rate", "words", "voice"])
async def test_a_form_from_elsewhere_does_nothing(rig: HubRig, asked: Enrolled, phone: Browser, act: str) -> None:
    phone.client.handler.enforce_csrf_checks = True

    assert phone.post(f"{PAGE}/{act}", stars="5", text="一").status_code == 403


async def test_the_page_may_use_the_microphone_and_is_listed_nowhere(
    rig: HubRig, asked: Enrolled, phone: Browser
) -> None:
    headers = phone.get(PAGE).headers

    assert ("microphone=(self)" in headers["Permissions-Policy"], headers["X-Robots-Tag"]) == (True, "noindex")


async def test_a_request_that_came_late_says_so(rig: HubRig, phone: Browser) -> None:
    station = await asking_station(rig)
    station.paper.wall -= timedelta(hours=2)
    await ask(station, ticket=code_hash(CODE))

    assert "站点断网期间提出" in phone.get(PAGE).text_now


async def test_the_page_speaks_english_too(rig: HubRig, asked: Enrolled, phone: Browser) -> None:
    phone.client.cookies["language"] = "en"

    assert "Somebody is being asked" in phone.get(PAGE).text_now
