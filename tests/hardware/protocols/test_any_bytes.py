"""Every decoder against any bytes: nothing is raised, nothing grows, and a good frame after them is found."""

import importlib
import inspect
import pkgutil
import random
from collections.abc import Iterator

import pytest
from decoder_registry import DECODERS, HELD_AT_MOST, PARSERS, PICTURE, Fuzzed, finds_the_next, held, items, pause, seeds
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware import protocols

MODULES = [
    importlib.import_module(f"hardware.protocols.{found.name}") for found in pkgutil.iter_modules(protocols.__path__)
]
NOT_OF_THE_WIRE = {
    "hardware.protocols.id_card.check_digit": "given digits only",
    "hardware.protocols.r7941w.frame_decoder": "given a header, ours or the reader's",
    "hardware.protocols.ssi.code_packets": "a twin's: makes packets of a text",
}
_EMPTY = {name: held(fuzzed.make()) for name, fuzzed in DECODERS.items()}


def junk(fuzzed: Fuzzed) -> st.SearchStrategy[bytes]:
    """Any bytes, and what looks like a frame and is none: cut, spoilt, mixed."""
    cuts = st.tuples(st.integers(0, len(fuzzed.good)), st.integers(0, len(fuzzed.good)))
    spoilt = st.tuples(st.integers(0, len(fuzzed.good) - 1), st.integers(0, 255))
    starts = st.sampled_from([fuzzed.good[:size] for size in range(1, min(8, len(fuzzed.good)))])
    return st.one_of(
        st.binary(max_size=80),
        cuts.map(lambda cut: fuzzed.good[min(cut) : max(cut)]),
        spoilt.map(lambda at: fuzzed.good[: at[0]] + bytes((at[1],)) + fuzzed.good[at[0] + 1 :]),
        st.tuples(starts, st.binary(max_size=40)).map(b"".join),
    )


@pytest.mark.parametrize("name", DECODERS)
def test_its_own_frame_is_found(name: str) -> None:
    fuzzed = DECODERS[name]
    assert fuzzed.means in items(fuzzed.make(), fuzzed.good)


@pytest.mark.parametrize("name", DECODERS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_comes_a_good_frame_after_it_is_found(name: str, data: st.DataObject) -> None:
    fuzzed = DECODERS[name]
    decoder = fuzzed.make()
    for piece in data.draw(st.lists(st.one_of(junk(fuzzed), st.none()), max_size=12)):
        pause(decoder) if piece is None else items(decoder, piece)
    assert finds_the_next(decoder, fuzzed)


def megabyte(good: bytes) -> Iterator[bytes]:
    """A thousand pieces of a kilobyte each, in turn noise, zeros and frames that only begin."""
    chance = random.Random(1)
    starts = [good[:size] for size in range(1, len(good))]
    for _ in range(342):
        yield chance.randbytes(1024)
        yield bytes(1024)
        yield b"".join(chance.choice(starts) for _ in range(1024))[:1024]


@pytest.mark.parametrize("name", DECODERS)
def test_of_a_megabyte_of_junk_next_to_nothing_is_kept(name: str) -> None:
    decoder = DECODERS[name].make()
    most = 0
    for order, piece in enumerate(megabyte(DECODERS[name].good)):
        items(decoder, piece)
        most = max(most, held(decoder)) if order % 10 < 3 else most
    assert most - _EMPTY[name] <= HELD_AT_MOST


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.sampled_from([*seeds(""), PICTURE])))
def test_a_parser_takes_any_bytes(name: str, data: bytes) -> None:
    PARSERS[name](data)


def test_every_decoder_is_known_here() -> None:
    there = {
        one
        for module in MODULES
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__ and hasattr(one, "feed")
    }
    assert there == {type(fuzzed.make()) for fuzzed in DECODERS.values()}


def test_whatever_makes_a_decoder_is_known_here() -> None:
    there = {
        one
        for module in MODULES
        for _, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and "Decoder[" in str(inspect.signature(one).return_annotation)
    }
    known = {getattr(fuzzed.make, "func", fuzzed.make) for fuzzed in DECODERS.values()}
    assert there - known == set()


def takes_bytes(function: object) -> bool:
    """Whether a function's one needed argument is a piece of a wire."""
    needed = [one for one in inspect.signature(function).parameters.values() if one.default is one.empty]
    return len(needed) == 1 and any(
        word in str(needed[0].annotation) for word in ("bytes", "bytearray", "Buffer", "Iterable[int]")
    )


def test_every_parser_is_known_here() -> None:
    there = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_") and takes_bytes(one)
    }
    known = {f"hardware.protocols.{name}" for name in PARSERS} | set(NOT_OF_THE_WIRE)
    assert there - known == set()
