"""What the hub takes for a support bundle, and what it tells of one. Whoever has a station's key can send anything."""

from __future__ import annotations

import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_bundle import FACTS, bundle, files, manifest, zipped

from station_app.hub import bundle_reading
from station_app.hub.bundle_reading import NoBundle, TooLarge, judged


def test_it_tells_program_things_taken_out_incidents_and_what_is_red() -> None:
    told = judged(bundle())

    red = [(one.check, one.fault, one.unfinished) for one in told.red]
    assert (told.program, told.taken_out, told.files, told.incidents, told.checks, told.reds, red) == (
        *("2.1.0", 7, 10, 4, 3, 2),
        [("board.answers", "no-answer", False), ("main.push", "", True)],
    )


def test_the_newest_line_of_the_timeline_comes_first() -> None:
    assert judged(bundle()).lines == FACTS[::-1]


def test_so_many_lines_are_told_and_no_more() -> None:
    facts = [{"at": "", "kind": "boot", "version": str(number)} for number in range(500)]

    assert [one["version"] for one in judged(bundle(files(timeline={"facts": facts}))).lines] == [
        str(number) for number in range(499, 479, -1)
    ]


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "log/../x.txt", "log/x/station.log.txt", "log\\station.log.txt", "keys/hub.key", "x.exe",
     "log/station.log.txt/", "log/station.log.100.txt", "Manifest.json", "README.txt\n"],
)  # fmt: skip
def test_a_file_of_another_name_is_refused(name: str) -> None:
    with pytest.raises(NoBundle, match="no bundle has"):
        judged(bundle({**files(), name: b""}))


@pytest.mark.parametrize("name", ["log/station.log.9.txt", "log/systemd.txt"])
def test_a_log_is_taken(name: str) -> None:
    assert judged(bundle({**files(), name: b"ready\n"})).files == 11


def test_a_file_that_stands_there_twice_is_refused() -> None:
    raw = bundle({**files(), "log/station.log.1.txt": b"ready\n"})

    with pytest.raises(NoBundle, match="twice"):
        judged(raw.replace(b"log/station.log.1.txt", b"log/station.log.txt\0\0"))


@pytest.mark.parametrize("name", ["timeline.json", "log/station.log.txt"])
def test_a_file_that_is_not_what_the_manifest_says_is_refused(name: str) -> None:
    parts = files()
    lied = manifest({**parts, name: parts[name] + b" "})

    with pytest.raises(NoBundle, match=f"{name} is not what the manifest says"):
        judged(zipped({**parts, "manifest.json": lied}))


def test_a_file_that_the_manifest_does_not_name_is_refused() -> None:
    parts = files()

    with pytest.raises(NoBundle, match="not those of its manifest"):
        judged(zipped({**parts, "log/systemd.txt": b"", "manifest.json": manifest(parts)}))


@pytest.mark.parametrize("name", ["selftests.json", "timeline.json", "journal.json"])
def test_without_what_the_page_tells_it_is_refused(name: str) -> None:
    with pytest.raises(NoBundle, match=f"no {name}"):
        judged(bundle({each: raw for each, raw in files().items() if each != name}))


def test_without_a_manifest_it_is_refused() -> None:
    with pytest.raises(NoBundle, match="no manifest"):
        judged(zipped(files()))


def test_another_version_is_refused() -> None:
    with pytest.raises(NoBundle, match="another version"):
        judged(bundle(bundle=2))


def test_a_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_reading, "MOST_INFLATED", 3_000_000)
    raw = bundle({**files(), "log/systemd.txt": bytes(30_000_000)})

    with pytest.raises(TooLarge, match="fewer lines"):
        judged(raw)


def test_many_files_that_fit_one_by_one_and_not_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_reading, "MOST_INFLATED", 3_000_000)
    logs = {f"log/station.log.{number}.txt": bytes(400_000) for number in range(1, 10)}

    with pytest.raises(TooLarge):
        judged(bundle({**files(), **logs}))


def test_a_file_that_is_read_whole_is_not_read_when_it_is_large() -> None:
    with pytest.raises(TooLarge, match=r"timeline\.json"):
        judged(bundle({**files(), "timeline.json": bytes(3_000_000)}))


def test_so_many_files_are_in_no_bundle() -> None:
    logs = {f"log/station.log.{number}.txt": b"" for number in range(1, 40)}

    with pytest.raises(NoBundle, match="more than 32 files"):
        judged(bundle({**files(), **logs}))


def test_a_table_that_says_it_is_short_is_not_read_when_it_is_long() -> None:
    raw = zipped({f"log/station.log.{number}.txt": b"" for number in range(400)})
    lied = raw[:-14] + struct.pack("<HH", 1, 1) + raw[-10:]

    with pytest.raises(NoBundle, match="more than 32 files"):
        judged(lied)


def test_what_is_packed_otherwise_is_refused() -> None:
    parts = files()

    with pytest.raises(NoBundle, match="packed in a way"):
        judged(zipped({**parts, "manifest.json": manifest(parts)}, zipfile.ZIP_BZIP2))


@pytest.mark.parametrize(
    "raw",
    [b"", b"PK", b"no zip" * 50, bundle()[:-1], bundle()[:500], bundle() + b"x", b"<script>" + bundle(),
     bundle()[:-2] + b"\1\0x"],
)  # fmt: skip
def test_what_is_no_plain_zip_from_end_to_end_is_refused(raw: bytes) -> None:
    with pytest.raises(NoBundle):
        judged(raw)


@pytest.mark.parametrize(
    "changed",
    [{"selftests": []}, {"timeline": {"facts": {}}}, {"timeline": {"facts": ["x"]}}, {"journal": {"incidents": []}},
     {"selftests": {"checks": {"x": {"state": 1}}}}, {"timeline": {"facts": [{"kind": "\ud800"}]}}],
)  # fmt: skip
def test_what_no_station_writes_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NoBundle, match="not what a station writes"):
        judged(bundle(files(**changed)))


@pytest.mark.parametrize(
    "changed",
    [
        {"timeline": {"facts": [{"at": "", "kind": "incident.opened", "cause": "silent-help"}]}},
        {"journal": {"incidents": {"silent-help": 1}}},
    ],
)
def test_a_bundle_that_tells_of_a_silent_call_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(NoBundle, match="silent calls"):
        judged(bundle(files(**changed)))


def test_texts_are_short_and_turn_no_line_round() -> None:
    fact = {"at": "\x00\u202e", "kind": "x" * 500, "\u2028": "\u200by"}

    assert judged(bundle(files(timeline={"facts": [fact]}))).lines == [{"at": "", "kind": "x" * 80, "": "y"}]


@pytest.mark.parametrize("number", [-1, 2**31, 2**63, 10**40])
def test_no_number_is_too_large_for_the_database(number: int) -> None:
    raw = bundle(files(journal={"incidents": {"leak": number}}), taken_out=number)

    try:
        told = judged(raw)
    except NoBundle:
        return
    assert max(told.taken_out, told.incidents) < 2**31


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(bundle()) - 1), byte=st.integers(1, 255), more=st.binary(max_size=30))
def test_a_garbled_file_is_refused_or_says_the_same(at: int, byte: int, more: bytes) -> None:
    raw = bytearray(bundle())
    raw[at] ^= byte
    raw[at + 1 : at + 1] = more

    try:
        told = judged(bytes(raw))
    except NoBundle:
        return
    assert told == judged(bundle())
