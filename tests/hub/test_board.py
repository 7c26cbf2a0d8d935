"""The board that a station fetches: answers to what was asked there, figures, and the answer of any one ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from request_rig import CODE, ask, asking_station, code_hash, only, path, taken

from station_app.core.memory.offers import Board, Figures, Reply
from station_app.hub import board
from station_app.hub.models import NoticeSetting, Ticket
from station_app.hub.secret import contact_key
from station_app.hub.settings import settings
from station_app.upstream.faults import HubFault


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


async def test_a_request_that_waits_stands_on_its_station_s_board(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)

    told = await asking.client().board()
    assert told.replies == (Reply(request="r1", state="waiting", made_ms=only(rig).made_ms),)


async def test_an_answer_is_told_to_the_station(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig).post(path(rig, "answer"), text="请到仲裁窗口")

    one, (reply,) = only(rig), (await asking.client().board()).replies
    assert (reply.state, reply.text, reply.accepted_ms, reply.answered_ms) == (
        "answered",
        "请到仲裁窗口",
        one.accepted_ms,
        one.answered_ms,
    )


async def test_what_ended_without_words_says_how(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, matter="fault", topic="water")
    taken(rig).post(path(rig, "mend"))

    (reply,) = (await asking.client().board()).replies
    assert (reply.state, reply.text) == ("closed", "已修复")


async def test_another_station_s_requests_are_not_on_the_board(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    other = await asking_station(rig, "ST-2")

    assert (await other.client().board()).replies == ()


async def test_the_newest_two_hundred_of_ninety_days_are_told(rig: HubRig, asking: Enrolled) -> None:
    asking.paper.wall -= timedelta(days=91)
    await ask(asking, "old")
    asking.paper.wall += timedelta(days=90)
    for number in range(201):
        asking.paper.write("request.made", request=f"r{number}", matter="fault", topic="water")
    await asking.push_all()

    replies = (await asking.client().board()).replies
    assert (len(replies), replies[0].request, replies[-1].request) == (200, "r200", "r1")


async def test_the_board_tells_the_key_to_which_numbers_are_sealed(rig: HubRig, asking: Enrolled) -> None:
    told = await asking.client().board()

    public = contact_key(settings.HUB_KEY_FILE.with_name("contact.key")).public_key().public_bytes_raw().hex()
    assert told.contact_key == public


async def test_the_board_tells_where_phones_reach_the_hub(rig: HubRig, asking: Enrolled) -> None:
    before = (await asking.client().board()).public_url
    rig.in_thread(lambda: NoticeSetting.objects.create(name="address", value="https://hub.example"))

    assert (before, (await asking.client().board()).public_url) == ("http://localhost", "https://hub.example")


async def test_the_board_has_the_station_s_own_figures_beside_the_fleet_s(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig).post(path(rig, "answer"), text="好")
    other = await asking_station(rig, "ST-2")

    told = (await other.client().board()).figures
    assert told == Figures(fleet_accept_minutes=told and told.fleet_accept_minutes, fleet_answered_percent=100.0)


def test_every_section_is_a_field_of_the_board() -> None:
    assert set(board.SECTIONS) <= set(Board.__dataclass_fields__)


async def test_an_answer_is_read_at_any_station_by_its_ticket(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, ticket=code_hash(CODE))
    other = await asking_station(rig, "ST-2")

    told = await other.client().reply(code_hash(CODE))
    assert (told.reply, told.matter) == (Reply(request="r1", state="waiting", made_ms=only(rig).made_ms), "advice")


async def test_a_ticket_that_is_not_known_has_no_answer(rig: HubRig, asking: Enrolled) -> None:
    assert (await asking.client().reply(code_hash("0" * 12))).reply is None


async def test_a_station_asks_for_so_many_tickets_a_minute(
    rig: HubRig, asking: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("station_app.hub.device_api.timezone.now", lambda: now)  # one minute, whenever this runs
    client = asking.client()
    for _ in range(board.MOST_A_MINUTE):
        await client.reply(code_hash(CODE))

    with pytest.raises(HubFault):
        await client.reply(code_hash(CODE))


async def test_a_station_that_is_revoked_has_no_board(rig: HubRig, asking: Enrolled) -> None:
    from station_app.hub.models import Station

    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    with pytest.raises(HubFault):
        await asking.client().board()
    assert rig.in_thread(Ticket.objects.count) == 0
