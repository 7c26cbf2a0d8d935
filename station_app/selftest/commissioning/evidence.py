"""Reads answers: which inputs went along with what a person did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from station_app.selftest.commissioning.learned import Terminal
from station_app.selftest.commissioning.sights import Move, Rest, Sight
from station_app.selftest.commissioning.talk import Answer

S = TypeVar("S", bound=Sight)


def sights(answer: Answer, kind: type[S]) -> tuple[S, ...]:
    """What was seen of one kind, in order."""
    return tuple(sight for sight in answer.seen if isinstance(sight, kind))


def changed(answer: Answer) -> dict[tuple[str, int], bool]:
    """Every input that was another afterwards, and what it was then; one that moved and came back is none."""
    found: dict[tuple[str, int], bool] = {}
    for rest in sights(answer, Rest):
        for channel, (before, after) in enumerate(zip(rest.before, rest.after, strict=False), start=1):
            if before is not None and after is not None and before != after:
                found[rest.device, channel] = after
    return found


def followed(act: Answer, undo: Answer, taken: Iterable[Terminal] = ()) -> tuple[Terminal, ...]:
    """The inputs that changed with `act` and changed back with `undo`; inverted where `act` switched them off."""
    there, back = changed(act), changed(undo)
    others = {terminal.place for terminal in taken}
    return tuple(
        Terminal(device=device, kind="input", channel=channel, inverted=not on)
        for (device, channel), on in there.items()
        if back.get((device, channel)) == (not on) and (device, "input", channel) not in others
    )


def on_at_rest(answer: Answer, taken: Iterable[Terminal] = ()) -> tuple[Terminal, ...]:
    """The inputs that were on before and after, and that nothing is known of."""
    others = {terminal.place for terminal in taken}
    return tuple(
        Terminal(device=rest.device, kind="input", channel=channel)
        for rest in sights(answer, Rest)
        for channel, (before, after) in enumerate(zip(rest.before, rest.after, strict=False), start=1)
        if before and after and (rest.device, "input", channel) not in others
    )


def opened_after(answer: Answer, contact: Terminal) -> float | None:
    """Seconds until a door's contact told that it opened; None when it did not."""
    for move in sights(answer, Move):
        if (move.device, move.channel) == (contact.device, contact.channel) and move.on != contact.inverted:
            return move.after
    return None
