"""A conversation as values: a script yields questions and receives answers; replaying the answers resumes it anywhere.

A script is a generator without I/O, clock or chance, so the same answers always lead to the same question. Whoever
speaks with the person (a terminal, a page, a test's technician) shows the question, does what its `action` says, and
hands back what was said and what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

import msgspec

from hardware.options import OptionValue
from station_app.selftest.commissioning.sights import Sight, Wired

T = TypeVar("T")

SKIP = "skip"
"""What is said when a person passes over a question that allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Ask every device that can be asked, on each of these ports."""

    ports: tuple[str, ...]
    driver: str = ""
    """Only this one, which a person has named; empty: every driver that may be tried without that."""
    options: Mapping[str, OptionValue] = field(default_factory=lambda: MappingProxyType({}))
    """What the person has said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Hear out these ports until something reads a code or card, or the person has answered."""

    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Note what the devices report until the person has answered."""

    devices: tuple[Wired, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Switch one relay on for a while, and note what the devices report until the person has answered."""

    devices: tuple[Wired, ...]
    device: str
    relay: int
    """As printed on the board, from 1."""
    seconds: float


Action = Search | Listen | Watch | Pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that a person is told or asked."""

    code: str
    """Its text is `commission.CODE`; that of a diagnosis begins with `miswiring.`."""
    kind: Literal["text", "number", "choice", "done", "tell"]
    """`done`: act, then say so; `tell`: nothing is to be answered."""
    about: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What fills the text's blanks."""
    choices: tuple[str, ...] = ()
    """For `choice`: what may be said; each has the text `commission.choice.NAME`, or is shown as it is."""
    default: str = ""
    """What an empty answer means; empty: an answer must be given."""
    pattern: str = ".+"
    """What a `text` must look like, whole."""
    high: int = 99999
    """The highest `number`."""
    may_skip: bool = False
    action: Action | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was said to a question, and what was seen meanwhile."""

    code: str
    """Of the question that it answers."""
    said: str = ""
    seen: tuple[Sight, ...] = ()

    @property
    def skipped(self) -> bool:
        """Whether the person passed over it."""
        return self.said == SKIP


Talk = Generator[Question, Answer, T]
"""A piece of a script, and what it has learned in the end."""


class Conversation(Generic[T]):
    """A script with the record of its answers."""

    def __init__(self, script: Callable[[], Talk[T]], answers: Iterable[Answer] = ()) -> None:
        """Begin, or go on after `answers`; what no longer fits the script is forgotten from there on."""
        self._script = script
        self._answers: list[Answer] = []
        self._begin()
        for answer in answers:
            if self.question is None or self.question.code != answer.code:
                break
            self.answer(answer)

    @property
    def question(self) -> Question | None:
        """What is to be asked now; None when all is said."""
        return self._question

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The record so far."""
        return tuple(self._answers)

    @property
    def result(self) -> T:
        """What was learned. Raises ValueError while something is still to be asked."""
        if self._question is not None:
            raise ValueError(f"{self._question.code} is still to be answered")
        return self._result[0]

    def answer(self, answer: Answer) -> None:
        """Take the answer to the present question. Raises ValueError for one to another."""
        question = self._question
        if question is None or question.code != answer.code:
            raise ValueError(f"{answer.code} is not what is asked")
        self._answers.append(answer)
        self._go(lambda: self._running.send(answer))

    def back(self) -> bool:
        """Take back the last answer that a person gave; False when there is none."""
        kept = list(self._answers)
        asked = self._kinds()
        while kept and asked[len(kept) - 1] == "tell":
            kept.pop()
        if not kept:
            return False
        kept.pop()
        self._begin()
        for answer in kept:
            self.answer(answer)
        return True

    def _begin(self) -> None:
        self._answers.clear()
        self._result: list[T] = []
        self._question: Question | None = None
        self._running = self._script()
        self._go(lambda: next(self._running))

    def _go(self, step: Callable[[], Question]) -> None:
        try:
            self._question = step()
        except StopIteration as end:
            self._question = None
            self._result = [end.value]

    def _kinds(self) -> list[str]:
        again = Conversation(self._script)
        kinds: list[str] = []
        for answer in self._answers:
            assert again.question is not None
            kinds.append(again.question.kind)
            again.answer(answer)
        return kinds


def fits(question: Question, said: str) -> bool:
    """Whether `said` is an answer to the question; `said` is stripped and its default already filled in."""
    if said == SKIP:
        return question.may_skip
    match question.kind:
        case "choice":
            return said in question.choices
        case "number":
            return re.fullmatch(r"[1-9][0-9]{0,4}", said) is not None and int(said) <= question.high
        case "text":
            return re.fullmatch(question.pattern, said) is not None
        case "done" | "tell":
            return True


def yes_no(code: str, default: str = "", **about: str) -> Talk[bool]:
    """Ask what has two answers."""
    answer = yield Question(code=code, kind="choice", choices=("yes", "no"), default=default, about=about)
    return answer.said == "yes"


def tell(code: str, **about: str) -> Talk[None]:
    """Say something that needs no answer."""
    yield Question(code=code, kind="tell", about=about)
