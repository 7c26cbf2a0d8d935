"""A person at the terminal during a guided test: what is asked, and what becomes of what is typed."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.assets import PRINTED, service_texts
from station_app.wire import CheckRow, Prompt, Service
from station_app.wiring.guided_terminal import Guided, Keyboard, said_at
from station_app.wiring.service_client import Talk
from station_app.wiring.service_messages import Answer, Skip, Up, up_of


def row(name: str, state: str) -> CheckRow:
    return CheckRow(id=name, device=name.partition(".")[0], state=state)  # type: ignore[arg-type]


def asks(check: str, **more: object) -> Service:
    told: dict[str, object] = {"step": "lay-card", "device": check.partition(".")[0], "seconds_left": 20}
    rows = (row("a.answers", "green"), row(check, "waiting"))
    return Service(serial=1, open=False, running=True, checks=rows, prompt=Prompt(**{**told, **more}))  # type: ignore[arg-type]


class Terminal:
    """A guided test whose station and keyboard are ends of lines."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        keys, self._keys = os.pipe()
        self._open = [theirs, keys]
        self.guided = Guided(Talk(theirs), Keyboard(keys))

    def type(self, text: str) -> None:
        os.write(self._keys, text.encode())

    @property
    def heard(self) -> list[Up]:
        """What the station was told."""
        try:
            return [up_of(line) for line in self._ours.recv(65_536).splitlines()]
        except BlockingIOError:
            return []

    def close(self) -> None:
        os.close(self._keys)
        theirs, keys = self._open
        assert isinstance(theirs, socket.socket) and isinstance(keys, int)
        os.close(keys)
        theirs.close()
        self._ours.close()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


def test_an_s_skips_the_step_that_is_shown(terminal: Terminal) -> None:
    terminal.guided.follow(asks("a.reads"))
    terminal.type("s\n")
    terminal.guided.follow(asks("a.reads", seconds_left=19))

    assert terminal.heard == [Skip(check="a.reads")]


def test_an_s_that_was_typed_for_one_step_does_not_skip_the_next(terminal: Terminal) -> None:
    terminal.guided.follow(asks("a.reads"))
    terminal.type("S\n")
    terminal.guided.follow(asks("b.reads"))

    assert terminal.heard == [Skip(check="a.reads")]


@pytest.mark.parametrize("typed", ["", "\n", "q\n", "y\n", "s"])
def test_nothing_else_skips(terminal: Terminal, typed: str) -> None:
    terminal.guided.follow(asks("a.reads"))
    terminal.type(typed)
    terminal.guided.follow(asks("a.reads", seconds_left=19))

    assert terminal.heard == []


@pytest.mark.parametrize(
    ("typed", "told"), [("y\n", Answer(yes=True)), ("n\n", Answer(yes=False)), ("s\n", Skip(check="main.click"))]
)
def test_a_question_is_answered_or_skipped(
    terminal: Terminal, typed: str, told: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = Keyboard.line

    def typed_when_asked(keyboard: Keyboard) -> str | None:
        terminal.type(typed)
        return wait(keyboard)

    monkeypatch.setattr(Keyboard, "line", typed_when_asked)
    terminal.guided.follow(asks("main.click", step="hear-click", confirm=True))

    assert terminal.heard == [told]


def test_the_way_past_a_step_is_told_once_a_check_in_each_language(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    for done in range(3):
        terminal.guided.follow(asks("a.reads", done=done, of=50))
    said = capsys.readouterr().err

    assert [said.count(service_texts(language)["button.skip"]) for language in PRINTED] == [1, 1]


def keyboard_of(typed: bytes, read: list[int]) -> Keyboard:
    """A keyboard of somebody who typed this and left."""
    here, there = os.pipe()
    read.append(here)
    os.write(there, typed)
    os.close(there)
    return Keyboard(here)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("y\n", "yes"), ("否\n", "no"), ("\nq\nYES\n", "yes"), ("跳过\n", "skip"), ("", None), ("\n", None)],
)
def test_only_what_answers_a_question_answers_it(
    typed: str, said: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[int] = []
    answered = said_at(keyboard_of(typed.encode(), opened))
    os.close(opened[0])

    assert answered == said
    assert capsys.readouterr().err.count("y/n") == len(typed.splitlines()) + (said is None)


@given(lines=st.lists(st.sampled_from(["s", "y", "", "跳过", "x" * 300]), max_size=20))
def test_all_that_was_typed_is_read_at_once(lines: list[str]) -> None:
    opened: list[int] = []
    typed = keyboard_of("".join(f"{line}\n" for line in lines).encode(), opened).typed()
    os.close(opened[0])

    assert typed == lines
