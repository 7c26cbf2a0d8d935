"""What `station order` says to do next where an order was not confirmed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from station_app.wiring.order_command import advice
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
