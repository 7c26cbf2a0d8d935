"""Puts the prompts of a guided test to the person at the terminal, and passes on what is typed."""

from __future__ import annotations

import os
import select
import sys
from typing import Final, Literal

from station_app.selftest.words import prompt_words, skip_words
from station_app.wire import CheckRow, Prompt, Service
from station_app.wiring.service_client import Talk

Said = Literal["yes", "no", "skip"]
_WORDS: Final[dict[str, Said]] = {
    "y": "yes",
    "yes": "yes",
    "是": "yes",
    "n": "no",
    "no": "no",
    "否": "no",
    "s": "skip",
    "skip": "skip",
    "跳过": "skip",
}
_AT_ONCE: Final = 4096


class Keyboard:
    """Lines that a person types, also while the test goes on. Nothing may be buffered that `select` cannot see."""

    def __init__(self, number: int, encoding: str = "utf-8") -> None:
        self._number, self._encoding = number, encoding
        self._rest = b""
        self._ended = False

    def line(self) -> str | None:
        """The next line, waited for; None when nobody is there."""
        while not self._ended and b"\n" not in self._rest:
            self._read()
        return self._take()

    def typed(self) -> list[str]:
        """All lines that were typed by now; waits for none."""
        while not self._ended and select.select([self._number], [], [], 0)[0]:
            self._read()
        lines: list[str] = []
        while (self._ended or b"\n" in self._rest) and (line := self._take()) is not None:
            lines.append(line)
        return lines

    def _read(self) -> None:
        read = os.read(self._number, _AT_ONCE)
        self._ended = not read
        self._rest += read

    def _take(self) -> str | None:
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode(self._encoding, "replace").strip().lower()


class Guided:
    """One guided test before one person."""

    def __init__(self, station: Talk, keyboard: Keyboard) -> None:
        self._station = station
        self._keyboard = keyboard
        self._shown: Prompt | None = None
        self._told = ""
        """The check whose prompt was put last."""

    def follow(self, service: Service) -> None:
        """Show what is asked for anew, and pass on what was typed."""
        prompt, making = service.prompt, _making(service.checks)
        if "skip" in (_WORDS.get(line) for line in self._keyboard.typed()):
            self._station.skip(self._told)  # what the person saw when it was typed, which may be over
        if prompt is not None and _asks_anew(prompt, self._shown):
            self._put(prompt, making)
        self._shown = prompt

    def _put(self, prompt: Prompt, making: str) -> None:
        counted = f"  {prompt.done}/{prompt.of}" if prompt.of else ""
        words = "  ".join(prompt_words(prompt.step))
        _say(f">>> [{prompt.device}] {words}{counted}  ({prompt.seconds_left} s)")
        if prompt.confirm:
            self._answer(making)
        elif making != self._told:
            _say(f"    s: {skip_words()}")
        self._told = making

    def _answer(self, making: str) -> None:
        said = said_at(self._keyboard)
        if said == "skip":
            self._station.skip(making)
        elif said is not None:
            self._station.answer(yes=said == "yes")


def said_at(keyboard: Keyboard) -> Said | None:
    """What a person answers to a question; asked again after anything else, such as an Enter too many.

    None when nobody is there.
    """
    while True:
        _say(f"    y/n  (s: {skip_words()}):")
        line = keyboard.line()
        if line is None:
            return None  # no answer is no "no": the station calls it by its name when its time is over
        if line in _WORDS:
            return _WORDS[line]


def _making(checks: tuple[CheckRow, ...]) -> str:
    return next((row.id for row in checks if row.state in ("running", "waiting")), "")


def _asks_anew(prompt: Prompt, shown: Prompt | None) -> bool:
    if shown is None:
        return True
    return (prompt.step, prompt.device, prompt.done, prompt.of) != (shown.step, shown.device, shown.done, shown.of)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - said to the person
