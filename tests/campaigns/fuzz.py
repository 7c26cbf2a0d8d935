"""Throws inputs that learn from the code's own branches at every decoder of hardware/protocols.

usage: fuzz.py [PROTOCOL] [RUNS]        PROTOCOL is one of the registry's names, or "all"; RUNS is a million unless told

Each protocol has a process of its own, seeds from tests/captures and a dictionary of its frame's parts. An input fails
when it raises, hides the good frame that follows it, or makes a decoder grow that hears all of them. Prints a line of
figures for each protocol; status 1 when any failed, with the input that did it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "hardware" / "protocols")]

if TYPE_CHECKING:
    from decoder_registry import Fuzzed

MILLION = 1_000_000
_CHECK_EVERY = 4096


def main(protocol: str = "all", runs: str = str(MILLION)) -> int:
    """Fuzz one protocol, or all of them one after the other."""
    from decoder_registry import DECODERS, PARSERS

    known = [*DECODERS, *PARSERS]
    if protocol not in ("all", *known):
        sys.stderr.write(f"no such protocol: {protocol}; there are {', '.join(known)}\n")
        return 2
    failed = 0
    for name in known if protocol == "all" else [protocol]:
        failed += not _run(name, int(runs))
    return 1 if failed else 0


def _run(name: str, runs: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        command = [sys.executable, str(Path(__file__).resolve()), "--inside", name, str(runs), folder]
        began = time.monotonic()
        told = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        seconds = time.monotonic() - began
        fine = told.returncode == 0
        done = re.search(r"stat::number_of_executed_units:\s*(\d+)", told.stderr)
        cover = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", told.stderr)
        count = int(done[1]) if done else 0
        covered = f"{cover[-1][0]} branches, {cover[-1][2]} kept inputs" if cover else "no figures"
        verdict = "nothing found" if fine else "FAILED"
        _say(f"{name:20} {count:>9,} inputs in {seconds:6.1f} s ({count / seconds:8,.0f}/s), {covered}: {verdict}")
        if not fine:
            _say(told.stderr[-4000:])
            for crash in Path(folder).glob("crash-*"):
                _say(f"input: {crash.read_bytes().hex(' ')}")
    return fine


def _inside(name: str, runs: int, folder: Path) -> None:
    """The fuzzed process; the fuzzer itself ends it."""
    import atheris

    with atheris.instrument_imports(include=["hardware.protocols"]):
        from decoder_registry import DECODERS, PARSERS, PICTURE, card_texts, seeds

    if name in DECODERS:
        fuzzed = DECODERS[name]
        one, longest = _hearing(fuzzed), 160
        frames = [fuzzed.good, *seeds(fuzzed.captures)]
        begin = b"\xff"  # the first byte says how long the pieces are
    else:
        one, longest = PARSERS[name], 1400
        frames = [*seeds(""), *card_texts(), PICTURE]
        begin = b""
    corpus = folder / "corpus"
    corpus.mkdir()
    for order, frame in enumerate(frames):
        (corpus / str(order)).write_bytes(begin + frame)
    (folder / "words").write_text(_dictionary(frames), encoding="ascii")
    options = {
        "runs": runs,
        "dict": folder / "words",
        "max_len": longest,
        "seed": 1,
        "timeout": 20,
        "rss_limit_mb": 1024,
        "print_final_stats": 1,
        "artifact_prefix": f"{folder}/",
    }
    atheris.Setup([name, *(f"-{key}={value}" for key, value in options.items()), str(corpus)], one)
    atheris.Fuzz()


def _hearing(fuzzed: Fuzzed) -> Callable[[bytes], None]:
    """What is done with each input: a fresh decoder hears it in pieces, an old one hears all inputs."""
    from decoder_registry import HELD_AT_MOST, finds_the_next, held, items

    old, empty, heard = fuzzed.make(), held(fuzzed.make()), 0

    def one(data: bytes) -> None:
        nonlocal heard
        decoder = fuzzed.make()
        size = 1 + (data[0] if data else 0)
        for at in range(1, len(data), size):
            items(decoder, data[at : at + size])
        assert finds_the_next(decoder, fuzzed), "a good frame was not found"
        items(old, data)
        heard += 1
        if heard % _CHECK_EVERY == 0:
            grown = held(old) - empty
            assert grown <= HELD_AT_MOST, f"it holds {grown} bytes more than an empty one"

    return one


def _dictionary(frames: Sequence[bytes]) -> str:
    """The parts of which frames are made, as the fuzzer reads them."""
    places = ((at, size) for size in (2, 3, 5) for at in range(0, 12, size))
    words = {frame[at : at + size] for at, size in places for frame in frames if len(frame) > at}
    return "".join('"' + "".join(f"\\x{byte:02X}" for byte in word) + '"\n' for word in sorted(words)[:500])


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the campaign's report


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        _inside(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(main(*sys.argv[1:]))
