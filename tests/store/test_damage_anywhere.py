"""Any damage, anywhere in the files."""

from __future__ import annotations

import random
from pathlib import Path

from damaged_journal import Life, after_start, laid_out, unsent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_stories import transactions

from station_app.store.schema import PAGE

modest = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FRAME = 24 + PAGE
LAST = len(list(transactions(40))[-1])
"""Rows of the last transaction: if its log is damaged, it looks like one that a power cut has torn."""

bits = st.integers(min_value=0, max_value=7)
places = st.integers(min_value=0, max_value=2**32)
"""Taken modulo the length of a file, which no strategy knows."""
lengths = st.integers(min_value=1, max_value=2 * PAGE)
damage_kinds = st.sampled_from(["bits", "zero", "noise", "cut"])


@modest
@given(name=st.sampled_from(["db", "wal"]), kind=damage_kinds, at=places, length=lengths, bit=bits)
def test_no_damage_stops_the_station_or_stays_in_its_journal(
    home: Path, life: Life, name: str, kind: str, at: int, length: int, bit: int
) -> None:
    whole = life.files[{"db": "journal.db", "wal": "journal.db-wal"}[name]]
    at %= len(whole)
    part = whole[at : at + length]
    damaged = {
        "bits": flipped(whole, at, bit),
        "zero": whole[:at] + bytes(len(part)) + whole[at + length :],
        "noise": whole[:at] + random.Random(at).randbytes(len(part)) + whole[at + length :],
        "cut": whole[:at],
    }
    laid_out(home, life, **{name: damaged[kind]})

    after = after_start(home)

    assert after.faultless


@modest
@given(at=places, bit=bits)
def test_one_flipped_bit_of_the_file_costs_at_most_its_page(home: Path, closed: Life, at: int, bit: int) -> None:
    content = closed.files["journal.db"]
    at %= len(content)
    page = content[at // PAGE * PAGE :][:PAGE]
    laid_out(home, closed, db=flipped(content, at, bit))

    after = after_start(home)

    assert unsent(closed) - after.kept <= {row.id for row in closed.rows if row.id.encode() in page}


@modest
@given(at=places, bit=bits)
def test_one_flipped_bit_of_the_log_costs_at_most_its_frame_and_the_last_transaction(
    home: Path, life: Life, at: int, bit: int
) -> None:
    content = life.files["journal.db-wal"]
    at %= len(content)
    frame = content[32 + (at - 32) // FRAME * FRAME :][:FRAME]
    laid_out(home, life, wal=flipped(content, at, bit))

    after = after_start(home)

    last = {row.id for row in life.rows[-LAST:]}
    assert unsent(life) - after.kept <= last | {row.id for row in life.rows if row.id.encode() in frame}


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
