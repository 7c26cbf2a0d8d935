"""What the tests of all protocols need: published vectors, and streams that are cut anywhere."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

CUTS = st.lists(st.integers(min_value=0, max_value=3000), max_size=10)


class Feeding(Protocol[T_co]):
    def feed(self, data: bytes, /) -> Iterable[T_co]: ...


class Ear(Feeding[T_co], Protocol[T_co]):
    def flush(self) -> bytes: ...


def rows(name: str) -> list[list[str]]:
    """The fields of each line in a file of tests/captures."""
    text = (Path(__file__).parents[2] / "captures" / name).read_text("utf-8")
    return [
        [field.strip() for field in line.split(":")] for line in text.splitlines() if line and not line.startswith("#")
    ]


def vectors(name: str, *owners: str) -> list[tuple[bytes, str]]:
    """The bytes and their meaning in the lines that belong to `owners`."""
    return [(bytes.fromhex(raw), what) for wanted in owners for owner, raw, what in rows(name) if owner == wanted]


def chop(stream: bytes | bytearray, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [bytes(stream[start:end]) for start, end in pairwise(edges)]


def decoded(decoder: Feeding[T], pieces: Iterable[bytes]) -> list[T]:
    return [item for piece in pieces for item in decoder.feed(piece)]


def told_apart(ear: Ear[T | bytes], pieces: Iterable[bytes]) -> tuple[list[T], bytes]:
    """The answers among codes, and the text of the codes."""
    items = decoded(ear, pieces)
    answers = [item for item in items if not isinstance(item, bytes)]
    return answers, b"".join(item for item in items if isinstance(item, bytes)) + ear.flush()
