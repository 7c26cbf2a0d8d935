"""What crosses between core and screen: whole, or refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.wire import MAX_LINE, Intent, Snapshot, Way, WireError, intent_of, line_of, snapshot_of

snapshots = st.builds(
    Snapshot,
    serial=st.integers(0, 2**53),
    station=st.text(),
    zone=st.text(),
    moment=st.sampled_from(["idle", "reading", "welcome", "refused", "take-card", "help"]),
    reason=st.text(max_size=20),
    inside=st.integers(0, 999),
    ways=st.lists(st.builds(Way, kind=st.sampled_from(["id-card", "code"]), works=st.booleans()), max_size=3).map(
        tuple
    ),
    degraded=st.booleans(),
)
intents = st.builds(
    Intent, want=st.sampled_from(["help", "painted", "service-stop", "service-skip"]), check=st.text(max_size=40)
)


def document(**changes: object) -> bytes:
    """A good intent, changed."""
    return json.dumps({"type": "intent", "want": "help", **changes}).encode()


@given(snapshot=snapshots)
def test_a_snapshot_arrives_as_it_was_sent(snapshot: Snapshot) -> None:
    assert snapshot_of(line_of(snapshot)) == snapshot


@given(intent=intents)
def test_an_intent_arrives_as_it_was_sent(intent: Intent) -> None:
    assert intent_of(line_of(intent)) == intent


@given(snapshot=snapshots)
def test_a_snapshot_is_one_line(snapshot: Snapshot) -> None:
    line = line_of(snapshot)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(document(want="open"), id="an unknown wish"),
        pytest.param(document(colour="red"), id="an unknown field"),
        pytest.param(document(type="snapshot"), id="another type"),
        pytest.param(b'{"type":"intent"}', id="no wish"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"type":"intent","want":"help"', id="half a line"),
        pytest.param(b'{"type":"intent","want":"h\xffelp"}', id="no UTF-8"),
        pytest.param(b'{"a":' + b"[" * 60_000, id="brackets without end"),
        pytest.param(document() + b" " * MAX_LINE, id="too long"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        intent_of(line)


def test_the_refusal_of_a_long_line_says_how_long_it_may_be() -> None:
    with pytest.raises(WireError, match=f"a line of {MAX_LINE + 1} bytes is longer than {MAX_LINE}"):
        snapshot_of(b" " * (MAX_LINE + 1))


def test_a_snapshot_with_an_unknown_moment_is_refused() -> None:
    good = line_of(Snapshot(serial=1, station="S", zone="Z", moment="idle"))

    with pytest.raises(WireError, match="moment"):
        snapshot_of(good.replace(b'"idle"', b'"party"'))


@given(line=st.binary())
def test_any_bytes_are_taken_or_refused(line: bytes) -> None:
    for read in (intent_of, snapshot_of):
        with pytest.raises(WireError):
            read(line)


@given(snapshot=snapshots, at=st.integers(0, 400), with_=st.binary(max_size=3))
def test_a_damaged_snapshot_is_taken_or_refused(snapshot: Snapshot, at: int, with_: bytes) -> None:
    line = line_of(snapshot)
    try:
        snapshot_of(line[:at] + with_ + line[at + 1 :])
    except WireError as error:
        assert str(error)
