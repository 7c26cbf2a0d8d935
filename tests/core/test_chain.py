"""The hash chain: any change is noticed, and only the erasure of a personal field is none."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.chain import GENESIS, Row, canonical, fault_of, linked, seal

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
names = st.sampled_from(["door", "zone", "visit", "cause", "minutes", "inferred"])
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row as the journal makes it; each has a person."""
    body = {**draw(st.dictionaries(names, scalars)), "person": draw(st.text(min_size=1))}
    salt = draw(st.binary(min_size=16, max_size=16)).hex()
    return linked(
        Row(
            seq=draw(st.integers(1, 2**40)),
            epoch=draw(st.text(min_size=1, max_size=8)),
            id=draw(st.uuids().map(str)),
            kind=draw(st.sampled_from(["visit.started", "access.granted"])),
            version=draw(st.integers(1, 9)),
            wall="2026-11-21T03:00:00.123Z",
            mono=draw(st.integers(0, 2**40)),
            boot=draw(st.text(max_size=8)),
            clock=draw(st.sampled_from(["trusted", "drifting", "unknown"])),
            body=body,
            salt=salt,
            sealed=seal(body, salt),
            prev=draw(hashes),
            hash="",
        )
    )


def changed(value: object) -> object:
    """Something else of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1 if value + 1 != value else 0
        case str():
            return value + "x"
        case None:
            return ""
        case _:
            raise AssertionError(value)


@given(row=rows())
def test_a_row_as_made_is_good(row: Row) -> None:
    assert fault_of(row, row.prev) is None


@given(row=rows(), name=st.sampled_from([f.name for f in fields(Row) if f.name not in ("body", "sealed", "salt")]))
def test_a_changed_field_is_noticed(row: Row, name: str) -> None:
    broken = replace(row, **{name: changed(getattr(row, name))})

    assert fault_of(broken, row.prev) is not None


@given(row=rows(), data=st.data())
def test_a_changed_value_of_the_body_is_noticed(row: Row, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(row.body)))
    broken = replace(row, body={**row.body, name: changed(row.body[name])})

    assert fault_of(broken, None) is not None


@given(row=rows(), data=st.data())
def test_a_public_field_taken_away_is_noticed(row: Row, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["new", *(row.body.keys() - {"person"})]))
    body = {**row.body, "new": 1} if name == "new" else {n: v for n, v in row.body.items() if n != name}

    assert fault_of(replace(row, body=body), None) == "its content does not match its hash"


@given(row=rows())
def test_a_person_erased_with_the_salt_leaves_the_chain_whole(row: Row) -> None:
    public = {name: value for name, value in row.body.items() if name != "person"}

    assert fault_of(replace(row, body=public, salt=""), row.prev) is None


@given(row=rows())
def test_a_person_written_over_an_erased_one_is_noticed(row: Row) -> None:
    forged = replace(row, body={**row.body, "person": "somebody else"}, salt="")

    assert fault_of(forged, row.prev) == "its field person does not match its seal"


@given(row=rows())
def test_a_person_smuggled_into_a_row_that_named_nobody_is_noticed(row: Row) -> None:
    public = {name: value for name, value in row.body.items() if name != "person"}
    nobody = linked(replace(row, body=public, salt="", sealed={}))

    assert fault_of(replace(nobody, body={**public, "person": "x"}), None) == "its field person does not match its seal"


@given(row=rows())
def test_the_seal_is_not_the_bare_digest_of_the_person(row: Row) -> None:
    other = seal(row.body, "ff" * 16 if row.salt != "ff" * 16 else "00" * 16)

    assert row.sealed["person"] != other["person"]


def test_a_row_that_follows_another_one_is_noticed() -> None:
    [row] = [linked(_plain(seq=1, prev=GENESIS))]

    assert fault_of(row, "1" * 64) == "does not follow the row before it"


def test_a_row_taken_out_of_the_middle_is_noticed() -> None:
    first = linked(_plain(seq=1, prev=GENESIS))
    second = linked(_plain(seq=2, prev=first.hash))
    third = linked(_plain(seq=3, prev=second.hash))

    assert (fault_of(second, first.hash), fault_of(third, first.hash)) == (None, "does not follow the row before it")


def test_the_hash_of_a_row_is_pinned() -> None:
    # Hub, auditor and every older journal compute the same: this value changes only together with the epoch's format.
    assert linked(_plain(seq=7, prev=GENESIS)).hash == PINNED


@given(body=st.dictionaries(names, scalars), data=st.data())
def test_the_canonical_text_does_not_depend_on_the_order(body: dict[str, object], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(body.items()))))

    assert canonical(shuffled) == canonical(body)


def test_the_canonical_text_is_short_sorted_and_keeps_chinese() -> None:
    assert canonical({"b": [1, True, None], "a": "门"}) == '{"a":"门","b":[1,true,null]}'


def test_what_json_does_not_know_has_no_canonical_text() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical(float("nan"))


def _plain(seq: int, prev: str) -> Row:
    return Row(
        seq=seq,
        epoch="e1",
        id="019a0000-0000-7000-8000-000000000001",
        kind="visit.started",
        version=1,
        wall="2026-11-21T03:00:00.123Z",
        mono=12345,
        boot="b1",
        clock="trusted",
        body={"visit": "v1", "zone": "休息区", "person": "p"},
        salt="00" * 16,
        sealed=seal({"person": "p"}, "00" * 16),
        prev=prev,
        hash="",
    )


PINNED = "e9123eb15d15315a83985bcf773833d6d8875e3d28c0d3ac4158527a759aa3a2"


def test_a_row_whose_content_was_changed_says_so() -> None:
    row = linked(_plain(seq=1, prev=GENESIS))

    assert fault_of(replace(row, kind="door.forced"), GENESIS) == "its content does not match its hash"


def test_a_row_whose_person_was_changed_says_so() -> None:
    row = linked(_plain(seq=1, prev=GENESIS))
    other = replace(row, body={**row.body, "person": "q"})

    assert fault_of(other, GENESIS) == "its field person does not match its seal"
