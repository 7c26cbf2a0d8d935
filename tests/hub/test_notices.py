"""Who is told of what, by a hub whose clock is moved and whose sender is a list."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from hub_rig import HubRig
from notice_rig import NOON, SECRET, Told

from station_app.hub import cases, channels, notices, passes
from station_app.hub.accounts import set_account
from station_app.hub.models import (
    Case,
    Channel,
    Message,
)
from station_app.hub.notifier import Notifier
from station_app.hub.sending import Letter


@pytest.fixture
def told(rig: HubRig) -> Told:
    found = Told(rig)
    found.station("ST-1")
    found.station("ST-2", "滨湖")
    return found


def test_a_message_tells_station_what_it_is_and_where_to_look(told: Told) -> None:
    told.account("a")
    number = told.case()

    told.tick()

    assert told.sent == [f"a: 【报警】ST-1 漏水 · 03-02 12:00\n请派人关水\nhttps://hub.test/incidents/{number}/"]


def test_a_silent_call_beside_it_keeps_nobody_from_being_told(told: Told) -> None:
    told.account("a", "technician")
    told.case(cause="silent-help", severity="urgent", silent=True)
    told.case()

    told.tick()

    assert [one[:8] for one in told.sent] == ["a: 【报警】S"]


def test_a_pass_that_cannot_be_ended_keeps_nobody_from_being_told(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> int:
        raise DatabaseError

    monkeypatch.setattr(passes, "end_due", fails)
    told.account("a")
    told.case()

    with pytest.raises(DatabaseError):
        told.tick()
    assert len(told.sent) == 1


def test_nobody_is_told_twice_of_one_step(told: Told) -> None:
    told.account("a")
    told.case()

    for _ in range(5):
        told.tick()

    assert len(told.sent) == 1


def test_the_next_step_is_told_when_nobody_takes_it_on(told: Told) -> None:
    told.shift(told.account("a"))
    told.shift(told.account("b"), step=1)
    told.case()

    told.tick()
    told.pass_by(minutes=14)
    told.pass_by(minutes=1)

    assert [one[0] for one in told.sent] == ["a", "b"]


def test_nobody_else_is_told_once_somebody_has_taken_it_on(told: Told) -> None:
    a = told.account("a")
    number = told.case()
    told.tick()

    told._(lambda: cases.take(Case.objects.get(pk=number), User.objects.get(pk=a), told.now))
    told.pass_by(hours=3)

    assert len(told.sent) == 1


def test_who_is_not_on_duty_is_not_told(told: Told) -> None:
    told.shift(told.account("a"), begin=0, end=720)
    told.shift(told.account("b"), begin=720, end=1440)
    told.case()

    told.tick()

    assert [one[0] for one in told.sent] == ["b"]


def test_an_account_of_another_district_is_not_told(told: Told) -> None:
    told.account("a", district="滨湖")
    told.case()

    told.tick()

    assert told.sent == []


def test_a_shift_of_who_has_lost_the_right_tells_nobody(told: Told) -> None:
    told.shift(told.account("a"))
    told.account("b")
    told._(lambda: set_account("a", "viewer"))
    told.case()

    told.tick()

    assert told.sent == []


def test_a_silent_call_reaches_only_those_who_may_know_and_says_nothing(told: Told) -> None:
    told.account("a", "technician")
    told.account("b", "manager")
    told.group()
    number = told.case(cause="silent-help", severity="urgent", silent=True)

    told.tick()

    assert told.sent == [f"b: 【紧急】ST-1 请立即打开平台查看\nhttps://hub.test/incidents/{number}/"]


def test_a_district_s_group_is_told_too(told: Told) -> None:
    told.account("a")
    told.group()
    told.case()

    told.tick()

    assert sorted(one[0] for one in told.sent) == ["G", "a"]


def test_many_cases_at_once_are_one_message(told: Told) -> None:
    told.account("a")
    for cause in ("leak", "tamper", "power"):
        told.case(cause=cause)

    told.tick()

    (text,) = told.sent
    assert [word in text for word in ("3 项", "ST-1 漏水", "ST-1 设备被拆动", "ST-1 停电")] == [True] * 4


def test_a_drill_says_that_it_is_one(told: Told) -> None:
    told.account("a")
    told.case(cause="smoke/hall", severity="urgent", drill=True)

    told.tick()

    assert told.sent[0].startswith("a: 【演练】ST-1 烟雾报警")


def test_a_message_that_did_not_go_out_goes_out_later(told: Told) -> None:
    told.account("a")
    told.case()
    told.failure = "no-connection"
    told.tick()
    failing = told.count(Channel, failing_since__isnull=False, failure="no-connection")

    told.failure = ""
    told.pass_by(seconds=9)
    early = len(told.sent)
    told.pass_by(seconds=1)

    assert (failing, early, len(told.sent), told.count(Channel, failing_since=None)) == (1, 0, 1, 1)


def test_a_message_that_never_goes_out_is_given_up_after_a_day(told: Told) -> None:
    told.account("a")
    told.case()
    told._(lambda: Case.objects.update(severity="notice", cause="mode"))
    told.failure = "http-500"

    for _ in range(60):
        told.pass_by(minutes=30)

    assert told.count(Message, state="failed", failure="http-500") == 1


def test_what_was_seen_to_meanwhile_is_not_tried_again(told: Told) -> None:
    a = told.account("a")
    number = told.case()
    told.failure = "no-connection"
    told.tick()
    told._(lambda: cases.take(Case.objects.get(pk=number), User.objects.get(pk=a), told.now))

    told.failure = ""
    told.pass_by(minutes=5)

    assert (told.sent, told.count(Message, state="dropped")) == ([], 1)


def test_a_worker_that_died_while_it_sent_leaves_a_message_that_is_sent_again(told: Told) -> None:
    told.account("a")
    told.case()

    def dies(letter: Letter, allowed: Sequence[str]) -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        told._(Notifier("https://hub.test", dies, lambda: told.now).tick)
    told.pass_by(seconds=59)
    early = len(told.sent)
    told.pass_by(seconds=1)

    assert (early, len(told.sent)) == (0, 1)


def test_two_workers_tell_nobody_twice(told: Told) -> None:
    told.account("a")
    told.case()
    due = told._(lambda: list(Case.objects.select_related("station")))

    def both() -> None:
        for _ in range(2):  # both have read the same row before either writes
            desk = notices.Desk(told.now)
            desk.tell(due[0])
            desk.write("https://hub.test")

    told._(both)
    told.tick()

    assert len(told.sent) == 1


def test_a_removed_channel_is_sent_nothing_and_keeps_no_secret(told: Told) -> None:
    a = told.account("a")
    told.case()
    told._(lambda: channels.remove(Channel.objects.get(), User.objects.get(pk=a), NOON))

    told.tick()

    assert (told.sent, told._(lambda: Channel.objects.get().sealed)) == ([], "")


def test_a_secret_is_not_in_the_database(told: Told) -> None:
    told.account("a")

    files = [one.read_bytes() for one in told.rig.folder.glob("hub.db*")]

    assert [SECRET.encode() in one for one in files] == [False] * len(files)
