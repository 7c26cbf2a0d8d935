"""What `station order` says to do next where an order was not confirmed."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from station_app.wiring.order_command import advice, order_of
from station_app.wiring.process import UsageError
from station_app.wiring.service_messages import Course
from station_app.wiring.why_command import words

README = Path("station_app/core/README.md")


def codes() -> list[str]:
    """Every end that the README tells of and that is not a confirmation."""
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith(("| `exp", "| `ref"))]
    return [code for row in rows for code in re.findall(r"`(?:expired |refused )?([a-z-]+)`", row.split("|")[1])]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("code", codes())
def test_an_order_that_is_not_confirmed_says_what_to_do_next(code: str, language: str) -> None:
    assert words(language)[f"order.{code}"].endswith("." if language == "en" else "。")


def test_an_order_about_nothing_that_is_here_says_what_there_is() -> None:
    said = list(advice(Course(state="refused", why="unknown-target", known=("back", "main")), "en"))

    assert said[-1] == "There are: back, main"


def test_an_order_about_an_incident_where_there_is_none_says_so() -> None:
    said = list(advice(Course(state="refused", why="unknown-target"), "en"))

    assert said[-1] == "There are none now."


@pytest.mark.parametrize(("why", "said"), [("checks-failed/3", ["3"]), ("tested/12", [])])
def test_a_self_test_that_was_done_says_what_to_do_only_where_something_failed(why: str, said: list[str]) -> None:
    lines = list(advice(Course(state="confirmed", why=why), "en"))

    assert [re.findall(r"failed: (\d+)", line) for line in lines] == ([said] if said else [])


def typed(verb: str, about: str | None) -> argparse.Namespace:
    """A line at the station's machine, as it was read."""
    return argparse.Namespace(verb=verb, about=about, minutes=None, reason="x", by="keeper")


@pytest.mark.parametrize(("verb", "about"), [("selftest", "board"), ("restart-device", None), ("message", None)])
def test_an_order_that_says_too_little_or_too_much_is_not_given(verb: str, about: str | None) -> None:
    with pytest.raises(UsageError, match=f"station order {verb} needs"):
        order_of(typed(verb, about))


def test_a_restart_names_its_device_and_a_self_test_nothing() -> None:
    orders = [order_of(typed("restart-device", "board")), order_of(typed("selftest", None))]

    assert [(one.target, one.value) for one in orders] == [("board", ""), ("", "")]
