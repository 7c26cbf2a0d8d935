"""What only some may see of a request, and for how long: words, voice notes, and a number to call back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from request_rig import account, ask, asking_station, desk, only, path, taken
from test_pages import Browser

from station_app.hub import ticket_acts, ticket_secrets
from station_app.hub.models import Audit, Fact, Ticket, TicketVoice, TicketWord
from station_app.identity.contact_seal import sealed

NUMBER = "13000000000"
WEBM = b"\x1a\x45\xdf\xa3" + b"voice" * 20


@pytest.fixture
async def called(rig: HubRig) -> Enrolled:
    """Somebody asks to be called back."""
    station = await asking_station(rig)
    contact = sealed(NUMBER, ticket_secrets.public_contact_key(), "r1")
    await ask(station, contact=contact)
    return station


def closed_ago(rig: HubRig, days: float) -> None:
    """The hub's loop looks, so many days after the request was closed."""

    def look() -> None:
        now = timezone.now()
        Ticket.objects.filter(closed_ms=None).update(closed_ms=now.timestamp() * 1000, state="closed")
        ticket_secrets.forget_old(now + timedelta(days=days))

    rig.in_thread(look)


# The number.


async def test_the_owner_sees_the_number_for_a_reason_and_that_is_recorded(rig: HubRig, called: Enrolled) -> None:
    page = taken(rig).post(path(rig) + "contact/", reason="回电").content.decode()

    trail = rig.in_thread(lambda: list(Audit.objects.filter(what="request-contact-seen").values_list("who", "detail")))
    assert (NUMBER in page, trail) == (True, [("expert", f"#{only(rig).pk}")])


async def test_without_a_reason_nobody_sees_the_number(rig: HubRig, called: Enrolled) -> None:
    response = taken(rig).post(path(rig) + "contact/", reason=" ")

    seen = rig.in_thread(Audit.objects.filter(what="request-contact-seen").count)
    assert (response.status_code, NUMBER in response.content.decode(), seen) == (422, False, 0)


@pytest.mark.parametrize("role", ["manager", "admin", "technician"])
async def test_nobody_but_the_owner_sees_the_number(rig: HubRig, called: Enrolled, role: str) -> None:
    taken(rig)

    assert Browser(rig, role).post(path(rig) + "contact/", reason="回电").status_code == 404


async def test_the_number_needs_the_second_factor(rig: HubRig, called: Enrolled) -> None:
    from django.test import Client

    browser = taken(rig)
    browser.client = Client(SERVER_NAME="localhost")
    from django.contrib.auth.models import User

    user = rig.in_thread(lambda: User.objects.get(username="expert"))
    rig.in_thread(lambda: browser.client.force_login(user, "django.contrib.auth.backends.ModelBackend"))

    response = browser.post(path(rig) + "contact/", reason="回电")
    assert (response.status_code, "/account/" in response.headers["Location"]) == (302, True)


async def test_a_number_that_was_sealed_for_another_request_is_not_opened(rig: HubRig, called: Enrolled) -> None:
    rig.in_thread(lambda: Ticket.objects.update(request="r2"))

    assert taken(rig).post(path(rig) + "contact/", reason="回电").status_code == 422


async def test_what_is_no_seal_is_not_opened(rig: HubRig) -> None:
    await ask(await asking_station(rig), contact="no seal at all ☎")

    assert taken(rig).post(path(rig) + "contact/", reason="回电").status_code == 422


@pytest.mark.parametrize(("days", "kept"), [(6.9, True), (7.1, False)])
async def test_a_number_goes_a_week_after_the_end_from_row_and_fact(
    rig: HubRig, called: Enrolled, days: float, kept: bool
) -> None:
    contact = only(rig).contact
    closed_ago(rig, days)

    bodies = rig.in_thread(lambda: "".join(Fact.objects.values_list("body", flat=True)))
    assert (only(rig).contact == contact, contact in bodies) == (kept, kept)


async def test_a_number_that_is_gone_is_in_no_file(rig: HubRig, called: Enrolled) -> None:
    from station_app.hub.backend.emptying import empty_log

    contact = only(rig).contact
    closed_ago(rig, 8)
    rig.in_thread(empty_log)

    assert rig.holds(contact) is False


# Words.


async def test_only_people_of_the_desk_read_what_was_written(rig: HubRig) -> None:
    rig.in_thread(lambda: desk("labour", "", None, account("expert")))
    await ask(await asking_station(rig))
    rig.in_thread(lambda: ticket_secrets.add_words(Ticket.objects.get(), "老板姓王 👷", timezone.now()))

    pages = {role: Browser(rig, role).get(path(rig)).text_now for role in ("expert", "manager", "viewer")}
    assert {role: "老板姓王 👷" in page for role, page in pages.items()} == {
        "expert": True,
        "manager": False,
        "viewer": False,
    }


async def test_who_reads_what_was_written_is_recorded(rig: HubRig) -> None:
    await ask(await asking_station(rig))
    rig.in_thread(lambda: ticket_secrets.add_words(Ticket.objects.get(), "一", timezone.now()))
    taken(rig).get(path(rig))

    assert rig.in_thread(lambda: Audit.objects.filter(what="request-words-seen", who="expert").exists())


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (31, 0)])
async def test_words_go_a_month_after_the_end(rig: HubRig, days: float, kept: int) -> None:
    await ask(await asking_station(rig))
    rig.in_thread(lambda: ticket_secrets.add_words(Ticket.objects.get(), "一", timezone.now()))
    closed_ago(rig, days)

    assert rig.in_thread(TicketWord.objects.count) == kept


async def test_whoever_is_erased_is_quoted_nowhere(rig: HubRig) -> None:
    station = await asking_station(rig)
    await ask(station, person="p-forgotten")

    def add() -> None:
        ticket_secrets.add_words(Ticket.objects.get(), "老板姓王", timezone.now())
        ticket_secrets.add_voice(Ticket.objects.get(), WEBM, timezone.now())

    rig.in_thread(add)
    station.paper.write("data.erased", scope="person", person="p-forgotten")
    await station.push_all()

    assert rig.in_thread(lambda: TicketWord.objects.count() + TicketVoice.objects.count()) == 0


# Voice notes.


@pytest.fixture
async def spoken(rig: HubRig) -> Enrolled:
    station = await asking_station(rig)
    await ask(station)
    rig.in_thread(lambda: ticket_secrets.add_voice(Ticket.objects.get(), WEBM, timezone.now()))
    return station


def voice_path(rig: HubRig) -> str:
    return f"{path(rig)}voices/{rig.in_thread(lambda: TicketVoice.objects.get().pk)}"


async def test_the_owner_hears_a_voice_note_and_that_is_recorded(rig: HubRig, spoken: Enrolled) -> None:
    response = taken(rig).get(voice_path(rig))

    heard = rig.in_thread(lambda: Audit.objects.filter(what="request-voice-heard").count())
    assert (response.getvalue(), response["Content-Type"], response["Cache-Control"], heard) == (
        WEBM,
        "audio/webm",
        "no-store",
        1,
    )


@pytest.mark.parametrize("role", ["manager", "admin"])
async def test_nobody_but_the_owner_hears_it(rig: HubRig, spoken: Enrolled, role: str) -> None:
    taken(rig)

    assert Browser(rig, role).get(voice_path(rig)).status_code == 404


async def test_what_was_spoken_is_not_in_the_database_as_it_was(rig: HubRig, spoken: Enrolled) -> None:
    stored = rig.in_thread(lambda: bytes(TicketVoice.objects.get().sealed))

    assert WEBM[:12] not in stored


@pytest.mark.parametrize(("days", "kept"), [(6.9, 1), (7.1, 0)])
async def test_voice_notes_go_with_the_number(rig: HubRig, spoken: Enrolled, days: float, kept: int) -> None:
    closed_ago(rig, days)

    assert rig.in_thread(TicketVoice.objects.count) == kept


@pytest.mark.parametrize("raw", [b"", b"MZ" + b"x" * 50, b"<svg", WEBM + b"x" * ticket_secrets.LARGEST_VOICE])
async def test_what_is_no_voice_note_is_not_kept(rig: HubRig, spoken: Enrolled, raw: bytes) -> None:
    with pytest.raises(ticket_acts.CannotBeDone):
        rig.in_thread(lambda: ticket_secrets.add_voice(Ticket.objects.get(), raw, timezone.now()))


# The end by itself.


@pytest.mark.parametrize(("days", "state"), [(13, "answered"), (15, "closed")])
async def test_what_was_answered_long_ago_is_over(rig: HubRig, called: Enrolled, days: int, state: str) -> None:
    taken(rig).post(path(rig, "answer"), text="好")
    rig.in_thread(lambda: ticket_secrets.forget_old(timezone.now() + timedelta(days=days)))

    assert only(rig).state == state
