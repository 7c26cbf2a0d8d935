"""The journal of a data directory, or one that was exported as JSON lines, read for questions about the past."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from station_app.core import past
from station_app.core.facts import KINDS, Fact
from station_app.core.instant import ClockTrust, Instant
from station_app.core.model import House
from station_app.core.policy import Policy
from station_app.core.policy_text import PolicyError, policy_of
from station_app.store.faults import StoreFault
from station_app.store.policy_file import PolicyFile
from station_app.store.rows import RowDamaged, wall_ms_of
from station_app.wiring.process import UsageError, existing_data, of_another_user

BAR_SECONDS: Final = 0.1
_BAR: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """One row of the past."""

    seq: int
    epoch: str
    kind: str
    fact: Fact | None
    """None for one that this program does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the past is read from; it can be read again and again."""

    rows: Callable[[], Iterator[PastRow]]
    size: int
    """About how many rows there are; 0 where nobody knows."""
    policies: dict[str, Policy] = field(default_factory=dict[str, Policy])
    """Those that were once in force here, by version."""


def source_of(data: Path | None, journal: Path | None) -> Source:
    """The past of a data directory or of a file. Raises UsageError; while it is read, too."""
    if journal is not None:
        return Source(rows=lambda: _of_file(journal), size=_lines(journal))
    folder = existing_data(data)
    path = folder / "journal.db"
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no journal yet; the station writes it at its first start") from None
    except PermissionError:
        raise of_another_user(path) from None
    return Source(rows=lambda: _of_database(path), size=0, policies=_policies(folder))


def house_for(config: Path | None, source: Source) -> House:
    """The station's house, or without its config, what the rows tell of it."""
    if config is None:
        return past.house_of((row.fact for row in source.rows() if row.fact is not None), Policy())
    from station_app.wiring.devices import checked_settings

    return checked_settings(config).house


def policies_for(house: House, source: Source, config: Path | None) -> dict[str, Policy]:
    """Every policy at hand by its version; the built-in one is known from the config only."""
    return {**({house.policy.version: house.policy} if config is not None else {}), **source.policies}


def with_progress(rows: Iterator[PastRow], size: int) -> Iterator[PastRow]:
    """Show on a terminal how far reading has got; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield from rows
        return
    last = time.monotonic()
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if not done % 256 and (now := time.monotonic()) - last >= BAR_SECONDS:
            last = now
            sys.stderr.write(f"\r{_bar(done, size)}")
    sys.stderr.write(f"\r{' ' * len(_bar(done, size))}\r")


def _bar(done: int, size: int) -> str:
    if not size:
        return f"{done} rows"
    full = min(_BAR, done * _BAR // size)
    return f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{size}"


def _of_database(path: Path) -> Iterator[PastRow]:
    from station_app.store.audit import export

    try:
        for told in export(path):
            yield _row(told)
    except StoreFault as fault:
        raise UsageError(f"{path}: {fault}. {fault.remedy}") from None


def _of_file(path: Path) -> Iterator[PastRow]:
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                yield _row(json.loads(line))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(f"{path}: line {number} is no row as `station journal export` writes them") from None


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from None


def _row(told: dict[str, Any]) -> PastRow:
    kind: str = told["kind"]
    return PastRow(seq=int(told["seq"]), epoch=str(told.get("epoch", "")), kind=kind, fact=_fact(kind, told))


def _fact(kind: str, told: dict[str, Any]) -> Fact | None:
    known = KINDS.get(kind)
    if known is None or known.version != told.get("version", known.version):
        return None
    body = cast("dict[str, Any]", told["body"])
    try:
        at = Instant(
            wall_ms=wall_ms_of(told["wall"]),
            mono_ms=told["mono"],
            boot=told["boot"],
            clock=cast(ClockTrust, told["clock"]),
        )
        if not body.keys() <= known.required | known.optional:
            body = {name: value for name, value in body.items() if name in known.required | known.optional}
        return Fact(kind=kind, at=at, body=body)
    except RowDamaged:
        return None
    except ValueError:  # a field that this program needs is not there
        return None


def _policies(data: Path) -> dict[str, Policy]:
    found: dict[str, Policy] = {}
    for envelope in PolicyFile(data).all():
        try:
            policy = policy_of(str(json.loads(envelope)["policy"]))
        except (PolicyError, ValueError, TypeError, KeyError, RecursionError):
            continue
        found[policy.version] = policy
    return found
