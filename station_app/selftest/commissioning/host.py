"""Leads one conversation to its end, or to where the person wants to stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from station_app.selftest.commissioning.hands import Hands
from station_app.selftest.commissioning.talk import SKIP, Answer, Conversation, Question, fits

T = TypeVar("T")

BACK = "back"
STOP = "stop"
AGAIN = "again"


class Front(Protocol):
    """Whoever speaks with the person."""

    async def ask(self, question: Question) -> str:
        """Show a question and give what was said, stripped; for `tell` at once and empty."""
        ...

    def wrong(self, question: Question) -> None:
        """Say that this was no answer to the question; it is asked again."""
        ...


class _Turned(Exception):
    """The person wants to go elsewhere instead of answering."""

    def __init__(self, where: str) -> None:
        self.where = where


async def lead(
    conversation: Conversation[T], hands: Hands, front: Front, keep: Callable[[tuple[Answer, ...]], None]
) -> T | None:
    """Ask until all is said; None when the person stops before. `keep` gets every new record."""

    async def ask(question: Question) -> str:
        return await _ask(question, front)

    while (question := conversation.question) is not None:
        try:
            conversation.answer(await hands.answer(question, ask))
        except _Turned as turned:
            if turned.where == STOP:
                return None
            conversation.back()
        keep(conversation.answers)
    return conversation.result


async def _ask(question: Question, front: Front) -> str:
    while True:
        said = await front.ask(question)
        if question.kind == "tell":
            return ""
        if said in (BACK, STOP):
            raise _Turned(said)
        said = said or question.default
        if question.kind == "done" and said != SKIP:
            # whatever was typed is not kept: a scanner that is a keyboard types somebody's code
            return "typed" if said else "done"
        if fits(question, said):
            return said
        front.wrong(question)
