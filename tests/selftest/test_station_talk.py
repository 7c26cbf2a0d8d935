"""What is asked of a station that no wire tells: help phone, operator and hub, each of which may be left empty."""

from __future__ import annotations

from dataclasses import replace

import pytest

from station_app.config import parse
from station_app.selftest.commissioning.learned import Brief, Learned
from station_app.selftest.commissioning.station_talk import Particulars, learn_particulars
from station_app.selftest.commissioning.talk import Answer, Conversation, fits
from station_app.selftest.commissioning.written import toml_of

NAMED = Brief(ports=(), station_id="320206001", station_name="测试站")
CODES = ("station.help-phone", "station.operator", "hub.url")


def talked(brief: Brief, *said: str) -> tuple[list[str], Particulars]:
    """Which questions came, and what was learned from these answers."""
    conversation, asked, left = Conversation(lambda: learn_particulars(brief)), list[str](), list(said)
    while (question := conversation.question) is not None:
        asked.append(question.code)
        answer = "" if question.kind == "tell" else left.pop(0)
        assert fits(question, answer)
        conversation.answer(Answer(code=question.code, said=answer))
    assert left == []
    return asked, conversation.result


def test_each_of_the_three_may_be_left_empty() -> None:
    asked, learned = talked(NAMED, "", "", "")

    assert tuple(asked) == CODES
    assert (learned.help_phone, learned.operator, learned.hub_url) == ("", "", "")


def test_what_the_command_line_says_is_not_asked() -> None:
    brief = replace(NAMED, help_phone="110", operator="测试单位", hub_url="https://hub.example.org")

    assert talked(brief) == (
        [],
        Particulars(
            station_id="320206001",
            name="测试站",
            help_phone="110",
            operator="测试单位",
            hub_url="https://hub.example.org",
        ),
    )


@pytest.mark.parametrize(("kept", "asked"), [("station", ["hub.url"]), ("hub", list(CODES[:2]))])
def test_what_an_earlier_config_keeps_is_not_asked(kept: str, asked: list[str]) -> None:
    assert talked(replace(NAMED, kept={kept: "[table]"}), *("" for _ in asked))[0] == asked


@pytest.mark.parametrize(
    "wrong", ["hub.example.org", "http://hub.example.org", "https://hub.example.org/path", "ftp://h"]
)
def test_an_address_that_no_station_would_talk_to_is_asked_again(wrong: str) -> None:
    asked, learned = talked(NAMED, "", "", wrong, "https://hub.example.org:8443")

    assert asked[2:] == ["hub.url", "hub.wrong", "hub.url"]
    assert learned.hub_url == "https://hub.example.org:8443"


@pytest.mark.parametrize(("phone", "written"), [("0510-12351", "0510-12351"), ("", "12351")])
def test_they_stand_in_the_config(phone: str, written: str) -> None:
    learned = Learned(
        station_id="320206001",
        station_name="测试站",
        help_phone=phone,
        operator="测试单位",
        hub_url="",
        devices=(),
        doors=(),
        inputs=(),
        zones=(),
        miswirings=(),
        write=True,
    )
    station = parse(toml_of(learned, "2026-01-01")).station

    assert (station.help_phone, station.operator) == (written, "测试单位")
