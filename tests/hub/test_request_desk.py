"""What people do about a request: one takes it on, answers it, brings it to its end; nobody else does."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import Enrolled, HubRig
from request_rig import account, ask, asking_station, moved, only, path, taken
from test_pages import Browser

from station_app.hub import ticket_acts, tickets
from station_app.hub.live import rings
from station_app.hub.models import Audit, Message, Ticket, TicketDeed, TicketStage


@pytest.fixture
async def asking(rig: HubRig) -> Enrolled:
    return await asking_station(rig)


# One owner.


async def test_whoever_accepts_owns_it(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig)

    one = only(rig)
    assert (one.state, one.owner and one.owner.username, (one.accepted_ms or 0) >= one.made_ms) == (
        "accepted",
        "expert",
        True,
    )


async def test_the_second_one_is_told_that_it_is_taken(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig)

    late = Browser(rig, "manager").post(path(rig, "accept"))
    assert (late.status_code, only(rig).owner.username) == (422, "expert")


async def test_of_many_at_once_one_wins(rig: HubRig, asking: Enrolled) -> None:
    from django.db import connections

    people = rig.in_thread(lambda: [account(f"expert-{number}") for number in range(4)])
    await ask(asking)
    ticket, won, go = only(rig), list[str](), threading.Barrier(4)

    def grab(who: User) -> None:
        go.wait()
        try:
            ticket_acts.accept(ticket, who)
            won.append(who.username)
        except ticket_acts.CannotBeDone:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=grab, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [only(rig).owner.username]


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("approver", 403), ("expert", 302), ("technician", 302)])
async def test_who_may_take_a_request_on(rig: HubRig, asking: Enrolled, role: str, status: int) -> None:
    await ask(asking)

    assert Browser(rig, role).post(path(rig, "accept")).status_code == status


ACTS: list[tuple[str, dict[str, str]]] = [
    ("answer", {"text": "请到仲裁窗口"}),
    ("give-back", {}),
    ("return", {"reason": "other", "text": "请到街道"}),
    ("stage", {"stage": "registered", "reached_on": "2026-11-27"}),
    ("close", {}),
]


@pytest.mark.parametrize(("act", "form"), ACTS)
async def test_only_the_owner_brings_it_on(rig: HubRig, asking: Enrolled, act: str, form: dict[str, str]) -> None:
    await ask(asking)
    taken(rig)
    before = only(rig)

    response = Browser(rig, "technician").post(path(rig, act), **form)
    after = only(rig)
    assert (response.status_code, after.state, after.answer) == (422, before.state, before.answer)


async def test_who_sees_to_the_desks_hands_it_to_a_colleague(rig: HubRig, asking: Enrolled) -> None:
    whom = rig.in_thread(lambda: account("li").pk)
    await ask(asking)
    taken(rig)
    Browser(rig, "manager").post(path(rig, "hand"), whom=str(whom))

    assert only(rig).owner.username == "li"


# Answers.


async def test_an_answer_is_kept_with_its_time(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig).post(path(rig, "answer"), text="请带合同到\r\n仲裁窗口，电话 0510-82345678")

    one = only(rig)
    assert (one.state, one.answer, one.answered_ms is not None) == (
        "answered",
        "请带合同到\n仲裁窗口，电话 0510-82345678",
        True,
    )


BAD_ANSWERS = [
    "",
    " \n ",
    "x" * 501,
    "a\x1bb",
    "打 138 0013 8000 问",
    "13800138000",
    "320299198501020012",
    "32029919850102003X",
]


@pytest.mark.parametrize("text", BAD_ANSWERS)
async def test_an_answer_without_words_or_with_a_person_s_number_is_given_back(
    rig: HubRig, asking: Enrolled, text: str
) -> None:
    await ask(asking)
    response = taken(rig).post(path(rig, "answer"), text=text)

    assert (response.status_code, only(rig).state) == (422, "accepted")


async def test_a_better_answer_keeps_the_time_of_the_first(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    browser = taken(rig)
    browser.post(path(rig, "answer"), text="一")
    first = only(rig).answered_ms
    browser.post(path(rig, "answer"), text="二")

    assert (only(rig).answer, only(rig).answered_ms) == ("二", first)


async def test_what_is_returned_says_why_and_is_over(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    taken(rig).post(path(rig, "return"), reason="not-ours", text="请拨打 12345")

    one = only(rig)
    assert (one.state, one.outcome, one.answer, one.closed_ms is not None) == (
        "returned",
        "not-ours",
        "请拨打 12345",
        True,
    )


async def test_what_is_answered_is_closed_and_then_over(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)
    browser = taken(rig)
    browser.post(path(rig, "answer"), text="好")
    browser.post(path(rig, "close"))
    again = browser.post(path(rig, "answer"), text="再")

    assert (only(rig).state, again.status_code) == ("closed", 422)


# Faults, suggestions, lost and found.


async def test_a_fault_gets_its_time_and_is_mended(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, matter="fault", topic="water")
    browser = taken(rig)
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    browser.post(path(rig, "due"), day=tomorrow)
    due = only(rig).due_ms
    browser.post(path(rig, "mend"), text="换了滤芯")

    one = only(rig)
    assert (due is not None, one.state, one.outcome, one.answer) == (True, "closed", "mended", "换了滤芯")


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "2999-01-01", "0001-01-01"])
async def test_a_fault_is_not_promised_for_such_a_day(rig: HubRig, asking: Enrolled, day: str) -> None:
    await ask(asking, matter="fault", topic="water")
    response = taken(rig).post(path(rig, "due"), day=day)

    assert (response.status_code, only(rig).due_ms) == (422, None)


@pytest.mark.parametrize(("adopted", "outcome"), [("yes", "adopted"), ("no", "not-adopted")])
async def test_a_suggestion_is_judged_with_a_reason(rig: HubRig, asking: Enrolled, adopted: str, outcome: str) -> None:
    await ask(asking, matter="suggestion", topic="hours")
    browser = taken(rig)
    without = browser.post(path(rig, "judge"), adopted=adopted, text="").status_code
    browser.post(path(rig, "judge"), adopted=adopted, text="下月起试行")

    assert (without, only(rig).state, only(rig).outcome) == (422, "closed", outcome)


async def test_lost_and_found_are_matched_and_handed_over_together(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking, "r1", "lost", "helmet")
    await ask(asking, "r2", "found", "helmet")
    lost, found = rig.in_thread(lambda: [Ticket.objects.get(request=one).pk for one in ("r1", "r2")])
    browser = Browser(rig, "technician")
    browser.post(f"/requests/{found}/do/accept/")
    browser.post(f"/requests/{found}/do/match/", other=str(lost))
    browser.post(f"/requests/{found}/do/hand-over/")

    states = rig.in_thread(lambda: list(Ticket.objects.values_list("state", "outcome")))
    assert states == [("closed", "handed-over")] * 2


async def test_what_was_found_is_kept_for_its_time_and_then_handed_on(rig: HubRig, asking: Enrolled) -> None:
    asking.paper.wall -= timedelta(days=31)
    await ask(asking, matter="found", topic="keys")
    browser = taken(rig)
    browser.post(path(rig, "keep"), days="60")
    early = browser.post(path(rig, "hand-on")).status_code
    browser.post(path(rig, "keep"), days="30")
    browser.post(path(rig, "hand-on"))

    assert (early, only(rig).outcome) == (422, "handed-on")


# Unpaid wages.


@pytest.mark.parametrize(("topic", "stages"), [("wages", ["registered"]), ("skills", [])])
async def test_unpaid_wages_are_registered_when_somebody_takes_them_on(
    rig: HubRig, asking: Enrolled, topic: str, stages: list[str]
) -> None:
    await ask(asking, topic=topic)
    taken(rig)

    assert rig.in_thread(lambda: list(TicketStage.objects.values_list("stage", flat=True))) == stages


async def test_a_stage_has_its_days_and_reminds_its_owner_once(rig: HubRig, asking: Enrolled) -> None:
    rig.in_thread(lambda: account("expert"))
    await ask(asking)
    day = (timezone.now() + timedelta(days=3)).date()
    browser = taken(rig)
    browser.post(path(rig, "answer"), text="已登记")
    browser.post(path(rig, "stage"), stage="mediation", remind_on=day.isoformat())
    told: list[int] = []
    for days in (2, 4.5, 5):
        moved(rig, days * 1440)
        told.append(rig.in_thread(Message.objects.count))

    assert told == [0, 1, 1]


# What is written down of it.


async def test_each_deed_is_in_its_history_and_in_the_audit_trail_without_its_words(
    rig: HubRig, asking: Enrolled
) -> None:
    await ask(asking)
    browser = taken(rig)
    browser.post(path(rig, "note"), note="等待单位回电")
    browser.post(path(rig, "answer"), text="很快答复您")

    deeds = rig.in_thread(lambda: list(TicketDeed.objects.order_by("id").values_list("what", flat=True)))
    trail = rig.in_thread(lambda: list(Audit.objects.filter(what__startswith="request-").values_list("what", "detail")))
    number = f"#{only(rig).pk}"
    assert (deeds, trail) == (
        ["accepted", "noted", "answered"],
        [("request-accepted", number), ("request-noted", number), ("request-answered", number)],
    )


@pytest.mark.parametrize("note", ["", "x" * 201, "13800138000"])
async def test_a_note_holds_nothing_of_a_person(rig: HubRig, asking: Enrolled, note: str) -> None:
    await ask(asking)

    assert Browser(rig, "expert").post(path(rig, "note"), note=note).status_code == 422


async def test_an_act_that_is_none_is_not_there(rig: HubRig, asking: Enrolled) -> None:
    await ask(asking)

    assert Browser(rig, "manager").post(path(rig, "burn")).status_code == 404


async def test_pages_that_stand_open_look_again(rig: HubRig, asking: Enrolled, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Any] = []
    await ask(asking)
    monkeypatch.setattr(rings, "state", rung.append)
    taken(rig)

    assert rung == ["ST-1"]


def test_a_span_is_told_as_people_say_it(rig: HubRig) -> None:
    from station_app.hub.ticket_history import lasted

    assert [lasted(minutes * 60_000) for minutes in (0, 5, 65, 5000)] == ["0 分钟", "5 分钟", "1 小时 5 分钟", "3 天"]
    assert tickets.KEEP_DAYS in ticket_acts.KEEPS
