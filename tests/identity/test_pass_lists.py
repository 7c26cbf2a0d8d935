"""What the hub hands down about passes: in force at once, kept, and never more in a day than one day allows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_pass_vectors import HUB, NOW_MS, OWN, STATION, STRANGER, UNTIL, ordinary

from station_app.core.events import Known, Unknown
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Issuer, IssuingKey, Keys, kid_of
from station_app.identity.lists import KEPT_MS, MOST_A_DAY, MOST_KEYS, PassLists, Revocation
from station_app.identity.pass_key_list import KeyList, ListTaker, list_of, opened, seal, signers, text_of
from station_app.identity.passes import Pass, issue, pass_id_in, pass_id_of

DAY_MS = 86_400_000
ROOT = IssuingKey(seed=bytes(range(96, 128)), name="union")
NEW_HUB = IssuingKey(seed=bytes(range(128, 160)), name="wuxi")


def handed(key: IssuingKey = NEW_HUB, *, staff: bool = False, until: int = UNTIL) -> Issuer:
    return replace(key.issuer(), staff=staff, not_before=UNTIL - 86_400, until=until)


def a_list(number: int = 1, *issuers: Issuer, station: str = "*") -> KeyList:
    return KeyList(number=number, issuers=issuers or (handed(),), station=station)


def taker(number: int = 0, station: str = STATION) -> ListTaker:
    return ListTaker(station=station, signers={ROOT.issuer().kid.hex(): ROOT.issuer().public}, number=number)


class Station:
    """A station's identity, whose lists can be changed."""

    def __init__(self, data: Path) -> None:
        self.keys = Keys(data)
        self.keys.save_issuers([HUB.issuer()])
        self.start()

    def start(self) -> None:
        at = Instant(wall_ms=NOW_MS, mono_ms=0, boot="b")
        self.identity = Identity(self.keys, STATION, lambda: at)

    def revoke(self, *what: str, now: int = NOW_MS) -> None:
        entries = [Revocation(what=one, until_ms=UNTIL * 1000) for one in what]
        self.identity.lists.take(entries, 1, now)
        self.identity.use_lists()

    def reason(self, text: str, now: int = NOW_MS) -> str:
        _, found = self.identity.code(text, now)
        return found.reason if isinstance(found, Unknown) else "known"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path / "data")
    yield made
    made.identity.close()


PASS = issue(HUB, ordinary(1))
PASS_ID = pass_id_of("hub", bytes([1] * 8))


def test_a_revoked_pass_is_refused_as_one(station: Station) -> None:
    before = station.reason(PASS)
    station.revoke(PASS_ID)

    assert (before, station.reason(PASS)) == ("known", "pass-revoked")


def test_a_revoked_pass_is_told_as_a_pass_and_not_as_any_code(station: Station) -> None:
    station.revoke(PASS_ID)

    assert station.identity.code(PASS, NOW_MS) == ("pass", Unknown(reason="pass-revoked"))


def test_another_pass_of_the_same_issuer_still_opens(station: Station) -> None:
    station.revoke(PASS_ID)

    assert station.reason(issue(HUB, ordinary(2))) == "known"


def test_a_revocation_outlives_a_restart(station: Station) -> None:
    station.revoke(PASS_ID)
    station.identity.close()
    station.start()

    assert station.reason(PASS) == "pass-revoked"


def test_a_forged_pass_with_a_revoked_id_is_a_forgery(station: Station) -> None:
    station.revoke(PASS_ID)

    assert station.reason(issue(STRANGER, ordinary(1))) == "pass-foreign"


def test_a_staff_pass_is_revoked_like_any_other(station: Station) -> None:
    begins = NOW_MS // 1000
    what = Pass(station=STATION, until=begins + 3600, not_before=begins, subject="night-2", staff=True)
    text = issue(HUB, what)
    before = station.identity.code(text, NOW_MS)[1]
    station.revoke(pass_id_of("hub", what.one_use))

    assert isinstance(before, Known)
    assert before.staff
    assert station.reason(text) == "pass-revoked"


def test_whom_somebody_at_the_station_has_trusted_no_hub_takes_away(station: Station) -> None:
    station.revoke(HUB.issuer().kid.hex())

    assert station.reason(PASS) == "known"


def test_what_is_revoked_stays_revoked_when_other_issuers_are_accepted_here(station: Station) -> None:
    station.revoke(PASS_ID)
    station.identity.accept([HUB.issuer()])

    assert station.reason(PASS) == "pass-revoked"


def test_an_issuer_of_the_list_is_accepted(station: Station) -> None:
    text = issue(NEW_HUB, ordinary(3))
    before = station.reason(text)
    station.identity.lists.take_keys(a_list())
    station.identity.use_lists()

    assert (before, station.reason(text)) == ("pass-foreign", "known")


def test_an_issuer_of_the_list_is_accepted_after_a_restart_too(station: Station) -> None:
    station.identity.lists.take_keys(a_list())
    station.identity.close()
    station.start()

    assert station.reason(issue(NEW_HUB, ordinary(3))) == "known"


def test_an_issuer_of_the_list_can_be_revoked_with_all_of_its_passes(station: Station) -> None:
    station.identity.lists.take_keys(a_list())
    station.revoke(NEW_HUB.issuer().kid.hex())

    assert station.reason(issue(NEW_HUB, ordinary(3))) == "pass-revoked"


def test_who_is_left_out_of_a_newer_list_is_not_accepted_any_more(station: Station) -> None:
    station.identity.lists.take_keys(a_list())
    station.identity.lists.take_keys(a_list(2, handed(OWN)))
    station.identity.use_lists()

    assert station.reason(issue(NEW_HUB, ordinary(3))) == "pass-foreign"


@pytest.mark.parametrize(("seconds", "reason"), [(-1, "known"), (0, "pass-expired")])
def test_no_pass_outlives_its_issuers_key(station: Station, seconds: int, reason: str) -> None:
    end = UNTIL - 3600
    station.identity.lists.take_keys(a_list(1, handed(until=end)))
    station.identity.use_lists()

    assert station.reason(issue(NEW_HUB, ordinary(3)), (end + seconds) * 1000) == reason


def test_a_pass_shown_before_its_issuers_key_begins_is_not_valid_yet(station: Station) -> None:
    station.identity.lists.take_keys(a_list())
    station.identity.use_lists()

    assert station.reason(issue(NEW_HUB, ordinary(3)), (UNTIL - 86_401) * 1000) == "pass-not-yet-valid"


def test_an_issuer_whose_staff_nobody_has_vouched_for_sends_no_staff(station: Station) -> None:
    station.identity.lists.take_keys(a_list())
    station.identity.use_lists()
    begins = NOW_MS // 1000
    text = issue(NEW_HUB, Pass(station=STATION, until=begins + 60, not_before=begins, subject="x", staff=True))

    assert station.reason(text) == "pass-foreign"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"passes": 5}', b'{"number": 1, "keys": [{}]}', b"\xff"])
def test_a_damaged_list_stops_no_station(tmp_path: Path, content: bytes) -> None:
    keys = Keys(tmp_path / "data")
    for name in ("revoked.json", "pass-keys.json"):
        keys.save_list(name, content)

    lists = PassLists(keys)

    assert (lists.damaged, lists.revoked.passes, lists.issuers) == (True, frozenset(), ())


# -- who may sign ------------------------------------------------------------------------------------------------------


def test_a_list_that_the_root_has_signed_is_taken() -> None:
    assert opened(seal(a_list(), ROOT.seed), taker()) == a_list()


def test_the_hub_cannot_say_whose_passes_are_accepted(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "data")
    keys.save_hub("https://hub", HUB.issuer().public)
    keys.save_policy_issuers([ROOT.issuer()])
    mine = ListTaker(station=STATION, signers=signers(keys))

    assert opened(seal(a_list(), HUB.seed), mine) == "unknown-key"


def test_not_even_where_somebody_has_trusted_its_key_for_policies(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "data")
    keys.save_hub("https://hub", HUB.issuer().public)
    keys.save_policy_issuers([ROOT.issuer(), HUB.issuer()])

    assert signers(keys).keys() == {ROOT.issuer().kid.hex()}


@pytest.mark.parametrize("number", [1, 2])
def test_an_older_list_never_comes_back(number: int) -> None:
    assert opened(seal(a_list(number), ROOT.seed), taker(2)) == "older"


def test_another_stations_list_is_refused() -> None:
    assert opened(seal(a_list(station="ST-9"), ROOT.seed), taker()) == "not-for-this-station"


def test_a_key_may_not_be_valid_for_longer_than_a_hundred_days() -> None:
    with pytest.raises(ValueError, match="100 days"):
        a_list(1, replace(handed(), until=UNTIL + 100 * 86_400))


SEALED = seal(a_list(), ROOT.seed)


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_nothing_in_a_sealed_list_can_be_changed(place: int, flip: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= flip

    assert isinstance(opened(bytes(changed), taker()), str)


@given(st.binary(max_size=300))
def test_no_bytes_make_opening_fail(envelope: bytes) -> None:
    assert isinstance(opened(envelope, taker()), str)


some_issuer = st.builds(
    lambda name, public, staff, begins, seconds: Issuer(
        name=name, public=public, staff=staff, not_before=begins, until=begins + seconds
    ),
    st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True),
    st.binary(min_size=32, max_size=32),
    st.booleans(),
    st.integers(1, 2**39),
    st.integers(1, 100 * 86_400),
)


@given(
    st.builds(
        lambda number, issuers: KeyList(number=number, issuers=tuple(issuers)),
        st.integers(1, 2**53 - 1),
        st.lists(some_issuer, max_size=5, unique_by=lambda one: kid_of(one.public)),
    )
)
def test_a_list_is_read_as_it_was_written(found: KeyList) -> None:
    assert list_of(text_of(found)) == found


# -- a day's limit -----------------------------------------------------------------------------------------------------

PASSES = [f"hub:{number:016x}" for number in range(5)]
some_steps = st.lists(
    st.tuples(st.integers(0, 3 * MOST_A_DAY), st.integers(1, MOST_A_DAY), st.integers(0, 2 * DAY_MS)), max_size=6
)


@given(some_steps)
def test_no_24_hours_revoke_more_than_the_limit_and_nothing_is_lost(steps: list[tuple[int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lists = PassLists(Keys(Path(folder) / "data"))
        now, wanted = NOW_MS, set[str]()
        since: dict[str, int] = {}
        for first, count, later in steps:
            now += later
            names = [f"hub:{number:016x}" for number in range(first, first + count)]
            wanted |= {*names}
            change = lists.take([Revocation(what=name, until_ms=now + KEPT_MS) for name in names], 1, now)
            since |= {name: now for name in lists.revoked.passes - since.keys()}
            assert sum(now - DAY_MS < at for at in since.values()) <= MOST_A_DAY
            assert change.total + change.waiting == len(wanted)
        assert PassLists(Keys(Path(folder) / "data")).revoked == lists.revoked


def test_what_waits_comes_in_force_on_the_next_day(tmp_path: Path) -> None:
    lists = PassLists(Keys(tmp_path / "data"))
    names = [f"hub:{number:016x}" for number in range(MOST_A_DAY + 3)]
    first = lists.take([Revocation(what=name, until_ms=UNTIL * 1000) for name in names], 1, NOW_MS)
    later = lists.let_time_pass(NOW_MS + DAY_MS)

    assert (first.taken, first.waiting, later.taken, later.waiting) == (MOST_A_DAY, 3, 3, 0)


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    lists = PassLists(Keys(tmp_path / "data"))
    entries = [Revocation(what=PASSES[0], until_ms=UNTIL * 1000)]
    lists.take(entries, 1, NOW_MS)

    assert not lists.take(entries, 1, NOW_MS + 5).changed


def test_a_pass_long_expired_is_forgotten(tmp_path: Path) -> None:
    lists = PassLists(Keys(tmp_path / "data"))
    lists.take([Revocation(what=PASSES[0], until_ms=NOW_MS)], 1, NOW_MS)
    lists.let_time_pass(NOW_MS + KEPT_MS)

    assert lists.revoked.passes == frozenset()


def test_keys_are_revoked_up_to_a_number_and_the_rest_is_told(tmp_path: Path) -> None:
    lists = PassLists(Keys(tmp_path / "data"))
    keys = [Revocation(what=f"{number:08x}", until_ms=0) for number in range(MOST_KEYS + 2)]

    change = lists.take(keys, 1, NOW_MS)

    assert (change.keys, change.dropped) == (MOST_KEYS, 2)


def test_what_cannot_be_written_is_in_force_and_written_later(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "data")
    lists = PassLists(keys)
    folder = tmp_path / "data" / "keys"
    real = keys.save_list
    keys.save_list = _full  # pyright: ignore[reportAttributeAccessIssue] - a disk that is full
    change = lists.take([Revocation(what=PASSES[0], until_ms=UNTIL * 1000)], 1, NOW_MS)
    in_force = PASSES[0] in lists.revoked.passes
    keys.save_list = real  # pyright: ignore[reportAttributeAccessIssue]
    lists.let_time_pass(NOW_MS)

    assert (bool(change.fault), in_force, (folder / "revoked.json").exists()) == (True, True, True)


def _full(name: str, content: bytes) -> None:
    from station_app.identity.vault import KeyFault

    raise KeyFault(f"{name} cannot be written")


@given(st.integers(1, 255), st.sampled_from([STATION, "*"]))
def test_a_pass_is_found_by_the_id_in_its_code(one_use: int, station: str) -> None:
    what = Pass(station=station, until=UNTIL, one_use=bytes([one_use] * 8))

    assert pass_id_in(issue(HUB, what)) == pass_id_of("hub", what.one_use)


@given(st.text(max_size=300))
def test_no_text_makes_looking_for_an_id_fail(text: str) -> None:
    pass_id_in("RS1:" + text)
