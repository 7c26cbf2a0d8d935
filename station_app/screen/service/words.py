"""Words that all of the technician's pages share. No Qt, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Texts = Mapping[str, str]

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongues:
    """The language of the pages, and the other one, in which what matters is said once more."""

    text: Texts
    other: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What is wrong, and the next thing to do with one's hands."""

    means: str = ""
    next: str = ""
    also: str = ""
    """`next` in the other language."""


def remedy_of(fault: str, tongues: Tongues, kind: Literal["fault", "warning"] = "fault") -> Remedy:
    """The words for a code; one that this screen is too old to know is shown as it is."""
    if not fault:
        return Remedy()
    key = f"{kind}.{fault}"
    if f"{key}.means" not in tongues.text:
        unknown = "fault.unknown.next"
        return Remedy(means=fault, next=tongues.text[unknown], also=tongues.other[unknown])
    then = f"{key}.next"
    return Remedy(means=tongues.text[f"{key}.means"], next=tongues.text[then], also=tongues.other[then])


def named(kind: str, code: str, text: Texts) -> str:
    """The word for a code of a kind, like a counter's; the code itself where there is none."""
    return text.get(f"{kind}.{code}", code)


def pairs_of(told: Mapping[str, str], kind: str, text: Texts) -> str:
    """What was measured, as one line; the words of inputs (`on`, `off`, `unknown`) in the page's language."""
    return "  ".join(f"{named(kind, key, text)} {named('reading', value, text)}" for key, value in told.items())


def ago_words(seconds: float | None, text: Texts) -> str:
    """`3 秒前` or `3 s ago`; a whole unit at a time, never more than there was."""
    if seconds is None:
        return text["ago.never"]
    past = max(0, int(seconds))
    for unit, length in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if past >= length:
            return text[f"ago.{unit}"].format(number=past // length)
    return text["ago.now"] if not past else text["ago.seconds"].format(number=past)
