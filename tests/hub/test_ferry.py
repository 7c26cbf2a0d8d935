"""A ferry file carries a journal as the network would: sealed, signed, in any order, any number of times."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_journal import Paper, person
from test_pages import Browser

from station_app.hub import ferrying
from station_app.hub.ferrying import Brought
from station_app.hub.models import Audit, Epoch, Fact, PublishedPolicy, Station
from station_app.upstream.ferry import (
    POLICY,
    RECEIPT,
    ROWS,
    Ends,
    FerryFault,
    FerryWriter,
    Header,
    opening_key,
    pieces,
    read_header,
    sealing_key,
)
from station_app.upstream.messages import Batch, pack

ST = "/stations/ST-1/ferry/"
FAULTS = ("no-ferry", "garbled", "cut", "foreign", "not-for-us", "down", "other-station", "former", "revoked")
FUZZ = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def away(rig: HubRig) -> Enrolled:
    """A station without a network: three visits wait in its journal, of which nothing was ever sent."""
    station = await enrolled(rig)
    for who in (1, 2, 3):
        station.paper.visit(who)
    return station


def up(station: Enrolled, batches: Sequence[Batch] | None = None, /, **changes: Any) -> bytes:
    """The file that the station exports: its whole journal in pieces of six rows, or these batches."""
    told = {"direction": "up", "station": station.name, "file": "f", "made": "2026-11-26T12:00:00+00:00", **changes}
    file = io.BytesIO()
    hub = Ed25519PublicKey.from_public_bytes(changes.pop("hub", station.hub_key))
    told.pop("hub", None)
    key = told.pop("key", station.key)
    writer = FerryWriter(file, Header(**told), key, hub)
    for batch in batches if batches is not None else in_sixes(station.paper):
        writer.add(ROWS, pack(station.name, batch))
    writer.end()
    return file.getvalue()


def in_sixes(paper: Paper, epoch: str = "epoch-1") -> list[Batch]:
    rows = paper.rows[epoch]
    return [Batch(epoch=epoch, rows=rows[at : at + 6]) for at in range(0, len(rows), 6)]


def bring(rig: HubRig, raw: bytes, station: str = "ST-1") -> Brought:
    return rig.in_thread(lambda: ferrying.take_file(io.BytesIO(raw), Station.objects.get(id=station), timezone.now()))


def whole(station: Enrolled) -> set[tuple[str, int, str]]:
    """All that the station ever wrote."""
    return station.paper.everything


def forget(rig: HubRig) -> None:
    """The hub knows nothing again."""
    rig.in_thread(lambda: (Fact.objects.all().delete(), Epoch.objects.all().delete()))


async def test_a_file_brings_what_a_push_would(rig: HubRig, away: Enrolled) -> None:
    brought = bring(rig, up(away))

    assert (rig.facts("ST-1"), brought.new, brought.fault) == (whole(away), 18, "")


async def test_a_file_that_comes_twice_changes_nothing(rig: HubRig, away: Enrolled) -> None:
    bring(rig, up(away))
    before = rig.facts("ST-1")
    again = bring(rig, up(away))

    assert (rig.facts("ST-1"), again.new, again.fault) == (before, 0, "")


async def test_what_was_pushed_before_is_not_doubled(rig: HubRig, away: Enrolled) -> None:
    file = up(away)
    away.paper.visit(4)
    await away.push_all()

    assert (bring(rig, file).new, rig.facts("ST-1")) == (0, whole(away))


async def test_a_push_goes_on_where_a_file_has_ended(rig: HubRig, away: Enrolled) -> None:
    bring(rig, up(away))
    away.paper.visit(4)
    await away.push_all()

    assert rig.facts("ST-1") == whole(away)


async def test_a_file_before_its_time_says_what_is_missing(rig: HubRig, away: Enrolled) -> None:
    later = up(away, in_sixes(away.paper)[1:])

    assert (bring(rig, later).missing, rig.facts("ST-1")) == (["epoch-1 1-6", "epoch-1 1-12"], set())


async def test_rows_that_a_disk_has_lost_travel_as_lost(rig: HubRig, away: Enrolled) -> None:
    away.paper.lose(7, 9)
    rows = away.paper.rows["epoch-1"]

    brought = bring(rig, up(away, [Batch(epoch="epoch-1", rows=rows, lost=[(7, 9)])]))

    assert (brought.fault, brought.missing, rig.facts("ST-1")) == ("", [], whole(away))


@FUZZ
@given(order=st.lists(st.integers(0, 2), max_size=8))
async def test_files_in_any_order_and_number_lose_and_double_nothing(
    rig: HubRig, away: Enrolled, order: list[int]
) -> None:
    forget(rig)
    files = [up(away, [batch]) for batch in in_sixes(away.paper)]
    for number in order:
        bring(rig, files[number])
        assert rig.facts("ST-1") <= whole(away)
    for file in files:
        bring(rig, file)

    assert rig.facts("ST-1") == whole(away)


@FUZZ
@given(part=st.floats(0, 1, exclude_max=True))
async def test_a_file_that_was_cut_brings_its_whole_pieces_and_says_so(
    rig: HubRig, away: Enrolled, part: float
) -> None:
    forget(rig)
    file = up(away)
    brought = bring(rig, file[: int(len(file) * part)])

    assert (brought.fault in {"cut", "no-ferry", "garbled", "foreign"}, len(rig.facts("ST-1")) % 6) == (True, 0)
    bring(rig, file)
    assert rig.facts("ST-1") == whole(away)


@FUZZ
@given(part=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
async def test_a_garbled_file_brings_nothing_that_the_station_did_not_write(
    rig: HubRig, away: Enrolled, part: float, bit: int
) -> None:
    forget(rig)
    file = up(away)
    garbled = bytearray(file)
    garbled[int(len(file) * part)] ^= 1 << bit

    brought = bring(rig, bytes(garbled))

    assert (brought.fault != "", rig.facts("ST-1") <= whole(away)) == (True, True)
    bring(rig, file)
    assert rig.facts("ST-1") == whole(away)


@FUZZ
@given(raw=st.binary(max_size=400))
async def test_what_is_no_file_has_a_reason(rig: HubRig, away: Enrolled, raw: bytes) -> None:
    assert bring(rig, raw).fault in {"no-ferry", "garbled"}
    assert bring(rig, up(away)[:120] + raw).fault in {"cut", "garbled", "foreign"}


async def test_a_piece_of_another_file_does_not_fit(rig: HubRig, away: Enrolled) -> None:
    one, other = (up(away, [batch], file=name) for name, batch in zip("ab", in_sixes(away.paper), strict=False))
    head = one.index(b"\n", one.index(b"\n") + 1) + 1
    spliced = one[:head] + other[head:]

    assert (bring(rig, spliced).fault, rig.facts("ST-1")) == ("foreign", set())


async def test_nobody_can_read_who_was_there(rig: HubRig, away: Enrolled) -> None:
    file = up(away)

    assert [word in file for word in (person(1).encode(), b"visit.started", b"entry")] == [False] * 3


async def test_a_file_sealed_for_another_hub_is_not_taken(rig: HubRig, away: Enrolled) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    assert (bring(rig, up(away, hub=other)).fault, rig.facts("ST-1")) == ("not-for-us", set())


async def test_a_file_that_a_stranger_has_made_is_not_taken(rig: HubRig, away: Enrolled) -> None:
    assert (bring(rig, up(away, key=Ed25519PrivateKey.generate())).fault, rig.facts("ST-1")) == ("foreign", set())


async def test_a_file_is_its_own_stations(rig: HubRig, away: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    mine, forged = bring(rig, up(away), "ST-2"), bring(rig, up(away, station="ST-2"), "ST-2")
    inside = bring(rig, up(other, in_sixes(away.paper), station="ST-1", key=other.key), "ST-1")

    assert ([one.fault for one in (mine, forged, inside)], rig.facts("ST-1"), rig.facts("ST-2")) == (
        ["other-station", "foreign", "foreign"],
        set(),
        set(),
    )


async def test_a_batch_of_another_station_in_a_file_of_ours_is_not_taken(rig: HubRig, away: Enrolled) -> None:
    await enrolled(rig, "ST-2")
    file = io.BytesIO()
    header = Header(direction="up", station="ST-1", file="f", made="")
    writer = FerryWriter(file, header, away.key, Ed25519PublicKey.from_public_bytes(away.hub_key))
    writer.add(ROWS, pack("ST-2", in_sixes(away.paper)[0]))
    writer.end()

    assert (bring(rig, file.getvalue()).fault, rig.facts("ST-1"), rig.facts("ST-2")) == ("garbled", set(), set())


async def test_a_revoked_stations_file_is_not_taken(rig: HubRig, away: Enrolled) -> None:
    rig.in_thread(lambda: Station.objects.update(revoked_at=timezone.now()))

    assert (bring(rig, up(away)).fault, rig.facts("ST-1")) == ("revoked", set())


async def test_a_file_is_no_word_from_the_station_itself(rig: HubRig, away: Enrolled) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    rig.in_thread(lambda: Station.objects.update(last_contact=long_ago))
    bring(rig, up(away))

    assert rig.in_thread(lambda: Station.objects.get().last_contact) == long_ago


# --- a replaced computer


async def test_the_old_disk_still_tells_what_it_had_not_pushed(rig: HubRig, away: Enrolled) -> None:
    bring(rig, up(away, in_sixes(away.paper)[:1]))
    await enrolled(rig, "ST-1")
    brought = bring(rig, up(away))

    assert (brought.former is not None, brought.new, rig.facts("ST-1")) == (True, 12, whole(away))


async def test_an_old_computer_begins_no_journal(rig: HubRig, away: Enrolled) -> None:
    bring(rig, up(away))
    await enrolled(rig, "ST-1")
    away.paper.replace_journal("epoch-9")
    away.paper.boot()

    assert (bring(rig, up(away, in_sixes(away.paper, "epoch-9"))).fault, len(rig.facts("ST-1"))) == ("former", 18)


# --- the way down


def down(rig: HubRig, station: Enrolled) -> list[tuple[bytes, bytes]]:
    file = io.BytesIO()
    rig.in_thread(lambda: ferrying.make_file(file, Station.objects.get(id=station.name), timezone.now()))
    file.seek(0)
    header, line = read_header(file)
    assert (header.direction, header.station) == ("down", station.name)
    ends = Ends(sender=Ed25519PublicKey.from_public_bytes(station.hub_key), receiver=station.key)
    return list(pieces(file, line, ends))


async def test_the_answer_says_how_far_the_hub_has_got(rig: HubRig, away: Enrolled) -> None:
    bring(rig, up(away))

    assert down(rig, away) == [(RECEIPT, b'{"epochs":{"epoch-1":18},"set_aside":[]}')]


async def test_the_answer_holds_the_newest_policy(rig: HubRig, away: Enrolled) -> None:
    def publish() -> None:
        for number in (3, 7):
            PublishedPolicy.objects.create(number=number, envelope=f"policy {number}", published_at=timezone.now())

    rig.in_thread(publish)

    assert down(rig, away)[1:] == [(POLICY, b"policy 7")]


async def test_another_station_cannot_read_the_answer(rig: HubRig, away: Enrolled) -> None:
    other = await enrolled(rig, "ST-2")
    other.name = "ST-1"

    with pytest.raises(FerryFault) as fault:
        down(rig, other)
    assert fault.value.code == "not-for-us"


async def test_a_file_from_the_hub_is_not_taken_by_the_hub(rig: HubRig, away: Enrolled) -> None:
    file = io.BytesIO()
    rig.in_thread(lambda: ferrying.make_file(file, Station.objects.get(), timezone.now()))

    assert bring(rig, file.getvalue()).fault == "down"


# --- keys


@given(st.binary(min_size=32, max_size=32))
def test_both_halves_of_a_key_go_the_same_way(seed: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)

    assert opening_key(key).public_key().public_bytes_raw() == sealing_key(key.public_key()).public_bytes_raw()


def test_a_key_becomes_what_libsodium_makes_of_it() -> None:
    # libsodium's test/default/ed25519_convert.c: seed and the X25519 public key of its pair.
    seed = bytes.fromhex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee")
    key = Ed25519PrivateKey.from_private_bytes(seed)

    assert sealing_key(key.public_key()).public_bytes_raw().hex() == (
        "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"
    )


# --- pages


def uploaded(rig: HubRig, raw: bytes, role: str = "technician") -> Any:
    browser = Browser(rig, role)
    file = SimpleUploadedFile("st-1.ferry", raw)
    return rig.in_thread(lambda: browser.client.post(ST, {"file": file}))


@pytest.mark.parametrize("role", ["technician", "manager"])
async def test_a_file_is_brought_on_the_stations_page(rig: HubRig, away: Enrolled, role: str) -> None:
    page = uploaded(rig, up(away), role).content.decode()

    assert ("收到 18 条新记录" in page, rig.facts("ST-1")) == (True, whole(away))


@pytest.mark.parametrize("role", ["viewer", "auditor"])
async def test_who_may_only_look_brings_nothing(rig: HubRig, away: Enrolled, role: str) -> None:
    statuses = [uploaded(rig, up(away), role).status_code, Browser(rig, role).post(f"{ST}down/").status_code]

    assert (statuses, rig.facts("ST-1")) == ([403, 403], set())


async def test_a_bad_file_has_its_reason_on_the_page(rig: HubRig, away: Enrolled) -> None:
    answer = uploaded(rig, up(away)[:-10])
    page = answer.content.decode()

    assert (answer.status_code, "文件不完整" in page, "收到 18 条新记录" in page) == (422, True, True)


async def test_a_file_that_is_too_large_is_refused_unread(rig: HubRig, away: Enrolled) -> None:
    assert uploaded(rig, bytes(17 * 1024 * 1024)).status_code == 400


async def test_the_answer_is_downloaded(rig: HubRig, away: Enrolled) -> None:
    answer = Browser(rig, "technician").post(f"{ST}down/")

    assert (answer.status_code, answer.content[:21], "ST-1-" in answer["Content-Disposition"]) == (
        200,
        b"rest-station-ferry-1\n",
        True,
    )


async def test_both_ways_are_in_the_trail(rig: HubRig, away: Enrolled) -> None:
    uploaded(rig, up(away), "manager")
    Browser(rig, "manager").post(f"{ST}down/")

    def rows() -> list[Any]:
        asked = Audit.objects.filter(what__startswith="ferry").order_by("number")
        return list(asked.values_list("what", "who", "station", "detail"))

    assert rig.in_thread(rows) == [
        ("ferry-taken", "manager", "ST-1", "new=18 rows=18"),
        ("ferry-made", "manager", "ST-1", ""),
    ]


@pytest.mark.parametrize(
    "fault", ["no-ferry", "garbled", "cut", "foreign", "not-for-us", "down", "other-station", "former"]
)
def test_every_fault_has_words(fault: str) -> None:
    from station_app.hub.ferry_texts import FERRY_WORDS

    assert all(FERRY_WORDS[f"ferry-{fault}"])
